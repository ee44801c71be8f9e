import { commandsOf, containersOf, oncePerPod, type PlacedCommand } from '../../manifest/pod.ts';

import { bindNodes, fallbackNodes, type NodeKind, volumeNodes } from '../../node/new-pod.ts';
import { isBatch, type Spoiled, spoiledByCmd } from '../../shim/cmd.ts';

type SpoiledCommand = Pick<PlacedCommand, 'words' | 'paths'> & Spoiled & { severity?: 'warn' };

/** Where cmd starts such a command: without the bind filter only a batch file. */
export const startedByCmd = ([program = '']: readonly string[]): readonly NodeKind[] =>
  isBatch(program) ? [...volumeNodes, ...fallbackNodes, ...bindNodes] : bindNodes;

/** How cmd, which starts commands on nodes with the bind filter, changes the commands of a pod. */
export const spoiledIn = oncePerPod((pod): SpoiledCommand[] => [
  ...commandsOf(pod).flatMap(({ words, paths }) =>
    spoiledByCmd(words).map((spoiled) => ({ words, paths, ...spoiled })),
  ),
  ...containersOf(pod).flatMap(({ container: { command, args }, path }) => {
    if (command.length > 0) return [];
    // The program is the image's, and may be cmd itself, which they are meant for.
    const words = ['', ...args];
    const paths = words.map((_, index) => [...path, 'args', index - 1]);
    return spoiledByCmd(words).map((spoiled) => ({ words, paths, ...spoiled, severity: 'warn' as const }));
  }),
]);
