import type { Part } from '../fact.ts';
import { partOf } from '../probe.ts';

/** Nothing that is read answers slower than that: it hangs, and something else has its time. */
const usuallyHangsAfterMs = 20_000;

/** The answer, or that there was none before the signal; what is still out then is left to itself. */
export async function until<T>(
  signal: AbortSignal,
  answer: Promise<T>,
  hangsAfterMs = usuallyHangsAfterMs,
): Promise<Part<T>> {
  const over = Promise.withResolvers<Part<T>>();
  const end = () => over.resolve({ ok: false, error: { kind: 'timeout', message: 'the time for the bundle ran out' } });
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const part = await Promise.race([over.promise, partOf(answer, hangsAfterMs)]);
  signal.removeEventListener('abort', end);
  return part;
}
