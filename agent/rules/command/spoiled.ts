import { commandsOf, oncePerPod, type PlacedCommand } from '../../manifest/pod.ts';
import { type Spoiled, spoiledByCmd } from '../../shim/cmd.ts';

/** What cmd makes of the commands of a pod, through which the bind filter has them started. */
export const spoiledIn = oncePerPod((pod) =>
  commandsOf(pod).flatMap((command): (PlacedCommand & Spoiled)[] =>
    spoiledByCmd(command.words).map((spoiled) => ({ ...command, ...spoiled })),
  ),
);
