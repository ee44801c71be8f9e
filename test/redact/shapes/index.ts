import { ai } from './ai.ts';
import { chat } from './chat.ts';
import { ci } from './ci.ts';
import { cloud } from './cloud.ts';
import { database } from './database.ts';
import { email } from './email.ts';
import { encoding } from './encoding.ts';
import { genericName } from './generic-name.ts';
import { http } from './http.ts';
import { keyMaterial } from './key-material.ts';
import { kubernetes } from './kubernetes.ts';
import { observability } from './observability.ts';
import { packageRegistry } from './package-registry.ts';
import { payment } from './payment.ts';
import { saas } from './saas.ts';
import type { Shape } from './shape.ts';
import { vcs } from './vcs.ts';
import { windows } from './windows.ts';

/** By the id of the kind. */
export const shapes: Record<string, Shape> = {
  ...ai,
  ...chat,
  ...ci,
  ...cloud,
  ...database,
  ...email,
  ...encoding,
  ...genericName,
  ...http,
  ...keyMaterial,
  ...kubernetes,
  ...observability,
  ...packageRegistry,
  ...payment,
  ...saas,
  ...vcs,
  ...windows,
};
