import { commands } from './patterns/commands.ts';
import { files } from './patterns/files.ts';
import { headers } from './patterns/headers.ts';
import { input } from './patterns/input.ts';
import type { SecretPattern } from './patterns/pattern.ts';
import { positions } from './patterns/positions.ts';
import { inPowerShell } from './patterns/powershell.ts';
import { protocols } from './patterns/protocols.ts';
import { signIn } from './patterns/sign-in.ts';
import { stored } from './patterns/stored.ts';
import { tokens } from './patterns/tokens.ts';
import { told } from './patterns/told.ts';
import { urls } from './patterns/urls.ts';

/** In order: the first pattern that matches names the secret. */
export const secretPatterns: readonly SecretPattern[] = [
  ...tokens,
  ...stored,
  ...urls,
  ...headers,
  ...commands,
  ...input,
  ...signIn,
  ...inPowerShell,
  ...files,
  ...positions,
  ...told,
  ...protocols,
];
