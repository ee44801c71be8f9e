import type * as z from 'zod';

/** By media type: the name of a published schema, a schema of its own, or null for text. */
export type BodyContent = Readonly<Record<string, string | z.ZodType | null>>;

/** What a route accepts and returns, for `/openapi.json`. The route itself says who may use it (`config.open`). */
export interface Operation {
  /** The operationId, a verb and a noun: client generators name functions by it. */
  id: string;
  summary: string;
  /** Parameters, each with its description. */
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: { content: BodyContent; example: string };
  /** Responses on success, by status code. */
  answers: Readonly<Record<number, { description: string; content: BodyContent }>>;
  /** Errors of this route alone, by status code: problem JSON. */
  problems?: Readonly<Record<number, string>>;
}
