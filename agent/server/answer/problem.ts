import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';

/** Every error of the server (RFC 9457). With type about:blank the status code is the kind of error; the detail says what to do. */
export const httpProblemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
});

export const problemType = 'application/problem+json; charset=utf-8';

/** What is wrong with a request, in one sentence with the way out. */
export class HttpProblem extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.name = 'Problem';
    this.statusCode = statusCode;
    this.headers = headers;
  }

  /** What RFC 9457, section 4.2.1, requires with about:blank: the phrase of the status code. */
  get title(): string {
    return STATUS_CODES[this.statusCode] ?? 'Error';
  }
}

export function problemBody({ statusCode, title, message }: HttpProblem): string {
  const problem: z.infer<typeof httpProblemSchema> = {
    type: 'about:blank',
    title,
    status: statusCode,
    detail: message,
  };
  return `${JSON.stringify(problem)}\n`;
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.statusCode)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type(problemType)
    .send(problemBody(problem));
}
