import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { QueryError } from '../error.ts';
import type { HttpAnswer } from '../host.ts';
import { codeOf, saidBy } from './error.ts';

/**
 * GET without credentials, on a connection of its own. An invalid certificate is reported, not refused: no secret is
 * sent, and the reason is what the caller wants to know.
 * @throws QueryError `timeout` after timeoutMs for the whole exchange, `failed` for any other failure than a refused connection
 */
export function get(url: string, options: { timeoutMs: number; ca?: string }): Promise<HttpAnswer | null> {
  return new Promise((resolve, reject) => {
    const request = start(url, options.ca);
    const timer = setTimeout(() => {
      reject(new QueryError('timeout', `GET ${url}: no answer within ${options.timeoutMs} ms`));
      request.destroy();
    }, options.timeoutMs);
    request.once('response', (response) => {
      resolve(answerOf(response, options.ca !== undefined));
      // Only the status and the headers are needed.
      request.destroy();
    });
    request.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED') resolve(null);
      else reject(new QueryError('failed', `GET ${url}: ${saidBy(error)}`, code));
    });
    request.once('close', () => clearTimeout(timer));
    request.end();
  });
}

function start(url: string, ca: string | undefined): ClientRequest {
  const common = { agent: false, method: 'GET', headers: { 'user-agent': 'hostprobe' } } as const;
  if (!url.startsWith('https:')) return httpRequest(url, common);
  return httpsRequest(url, { ...common, rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) });
}

function answerOf(response: IncomingMessage, checked: boolean): HttpAnswer {
  const said = new Date(response.headers.date ?? Number.NaN);
  return {
    status: response.statusCode ?? 0,
    date: Number.isNaN(said.getTime()) ? null : said,
    receivedAt: new Date(),
    certificate: response.socket instanceof TLSSocket ? certificateOf(response.socket, checked) : null,
  };
}

function certificateOf(socket: TLSSocket, checked: boolean): HttpAnswer['certificate'] {
  if (!checked) return { trusted: false, reason: 'not checked: no CA was given' };
  if (socket.authorized) return { trusted: true, reason: null };
  return { trusted: false, reason: String(socket.authorizationError) };
}
