import type * as z from 'zod';
import { UserError } from '../../error.ts';
import { changeSchema, type History, historySchema } from '../../history.ts';
import { jsonIn } from '../../json.ts';

const headSchema = historySchema.omit({ changes: true });

/** A history as lines of JSON: a line with its properties, then one line for each change, oldest first. */
export const historyLines = ({ changes, ...head }: History): string =>
  [head, ...changes].map((line) => `${JSON.stringify(line)}\n`).join('');

/**
 * The same read back, with the changes from a time on.
 * @param source what to call the text in errors
 * @throws UserError when it is not such a text
 */
export function readHistoryLines(text: string, { since, source }: { since: Date; source: string }): History {
  const lines = text.split('\n').filter((line) => line !== '');
  const read = <T>(schema: z.ZodType<T>, index: number): T => {
    const parsed = schema.safeParse(jsonIn(lines[index] ?? ''));
    if (parsed.success) return parsed.data;
    throw new UserError(`${source}, line ${index + 1}, must be a history line from hostprobe bundle, but is not`);
  };
  const changes = lines.slice(1).map((_, index) => read(changeSchema, index + 1));
  return {
    ...read(headSchema, 0),
    since: since.toISOString(),
    changes: changes.filter(({ at }) => Date.parse(at) >= since.getTime()),
  };
}
