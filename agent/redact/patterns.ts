import { commands } from './patterns/commands.ts';
import { files } from './patterns/files.ts';
import type { SecretPattern } from './patterns/pattern.ts';
import { protocols } from './patterns/protocols.ts';
import { sentences } from './patterns/sentences.ts';
import { input } from './patterns/standard-input.ts';
import { tokens } from './patterns/tokens.ts';

/** In order: the first pattern that matches names the secret. */
export const secretPatterns: readonly SecretPattern[] = [
  ...[tokens, protocols, commands, input, files, sentences].flat(),
];
