import { commandsOf, containersOf, oncePerPod, type PlacedCommand } from '../../manifest/pod.ts';
import { type Spoiled, spoiledByCmd } from '../../shim/cmd.ts';

type SpoiledCommand = Pick<PlacedCommand, 'words' | 'paths'> & Spoiled & { severity?: 'warn' };

/** What cmd makes of the commands of a pod, through which the bind filter has them started. */
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
