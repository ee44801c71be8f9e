import type { z } from 'zod';
import { jsonIn } from '../../json.ts';

/** Maximum length of free texts of the runtime (messages, load errors). */
const maxTextLength = 4096;

export function bounded(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)} ...`;
}

/**
 * A value of a verbose answer's `info` map. CRI leaves it to the runtime, so it may be absent, not JSON, or of
 * another shape: all three are read as null, "unknown".
 */
export function readInfo<T>(json: string | undefined, schema: z.ZodType<T>): T | null {
  return json === undefined ? null : (schema.safeParse(jsonIn(json)).data ?? null);
}
