import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
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
    let refused: RequestOptions | undefined;
    for (let tries = 1; ; tries++) {
      const options = await signIn.options(refused);
      traffic.requests += 1;
      const answer = await exchange(url, options, more).catch((error: unknown) => {
        throw whyUnanswered(what, signIn.server, error);
      });
      const { statusCode = 0, headers } = answer;
      const body = headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip()) : answer;
      const serverTime = Date.parse(headers.date ?? '');
      if (!Number.isNaN(serverTime)) aheadMs = serverTime - Date.now();
      answer.on('data', (chunk: Buffer) => {
        traffic.bytes += chunk.length;
      });
      if (statusCode >= 200 && statusCode < 300) return body;
      const said = await text(body).catch(() => '');
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
      const answer = jsonIn(await text(await send(path, query, { ...more, signal })));
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
      for await (const chunk of (await send(path, query, { signal })).setEncoding('utf8')) {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        yield* lines.filter((line) => line !== '');
      }
    },
  };
}

interface Sending {
  method?: string;
  accept?: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function exchange(
  url: URL,
  options: RequestOptions,
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
