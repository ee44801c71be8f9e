import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import * as z from 'zod';
import { answerToAny, beginOf } from '../../error/unreachable.ts';
import { QueryError } from '../../error.ts';
import { mebibytes } from '../../fact.ts';
import type { ApiAccess } from '../../host.ts';
import { given, jsonIn } from '../../json.ts';
import { toolVersion } from '../../version.ts';
import { codeOf, saidBy } from '../error.ts';

export interface ApiRequest {
  /** Absent: GET. PATCH is a strategic merge: it replaces the given fields and keeps the others. */
  method?: 'GET' | 'POST' | 'PATCH';
  /** Relative to the path of the server: `/api/v1/nodes/win-1`. Encode names in it with `named`. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  body?: unknown;
  /** Is told the size of the answer before it is read as JSON. What it throws ends the request. */
  onRead?: (bytes: number) => void;
}

/** An API server. All questions share its connections. */
export interface Connection {
  /**
   * Sends a request and returns the fields of the answer that the schema names.
   * @throws Refusal for a status other than 2xx, including redirects, because the token is for one server only
   * @throws QueryError if the answer is not valid for Kubernetes, or larger than 16 MiB
   */
  ask<Answer>(question: ApiRequest, schema: z.ZodType<Answer>): Promise<Answer>;
  close(): void;
}

/**
 * Also of all pages of a list: a server that answers from its memory sends it in one. While 16 MiB of pods are read, the agent
 * has some 100 MiB more of private memory, and the limit of its pod in manifests/ has no room for twice as much.
 */
export const maxApiAnswerBytes = 16 * 2 ** 20;
/** The fields of a refusal that are read. */
const maxRefusalBytes = 64 * 2 ** 10;
/** An idle connection is closed after this time. */
const idleMs = 30_000;

/** Encodes a name as one segment of a path. */
export const named = (name: string): string => encodeURIComponent(name);

/**
 * A client that uses Node's own TLS. It reads nothing from the environment and uses no proxy.
 * @param signal called for each request, which ends when the returned signal is aborted
 */
export function connectToApi(access: ApiAccess, signal: () => AbortSignal): Connection {
  const { ca, serverName, credential } = access;
  const agent = new Agent({
    keepAlive: true,
    timeout: idleMs,
    ...given({ ca, servername: serverName }),
    ...(credential.kind === 'token' ? {} : { cert: credential.certificate, key: credential.key }),
  });
  const common = {
    accept: 'application/json',
    'user-agent': `hostprobe/${toolVersion}`,
    ...(credential.kind === 'token' ? { authorization: `Bearer ${credential.token}` } : {}),
  };

  function exchange(url: URL, { method = 'GET', body }: ApiRequest, until: AbortSignal): Promise<IncomingMessage> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
    const headers = { ...common, ...(content === undefined ? {} : { 'content-type': type }) };
    return answerToAny(() => request(url, { agent, method, signal: until, headers }).end(content));
  }

  return {
    async ask(question, schema) {
      const url = new URL(access.server.replace(/\/$/, '') + question.path);
      for (const [name, value] of Object.entries(question.query ?? {})) url.searchParams.set(name, `${value}`);
      const until = signal();
      try {
        const answer = await exchange(url, question, until);
        const { statusCode: code = 0, headers } = answer;
        const isRefused = code < 200 || code > 299;
        const { bytes, cut } = await beginOf(answer, isRefused ? maxRefusalBytes : maxApiAnswerBytes);
        // Invalid UTF-8 becomes U+FFFD, and a byte order mark is none of the JSON.
        const text = new TextDecoder().decode(bytes);
        if (isRefused) throw new Refusal(code, text, headers);
        if (cut) {
          throw new QueryError('failed', `the answer is larger than ${mebibytes(maxApiAnswerBytes)}, and is not read`);
        }
        question.onRead?.(bytes.length);
        return readAnswer(text, headers['content-type'] ?? '', schema);
      } catch (error) {
        // For an aborted request, Node reports only that it was aborted.
        throw until.aborted ? until.reason : error;
      }
    },
    close: () => agent.destroy(),
  };
}

function readAnswer<Answer>(text: string, type: string, schema: z.ZodType<Answer>): Answer {
  const json = jsonIn(text);
  // The text is not repeated in the error, because any server may have sent it.
  if (json === undefined) {
    const [kind = ''] = type.split(';');
    const instead = /^[\w.+/-]{1,60}$/.test(kind) ? `, but ${kind}` : '';
    throw new QueryError(
      'failed',
      `the answer is not JSON${instead}: a proxy or another server may answer at this address`,
    );
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [first] = read.error.issues.map(({ path, message }) => `${['answer', ...path].join('.')}: ${message}`);
  throw new QueryError(
    'failed',
    `the answer is not what Kubernetes sends: ${first}; another server may answer at this address`,
  );
}

/** A response with a status other than 2xx. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: number;
  /** The Status object of Kubernetes; null: the answer was not one. */
  readonly said: z.infer<typeof status> | null;
  /** How long a busy server asks to wait; null: it does not. Source: RFC 9110, 10.2.3; Kubernetes sends seconds. */
  readonly retryAfterMs: number | null;

  constructor(code: number, body: string | null, headers: IncomingHttpHeaders) {
    super(`the API server answered ${code}`);
    this.code = code;
    this.said = status.safeParse(jsonIn(body ?? '')).data ?? null;
    const seconds = code === 429 || code === 503 ? Number(headers['retry-after']) : Number.NaN;
    this.retryAfterMs = Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : null;
  }
}

/** Source: kubernetes apimachinery pkg/apis/meta/v1/types.go, Status. */
const status = z.object({ kind: z.literal('Status'), reason: z.string().nullish(), message: z.string().nullish() });

const maxSaidLength = 400;

function wordsOf({ code, said }: Refusal): string {
  // The text of a 401 does not help.
  if (code === 401) return 'the API server does not accept the credential';
  if (said?.message) return said.message.slice(0, maxSaidLength);
  if (code >= 300 && code < 400) return 'a redirect, which is not followed with a credential';
  return 'in no words of Kubernetes';
}

/** The failure of a question as the QueryError that the Host promises. */
export function toQueryError(what: string, thrown: unknown): QueryError {
  if (thrown instanceof QueryError) return new QueryError(thrown.kind, `${what}: ${thrown.message}`, thrown.code);
  if (!(thrown instanceof Error)) return new QueryError('failed', `${what}: ${thrown}`);
  if (thrown.name === 'TimeoutError')
    return new QueryError('timeout', `${what}: the API server did not answer in time`);
  if (thrown instanceof Refusal) {
    const { code } = thrown;
    const kind = code === 401 || code === 403 ? 'denied' : 'failed';
    return new QueryError(kind, `${what}: ${code}, ${wordsOf(thrown)}`, `${code}`);
  }
  return new QueryError('failed', `${what}: ${saidBy(thrown)}`, codeOf(thrown));
}

/**
 * The same call, but null if Kubernetes has no such object. A 404 without a Status of Kubernetes comes from another
 * server at that address, and is a failure.
 */
export function orAbsent<Input, Answer>(call: (input: Input) => Promise<Answer>) {
  return async (input: Input): Promise<Answer | null> => {
    try {
      return await call(input);
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 404 && thrown.said?.reason === 'NotFound') return null;
      throw thrown;
    }
  };
}
