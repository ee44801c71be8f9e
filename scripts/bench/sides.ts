import { nodeFlags } from '../../image/bundle.ts';

/**
 * The arguments of node for one side of a comparison: the flags with which hostprobe ships, then the program. The other side has
 * the same flags, so that only the program differs.
 */
export const sideOf = (program: string, args: readonly string[] = []): readonly string[] => [
  ...nodeFlags,
  program,
  ...args,
];
