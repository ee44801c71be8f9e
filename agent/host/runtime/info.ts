import type { z } from 'zod';
import { jsonIn } from '../../json.ts';

/** Texts that runtimes write freely (messages, load errors) are cut here. */
const maxTextLength = 4096;

export function bounded(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)} ...`;
}

/**
 * A value of a verbose answer's `info` map. What CRI leaves to each runtime may be absent, no JSON, or of another shape:
 * all three read as null, "the runtime did not tell".
 */
export function readInfo<T>(json: string | undefined, schema: z.ZodType<T>): T | null {
  return json === undefined ? null : (schema.safeParse(jsonIn(json)).data ?? null);
}
