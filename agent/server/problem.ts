import type { FastifyReply } from 'fastify';

/** What is wrong with a request, in one sentence with the way out (RFC 9457, application/problem+json). */
export class Problem extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.name = 'Problem';
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  421: 'Misdirected request',
  500: 'Internal error',
  503: 'Not ready',
};

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { statusCode, headers, message } = problem;
  return reply
    .code(statusCode)
    .headers({ 'cache-control': 'no-store', ...headers })
    .type('application/problem+json; charset=utf-8')
    .send(`${JSON.stringify({ title: titles[statusCode] ?? 'Error', status: statusCode, detail: message })}\n`);
}
