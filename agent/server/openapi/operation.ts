import type * as z from 'zod';

/** By media type: the name of the published schema that the JSON fits, a schema of its own, or null: text. */
export type Content = Readonly<Record<string, string | z.ZodType | null>>;

/** What a route accepts and returns, for `/openapi.json`. The route itself says who may use it (`config.open`). */
export interface Operation {
  /** A verb and a noun, for programs that make functions of it. */
  id: string;
  summary: string;
  /** Parameters, each with its description. */
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: { content: Content; example: string };
  /** Its responses on success, by status code. */
  answers: Readonly<Record<number, { description: string; content: Content }>>;
  /** Its own errors, by status code: problem JSON. */
  problems?: Readonly<Record<number, string>>;
}
