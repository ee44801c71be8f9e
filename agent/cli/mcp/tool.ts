import type * as z from 'zod';
import type { Answer } from './answer.ts';

/** What a question of a client brings along. */
export interface Asked {
  signal: AbortSignal;
  /** Tells the client how much of something long is done; does nothing if it did not ask. */
  progress(done: number, of: number): Promise<void>;
}

/** A tool as a client sees it. None writes, starts a program, or takes a URL. */
export interface Tool<Shape extends z.ZodRawShape> {
  id: string;
  description: string;
  input: z.ZodObject<Shape>;
  /** @throws UserError for input that cannot be answered */
  run(input: z.infer<z.ZodObject<Shape>>, asked: Asked): Promise<Answer>;
}
