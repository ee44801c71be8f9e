import * as z from 'zod';

/** Why a fact, or a part of one, could not be gathered. */
export const factError = z.object({
  kind: z.enum(['denied', 'timeout', 'unsupported', 'failed']),
  message: z.string(),
  code: z.string().optional(),
});

/** A list of objects with these fields. */
export const objects = <Fields extends z.ZodRawShape>(fields: Fields) => z.array(z.object(fields));
/** An object with these fields, or null. */
export const nullable = <Fields extends z.ZodRawShape>(fields: Fields) => z.object(fields).nullable();

/**
 * A part of a fact that may be missing on its own: the same account may read a service's configuration and not the
 * token of its process. "Not there" is a value (null, an empty list); an error means that it could not be read.
 */
export function part<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: factError }),
  ]);
}

/** A whole fact in a snapshot: `ms` is how long gathering it took. */
export function fact<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), ms: z.number(), value }),
    z.object({ ok: z.literal(false), ms: z.number(), error: factError }),
  ]);
}
