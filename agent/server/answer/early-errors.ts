import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { httpLimits } from '../limits/http.ts';
import { Problem, problemBody, problemType, sendProblem } from './problem.ts';

/** What node:http and llhttp call what they refuse before a request is a request; all else is a malformed one. */
const refusals: Readonly<Record<string, readonly [statusCode: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not come in time; send it in one go'],
  HPE_HEADER_OVERFLOW: [
    431,
    `the request line and the headers are longer than the ${httpLimits.maxHeaderSize} bytes that hostprobe reads`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunks of the body have more extensions than hostprobe reads'],
};

/** For `clientErrorHandler` of fastify: the same problem JSON as everywhere, then the end of the connection. */
export function refuseConnection({ code = '' }: { code?: string }, socket: Socket): void {
  // All else is trouble below HTTP: over a TLS handshake that did not end no answer would ever leave.
  if (!/^(?:HPE|ERR_HTTP)_/.test(code) || !socket.writable) {
    socket.destroy();
    return;
  }
  const [statusCode, detail] = refusals[code] ?? [400, 'this is no HTTP request that hostprobe can read'];
  socket.end(problemOnWire(new Problem(statusCode, detail)), () => socket.destroy());
}

/** An answer as it goes over the wire, for connections on which there is no request to answer. */
export function problemOnWire(problem: Problem): string {
  const body = problemBody(problem);
  const head = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.statusCode} ${problem.title}\r\n${head.join('')}\r\n${body}`;
}

/** For the event `checkExpectation` of node:http: nobody expects anything but 100-continue. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = problemBody(new Problem(417, 'of Expect hostprobe knows 100-continue only; leave the header out'));
  response.writeHead(417, headersOf(body)).end(body);
}

/** For `frameworkErrors` of fastify: a path that cannot be decoded meets no route, and no hook. */
export function refusePath(_error: Error, _request: unknown, reply: FastifyReply): void {
  sendProblem(reply, new Problem(400, 'the path of the request cannot be decoded; is there a % without two digits?'));
}

const headersOf = (body: string) => ({
  connection: 'close',
  'content-type': problemType,
  'content-length': String(Buffer.byteLength(body)),
  'cache-control': 'no-store',
});

/** An onRequest hook. RFC 9112, section 3.2; node:http would answer this with an empty 400. */
export function requireHost({ raw }: FastifyRequest): void {
  if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
    throw new Problem(400, 'a request in HTTP/1.1 must have a Host header');
  }
  // node:http keeps the first Host; who stands before it may go by the last.
  if (countHosts(raw.rawHeaders) > 1) throw new Problem(400, 'a request must have one Host header, not several');
}

/** @param lines names and values in turn. A loop, as it is run for every request. */
function countHosts(lines: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < lines.length; index += 2) {
    if (lines[index]?.length === 4 && lines[index]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
