import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type * as z from 'zod';
import { QueryError } from '../../error.ts';
import type { ApiAccess } from '../../host.ts';
import { jsonIn } from '../../json.ts';
import { toolVersion } from '../../version.ts';
import { codeOf } from '../error.ts';
import { Refusal } from './failure.ts';

export interface Question {
  /** Absent: GET. A PATCH is a strategic merge: given fields replace the same fields, and the rest stays. */
  method?: 'GET' | 'POST' | 'PATCH';
  /** Relative to the server's own path: `/api/v1/nodes/win-1`; encode names in it with `named`. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  body?: unknown;
}

/** One API server, over connections that all questions share. */
export interface Connection {
  /**
   * Asks, and reads from the answer what the schema names.
   * @throws Refusal for an answer other than 2xx, which includes redirects: a token is sent to one server only
   * @throws QueryError when the answer is not what Kubernetes sends, or larger than 16 MiB
   */
  ask<Answer>(question: Question, schema: z.ZodType<Answer>): Promise<Answer>;
  close(): void;
}

const maxAnswerBytes = 16 * 2 ** 20;
/** The fields of a refusal that are read. */
const maxRefusalBytes = 64 * 2 ** 10;
/** An idle connection is closed after this time. */
const idleMs = 30_000;
/** How a request over a connection that the other end has closed fails: when it is written, or when the answer is read. */
const closedWhileKept = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** As one segment of a path. */
export const named = (name: string): string => encodeURIComponent(name);

/**
 * A client of what hostprobe asks, with Node's own TLS: nothing is read from the environment, and no proxy is used.
 * @param signal asked for at each request, which ends when it is aborted
 */
export function connect(access: ApiAccess, signal: () => AbortSignal): Connection {
  const { ca, serverName, credential } = access;
  const agent = new Agent({
    keepAlive: true,
    timeout: idleMs,
    ...(ca === null ? {} : { ca }),
    ...(serverName === null ? {} : { servername: serverName }),
    ...(credential.kind === 'token' ? {} : { cert: credential.certificate, key: credential.key }),
  });
  const common = {
    accept: 'application/json',
    'user-agent': `hostprobe/${toolVersion}`,
    ...(credential.kind === 'token' ? { authorization: `Bearer ${credential.token}` } : {}),
  };

  async function exchange(url: URL, { method = 'GET', body }: Question, until: AbortSignal): Promise<IncomingMessage> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
    for (;;) {
      const asked = request(url, {
        agent,
        method,
        signal: until,
        headers: { ...common, ...(content === undefined ? {} : { 'content-type': type }) },
      });
      asked.end(content);
      try {
        const [answer]: IncomingMessage[] = await once(asked, 'response');
        if (answer !== undefined) return answer;
      } catch (error) {
        // The server closed a connection while it was kept, as it does with all of them when it restarts. Every request
        // of this client may be sent again. Each such connection leaves the agent, so the last attempt has a new one.
        if (!asked.reusedSocket || !closedWhileKept.has(codeOf(error) ?? '')) throw error;
      }
    }
  }

  return {
    async ask(question, schema) {
      const url = new URL(access.server.replace(/\/$/, '') + question.path);
      for (const [name, value] of Object.entries(question.query ?? {})) url.searchParams.set(name, `${value}`);
      const until = signal();
      try {
        const answer = await exchange(url, question, until);
        const { statusCode: code = 0, headers } = answer;
        if (code < 200 || code > 299) throw new Refusal(code, await textOf(answer, maxRefusalBytes), headers);
        const text = await textOf(answer, maxAnswerBytes);
        if (text === null) {
          throw new QueryError('failed', `the answer is larger than ${maxAnswerBytes / 2 ** 20} MiB, and is not read`);
        }
        return readAnswer(text, headers['content-type'] ?? '', schema);
      } catch (error) {
        // For an aborted request, Node reports only that it was aborted.
        throw until.aborted ? until.reason : error;
      }
    },
    close: () => agent.destroy(),
  };
}

/** The answer's text; null when it is longer, and then the connection is closed. Bytes that are not UTF-8 become U+FFFD. */
async function textOf(answer: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    length += chunk.length;
    if (length > maxBytes) {
      answer.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function readAnswer<Answer>(text: string, type: string, schema: z.ZodType<Answer>): Answer {
  const json = jsonIn(text);
  // The text itself is not repeated: any server may have sent it.
  if (json === undefined) {
    const [kind = ''] = type.split(';');
    const told = /^[\w.+/-]{1,60}$/.test(kind) ? `, but ${kind}` : '';
    throw new QueryError(
      'failed',
      `the answer is not JSON${told}: a proxy or another server may answer at this address`,
    );
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const { path = [], message = '' } = read.error.issues[0] ?? {};
  throw new QueryError(
    'failed',
    `the answer is not what Kubernetes sends: ${['answer', ...path].join('.')}: ${message}; another server may answer at this address`,
  );
}
