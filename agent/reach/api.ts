import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { requestTimeoutMs } from '../config/flags.ts';
import { answerToAny, beginOf, type ConnectionFault, whyNoAnswer, whyUnreachable } from '../error/unreachable.ts';
import { QueryError } from '../error.ts';
import { jsonIn } from '../json.ts';
import type { SignIn } from './sign-in.ts';

/** The error format of Kubernetes. Source: kubernetes apimachinery pkg/apis/meta/v1/types.go, Status. */
const status = z.object({ kind: z.literal('Status'), reason: z.string().nullish(), message: z.string().nullish() });

const maxSaidLength = 600;

/** The error for an answer other than 2xx. */
export function whyRefused(what: string, code: number, body: string): QueryError {
  const read = status.safeParse(jsonIn(body));
  // An answer in another format comes from a proxy, or from another server at that address.
  const said =
    read.data?.message ||
    read.data?.reason ||
    `${body.trim().slice(0, 200) || 'no text'} (not an answer of Kubernetes)`;
  const kind = code === 401 || code === 403 ? 'denied' : 'failed';
  const advice = code === 401 ? '; sign in again, as for kubectl' : '';
  return new QueryError(kind, `${what}: ${code}, ${said.slice(0, maxSaidLength)}${advice}`, String(code));
}

/**
 * What is read of an object of the API.
 * @throws QueryError if it is not as Kubernetes has it
 */
export function readAnswer<Item>(what: string, read: () => Item): Item {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `: ${issue.path.join('.') || 'all of it'}: ${issue.message}`;
    throw new QueryError('failed', `${what}: the answer is not as Kubernetes has it${where.slice(0, maxSaidLength)}`);
  }
}

const lateAnswer = (what: string, server: string): QueryError =>
  new QueryError('timeout', `${what}: ${server} did not answer in time (--request-timeout)`);

/** The error for a missing answer. A QueryError stays as it is; an error that is not of the connection is a bug. */
export function whyUnanswered(what: string, server: string, error: unknown): unknown {
  if (error instanceof QueryError || !(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') return lateAnswer(what, server);
  if (error.name === 'AbortError') return error;
  const fault: ConnectionFault = error;
  const { code } = fault;
  if (code === undefined) return error;
  return new QueryError('failed', `${what}: ${reasonOf(fault, server)}`, code);
}

const way = {
  trust: 'name its CA with --certificate-authority, or in the kubeconfig',
  name: ', or --tls-server-name',
};

const reasonOf = (fault: ConnectionFault, server: string): string =>
  fault.code?.startsWith('ERR_OSSL_')
    ? `${server} cannot be reached: the certificate or the key of the user cannot be used (${whyUnreachable(fault)}); both must be PEM and belong together`
    : whyNoAnswer(fault, server, way);

export type Query = Readonly<Record<string, string | number | readonly string[]>>;

/** The API server of a kubeconfig. Every method rejects with a QueryError; its code is the HTTP status. */
export interface Api {
  readonly signIn: SignIn;
  /** --request-timeout; 0: no limit, null: not given. */
  readonly timeoutMs: number | null;
  /**
   * @param accept the media type; by default the whole object as JSON
   * @param onRead is told the size of the answer, unpacked
   */
  get(path: string, query?: Query, accept?: string, onRead?: (bytes: number) => void): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** The begin of an answer that is no JSON, and its media type. `cut`: there is more. */
  start(path: string, query: Query, maxBytes: number): Promise<{ type: string; bytes: Buffer; cut: boolean }>;
  /** The lines of a watch as they arrive, until the server ends it. */
  lines(path: string, query: Query, signal: AbortSignal): AsyncGenerator<string>;
  /** The time by the clock of the API server, if known; conditions use that clock too. */
  now(): Date;
}

/** The most of one answer, unpacked: a page of 500 pods has a few MB. */
const maxBytes = 64 * 2 ** 20;
const maxRefusalBytes = 2 ** 16;
const tooLarge = () => new QueryError('failed', `an answer of the API server is larger than ${maxBytes} bytes`);

/** The text of an answer. @throws QueryError when it is too large */
export async function boundedText(body: Readable, most = maxBytes): Promise<string> {
  const { bytes, cut } = await beginOf(body, most);
  if (cut) throw tooLarge();
  return bytes.toString();
}

/** The status of a busy server, which also says how long to wait. */
const maxTries = 5;

export function openApi(signIn: SignIn, timeoutMs: number | null): Api {
  const limitMs = timeoutMs ?? requestTimeoutMs;
  let aheadMs = 0;

  async function send(path: string, query: Query, more: Sending): Promise<{ body: Readable; type: string }> {
    const url = urlOf(signIn, path, query);
    const what = `${more.method ?? 'GET'} ${path}`;
    let refused: Options | undefined;
    for (let tries = 1; ; tries++) {
      const options = await signIn.options(refused);
      const answer = await exchange(url, options, more).catch((error: unknown) => {
        throw whyUnanswered(what, signIn.server, error);
      });
      const { statusCode = 0, headers } = answer;
      // Errors of both are errors of what comes out.
      const isPacked = headers['content-encoding'] === 'gzip';
      const body = isPacked ? pipeline(answer, createGunzip(), () => undefined) : answer;
      const serverTime = Date.parse(headers.date ?? '');
      if (!Number.isNaN(serverTime)) aheadMs = serverTime - Date.now();
      if (statusCode >= 200 && statusCode < 300) return { body, type: headers['content-type'] ?? '' };
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

  async function within<Answer>(
    { path, query, more }: { path: string; query: Query; more: Sending },
    read: (answer: { body: Readable; type: string }, what: string) => Promise<Answer>,
  ): Promise<Answer> {
    const signal = limitMs === 0 ? undefined : AbortSignal.timeout(limitMs);
    const what = `${more.method ?? 'GET'} ${path}`;
    try {
      return await read(await send(path, query, { ...more, signal }), what);
    } catch (error) {
      if (signal?.aborted) throw lateAnswer(what, signIn.server);
      throw whyUnanswered(what, signIn.server, error);
    }
  }

  const json = (path: string, query: Query, more: Sending, onRead: (bytes: number) => void = () => undefined) =>
    within({ path, query, more }, async ({ body }, what) => {
      const text = await boundedText(body);
      onRead(Buffer.byteLength(text));
      const answer = jsonIn(text);
      if (answer !== undefined) return answer;
      const why = `${signIn.server} must be an API server, but its answer is not JSON; see which server is there`;
      throw new QueryError('failed', `${what}: ${why}`);
    });

  return {
    signIn,
    timeoutMs,
    now: () => new Date(Date.now() + aheadMs),
    get: (path, query = {}, accept = 'application/json', onRead) => json(path, query, { accept }, onRead),
    post: (path, body) => json(path, {}, { method: 'POST', body }),
    start: (path, query, most) =>
      within({ path, query, more: { accept: '*/*' } }, async ({ body, type }) => ({
        ...{ type, ...(await beginOf(body, most)) },
      })),
    async *lines(path, query, signal) {
      let rest = '';
      try {
        for await (const chunk of (await send(path, query, { signal })).body.setEncoding('utf8')) {
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

function exchange(url: URL, options: Options, { method = 'GET', accept = 'application/json', body, signal }: Sending) {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const type = content === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { accept, 'accept-encoding': 'gzip', ...type, ...options.headers };
  // What is posted asks for the reader's own rights: every request may be sent twice.
  return answerToAny(() => send(url, { ...options, method, ...(signal && { signal }), headers }).end(content));
}

/** The URL of an API path; the URL of the server may already have a path. */
export function urlOf({ server }: SignIn, path: string, query: Query): URL {
  const url = new URL(`${server}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) url.searchParams.append(name, `${one}`);
  }
  return url;
}
