import * as z from 'zod';
import { LookError } from '../../error.ts';
import { codeOf } from '../error.ts';

/** What the client throws for an answer other than 2xx; its own message holds all of the answer and its headers. */
const refusal = z.object({ code: z.number(), body: z.unknown(), headers: z.record(z.string(), z.string()) });

/** How Kubernetes says what is wrong. Source: kubernetes apimachinery pkg/apis/meta/v1/types.go, Status. */
const status = z.object({ kind: z.literal('Status'), reason: z.string().nullish(), message: z.string().nullish() });

const maxSaidLength = 400;

/** Where the client keeps no word of the server's. */
const unsaid: Readonly<Record<number, string>> = { 401: 'the API server does not accept the credential' };

/** What a question ended in, as the Host says it. */
export function toLookError(what: string, thrown: unknown): LookError {
  if (thrown instanceof LookError) return new LookError(thrown.kind, `${what}: ${thrown.message}`, thrown.code);
  if (!(thrown instanceof Error)) return new LookError('failed', `${what}: ${thrown}`);
  if (thrown.name === 'TimeoutError') return new LookError('timeout', `${what}: the API server did not answer in time`);
  const refused = refusal.safeParse(thrown);
  if (refused.success) {
    const { code, body } = refused.data;
    const said = readStatus(body)?.message?.slice(0, maxSaidLength) ?? unsaid[code] ?? 'in no words of Kubernetes';
    return new LookError(code === 401 || code === 403 ? 'denied' : 'failed', `${what}: ${code}, ${said}`, `${code}`);
  }
  // JSON.parse quotes the text that it fails on.
  if (thrown instanceof SyntaxError) return new LookError('failed', `${what}: the answer is no JSON`);
  const cause = thrown.cause instanceof Error ? thrown.cause : thrown;
  return new LookError('failed', `${what}: ${cause.message}`, codeOf(cause));
}

/**
 * The same call, which answers null where Kubernetes has no such object. A 404 in other words comes from something else
 * at that address, and is a failure.
 */
export function orAbsent<Input, Answer>(call: (input: Input) => Promise<Answer>) {
  return async (input: Input): Promise<Answer | null> => {
    try {
      return await call(input);
    } catch (thrown) {
      const refused = refusal.safeParse(thrown);
      if (refused.data?.code === 404 && readStatus(refused.data.body)?.reason === 'NotFound') return null;
      throw thrown;
    }
  };
}

/** How long a busy server asks to wait; null: it does not ask. Source: RFC 9110, 10.2.3; Kubernetes sends seconds. */
export function retryAfterMs(thrown: unknown): number | null {
  const refused = refusal.safeParse(thrown);
  if (!refused.success || refused.data.code !== 429) return null;
  const seconds = Number(refused.data.headers['retry-after'] ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : null;
}

function readStatus(body: unknown): z.infer<typeof status> | null {
  if (typeof body !== 'string') return null;
  try {
    return status.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    // A proxy's page, or nothing.
    return null;
  }
}
