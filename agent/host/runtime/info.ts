import type { z } from 'zod';
import { jsonIn } from '../../json.ts';

/** Maximum length of free texts of the runtime (messages, load errors). */
const maxTextLength = 4096;

export function bounded(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)} ...`;
}

/**
 * A value of the `info` map in a verbose answer. CRI does not define it, so it may be absent, not JSON, or of another
 * shape. Then it is null, "unknown".
 */
export function readInfo<T>(json: string | undefined, schema: z.ZodType<T>): T | null {
  return json === undefined ? null : (schema.safeParse(jsonIn(json)).data ?? null);
}
