import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { defused } from '../../print/printable.ts';
import { httpLimits } from '../limits/connections.ts';
import { unkept } from './headers.ts';

/** Every error of the server (RFC 9457). With type about:blank the status code is the kind of error; the detail says what to do. */
export const httpProblemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
});

const problemType = 'application/problem+json; charset=utf-8';

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

function problemBody({ statusCode, title, message }: HttpProblem): string {
  const problem = { type: 'about:blank', title, status: statusCode, detail: message } as const;
  return `${defused(JSON.stringify(problem satisfies z.infer<typeof httpProblemSchema>))}\n`;
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply.code(problem.statusCode).headers(problem.headers).type(problemType).send(problemBody(problem));
}

/** The codes of node:http and llhttp for requests that they refuse early; any other code means a malformed request. */
const refusals: Readonly<Record<string, readonly [statusCode: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time; send it at once'],
  HPE_HEADER_OVERFLOW: [
    431,
    `the request line and the headers are longer than the ${httpLimits.maxHeaderSize} bytes that hostprobe reads`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunks of the body have more extensions than hostprobe reads'],
};

/** For fastify's `clientErrorHandler`: problem JSON as everywhere, then it closes the connection. */
export function refuseConnection({ code = '' }: { code?: string }, socket: Socket): void {
  // Any other error is below HTTP, such as an unfinished TLS handshake, where no response can be sent.
  if (!/^(?:HPE|ERR_HTTP)_/.test(code) || !socket.writable) {
    socket.destroy();
    return;
  }
  const [statusCode, detail] = refusals[code] ?? [400, 'this is not a valid HTTP request'];
  socket.end(problemOnWire(new HttpProblem(statusCode, detail)), () => socket.destroy());
}

/** The bytes of a response, for connections without a request. */
export function problemOnWire(problem: HttpProblem): string {
  const body = problemBody(problem);
  const head = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.statusCode} ${problem.title}\r\n${head.join('')}\r\n${body}`;
}

/** For node:http's `checkExpectation`: anything but 100-continue is refused. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = problemBody(new HttpProblem(417, 'Expect may only be 100-continue; leave the header out'));
  response.writeHead(417, headersOf(body)).end(body);
}

/** For fastify's `frameworkErrors`: a path that cannot be decoded reaches no route and no hook. */
export function refusePath(_error: Error, _request: unknown, reply: FastifyReply): void {
  const why = 'the path of the request cannot be decoded; does it contain a % without two hex digits?';
  sendProblem(reply, new HttpProblem(400, why, unkept(problemType)));
}

const headersOf = (body: string) => ({
  connection: 'close',
  'content-type': problemType,
  'content-length': String(Buffer.byteLength(body)),
  ...unkept(problemType),
});

/** An onRequest hook. RFC 9112, section 3.2; node:http would answer this with an empty 400. */
export function requireHost({ raw }: FastifyRequest): void {
  if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
    throw new HttpProblem(400, 'a request in HTTP/1.1 must have a Host header');
  }
  // node:http keeps the first Host; a proxy may use the last.
  if (countHosts(raw.rawHeaders) > 1) throw new HttpProblem(400, 'a request must have one Host header, not several');
}

/** @param lines names and values in turn. A loop, as it is run for every request. */
function countHosts(lines: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < lines.length; index += 2) {
    if (lines[index]?.length === 4 && lines[index]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
