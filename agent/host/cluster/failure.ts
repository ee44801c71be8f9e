import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { QueryError } from '../../error.ts';
import { jsonIn } from '../../json.ts';
import { codeOf, saidBy } from '../error.ts';

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
    const seconds = code === 429 ? Number(headers['retry-after'] ?? Number.NaN) : Number.NaN;
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
