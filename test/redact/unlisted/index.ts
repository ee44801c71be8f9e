import { encoding } from './encoding.ts';
import { http } from './http.ts';
import { keys } from './keys.ts';
import { kubernetes } from './kubernetes.ts';
import { names } from './names.ts';
import type { Unlisted } from './unlisted.ts';
import { windows } from './windows.ts';

/** By what they are about, and then by their id. */
export const unlisted: Record<string, Record<string, Unlisted>> = { keys, names, windows, http, kubernetes, encoding };
