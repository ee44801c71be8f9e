import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { QueryError } from '../error.ts';
import { jsonIn } from '../json.ts';
import { lateAnswer, notKubernetes, whyRefused, whyUnanswered } from './api-error.ts';
import type { SignIn } from './sign-in.ts';

export type Query = Readonly<Record<string, string | readonly string[]>>;

/** The API server of a kubeconfig. Every method rejects with a QueryError; its code is the HTTP status. */
export interface Api {
  readonly signIn: SignIn;
  /** --request-timeout; 0: no limit, null: not given. */
  readonly timeoutMs: number | null;
  /** @param accept the media type; by default the whole object as JSON */
  get(path: string, query?: Query, accept?: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** The lines of a watch as they arrive, until the server ends it. */
  lines(path: string, query: Query, signal: AbortSignal): AsyncGenerator<string>;
  /** The time by the clock of the API server, if known; conditions use that clock too. */
  now(): Date;
  /** The number of requests, and of bytes received. */
  readonly traffic: Readonly<{ requests: number; bytes: number }>;
}

/** The most of one answer, unpacked: a page of 500 pods has a few MB. */
const maxBytes = 64 * 2 ** 20;
const maxRefusalBytes = 2 ** 16;
const tooLarge = () => new QueryError('failed', `an answer of the API server is larger than ${maxBytes} bytes`);

/** The text of an answer; its connection is closed when it is too large. */
export async function boundedText(body: Readable, most = maxBytes): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > most) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

const defaultTimeoutMs = 30_000;
/** The status of a busy server, which also says how long to wait. */
const maxTries = 5;

export function openApi(signIn: SignIn, timeoutMs: number | null): Api {
  const limitMs = timeoutMs ?? defaultTimeoutMs;
  const traffic = { requests: 0, bytes: 0 };
  let aheadMs = 0;

  async function send(path: string, query: Query, more: Sending): Promise<Readable> {
    const url = urlOf(signIn, path, query);
    const what = `${more.method ?? 'GET'} ${path}`;
    let refused: Options | undefined;
    for (let tries = 1; ; tries++) {
      const options = await signIn.options(refused);
      traffic.requests += 1;
      const answer = await exchange(url, options, more).catch((error: unknown) => {
        throw whyUnanswered(what, signIn.server, error);
      });
      const { statusCode = 0, headers } = answer;
      // Errors of both are errors of what comes out.
      const isPacked = headers['content-encoding'] === 'gzip';
      const body = isPacked ? pipeline(answer, createGunzip(), () => undefined) : answer;
      const serverTime = Date.parse(headers.date ?? '');
      if (!Number.isNaN(serverTime)) aheadMs = serverTime - Date.now();
      answer.on('data', (chunk: Buffer) => {
        traffic.bytes += chunk.length;
      });
      if (statusCode >= 200 && statusCode < 300) return body;
      const said = await boundedText(body, maxRefusalBytes).catch(() => '');
      // A credential may have expired since it was asked for.
      if (statusCode === 401 && refused === undefined) {
        refused = options;
        continue;
      }
      const waitMs = Number(headers['retry-after'] ?? Number.NaN) * 1000;
      if (statusCode !== 429 || !(waitMs >= 0) || tries === maxTries) throw whyRefused(what, statusCode, said);
      await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, limitMs || waitMs)));
    }
  }

  async function json(path: string, query: Query, more: Sending): Promise<unknown> {
    const signal = limitMs === 0 ? undefined : AbortSignal.timeout(limitMs);
    const what = `${more.method ?? 'GET'} ${path}`;
    try {
      const answer = jsonIn(await boundedText(await send(path, query, { ...more, signal })));
      if (answer === undefined) throw notKubernetes(what, signIn.server);
      return answer;
    } catch (error) {
      if (signal?.aborted) throw lateAnswer(what, signIn.server);
      throw whyUnanswered(what, signIn.server, error);
    }
  }

  return {
    signIn,
    timeoutMs,
    traffic,
    now: () => new Date(Date.now() + aheadMs),
    get: (path, query = {}, accept = 'application/json') => json(path, query, { accept }),
    post: (path, body) => json(path, {}, { method: 'POST', body }),
    async *lines(path, query, signal) {
      let rest = '';
      try {
        for await (const chunk of (await send(path, query, { signal })).setEncoding('utf8')) {
          const [end = '', ...lines] = chunk.split('\n');
          rest += end;
          if (rest.length > maxBytes) throw tooLarge();
          if (lines.length === 0) continue;
          const whole = [rest, ...lines.slice(0, -1)];
          rest = lines.at(-1) ?? '';
          yield* whole.filter((line) => line !== '');
        }
      } catch (error) {
        throw whyUnanswered(`GET ${path}`, signIn.server, error);
      }
    },
  };
}

type Options = Awaited<ReturnType<SignIn['options']>>;

interface Sending {
  method?: string;
  accept?: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function exchange(
  url: URL,
  options: Options,
  { method = 'GET', accept = 'application/json', body, signal }: Sending,
) {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const asked = send(url, {
    ...options,
    method,
    ...(signal === undefined ? {} : { signal }),
    headers: {
      accept,
      'accept-encoding': 'gzip',
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });
  asked.end(content);
  const [answer]: [IncomingMessage] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

/** The URL of an API path; the URL of the server may already have a path. */
export function urlOf({ server }: SignIn, path: string, query: Query): URL {
  const url = new URL(`${server}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) url.searchParams.append(name, one);
  }
  return url;
}
