import * as z from 'zod';

/** Why a fact, or a part of one, could not be gathered. */
export const factError = z.object({
  kind: z.enum(['denied', 'timeout', 'unsupported', 'failed']),
  message: z.string(),
  code: z.string().optional(),
});
export type FactError = z.infer<typeof factError>;

/**
 * A part of a fact that may be missing on its own: the same account may read a service's configuration and not the
 * token of its process. "Not there" is a value (null, an empty list); an error means that nobody could look.
 */
export function part<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: factError }),
  ]);
}
export type Part<T> = { ok: true; value: T } | { ok: false; error: FactError };

/** A whole fact as it stands in a snapshot: `ms` is what gathering it took. */
export function fact<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), ms: z.number(), value }),
    z.object({ ok: z.literal(false), ms: z.number(), error: factError }),
  ]);
}
export type Fact<T> = { ok: true; ms: number; value: T } | { ok: false; ms: number; error: FactError };

/** Thrown by `known` and turned into the finding `unknown` by the runner of checks; nobody else catches it. */
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

/** The value of a part where another source can stand in for it. */
export function given<T>(answer: Part<T>): T | undefined {
  return answer.ok ? answer.value : undefined;
}
