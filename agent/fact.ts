import type * as z from 'zod';
import type { factError } from './fact/schema.ts';

/** Why a fact, or a part of one, could not be gathered. */
export type FactError = z.infer<typeof factError>;

/** The code of an error of what only an agent on the node could tell, where none answered. */
export const noAgent = 'no-agent';

/** The code of an error of what only the API server could tell, where hostprobe has no access to it. */
export const noApi = 'no-api';

/** A value that may be refused alone. */
export type Part<T> = { ok: true; value: T } | { ok: false; error: FactError };

/** The value of a part. */
export type PartValue<P extends Part<unknown>> = Extract<P, { ok: true }>['value'];

/** A whole fact in a snapshot: `ms` is how long gathering it took. */
export type Fact<T> = { ok: true; ms: number; value: T } | { ok: false; ms: number; error: FactError };

/** Thrown by `known` and turned into the finding `unknown` by the runner of checks; no other code catches it. */
export class NotKnown extends Error {
  readonly error: FactError;

  constructor(error: FactError) {
    super(error.message);
    this.name = 'NotKnown';
    this.error = error;
  }
}

/** The value of a part, for checks and causes that cannot judge without it. */
export function known<T>(answer: Part<T>): T {
  if (!answer.ok) throw new NotKnown(answer.error);
  return answer.value;
}

/** What a check or a cause says that cannot judge, although no part of a fact says why. */
export function cannotKnow(message: string, kind: FactError['kind'] = 'failed'): never {
  throw new NotKnown({ kind, message });
}

/** The value of a part, or undefined: for code that has another source, or can do without it. */
export function ifKnown<T>(answer: Part<T>): T | undefined {
  return answer.ok ? answer.value : undefined;
}

/** One line of evidence: where the value was found, and the value as it was read. */
export interface Evidence {
  label: string;
  value: string;
}

export const evidence = (label: string, value: string | number | boolean): Evidence => ({
  label,
  value: String(value),
});

/** A part in a line of evidence: its value, or why it is not there. */
export const partEvidence = <T>(label: string, part: Part<T>, text: (value: T) => string | number): Evidence =>
  evidence(label, part.ok ? text(part.value) : `could not read (${part.error.message})`);

/**
 * Why a fact, or a part of one, is missing, in words.
 * @param place its path in a snapshot; null: the check found no part that has the answer
 * @param begins what the words begin with
 */
export function notKnown(place: string | null, error: FactError, begins = 'could not read'): string {
  const how = {
    denied: 'access denied',
    timeout: 'no answer in time',
    unsupported: 'not available here',
    failed: 'failed',
  };
  const where = place === null ? '' : `${place}, `;
  return `${begins} (${where}${how[error.kind]}): ${error.message}`;
}

/** "1 node", "3 nodes". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** An amount of memory or of disk as it is shown. */
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** "win-1, win-2, win-3 and 4 more". */
export const firstOf = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** Asks about each, so many at once, in their order. @returns the answers in that order */
export async function fewAtOnce<Item, Answer>(
  items: readonly Item[],
  most: number,
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const waiting = [...items.entries()];
  const answers: Answer[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, item] = next;
      answers[at] = await ask(item);
    }
  };
  await Promise.all(Array.from({ length: most }, work));
  return answers;
}
