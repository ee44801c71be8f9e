import type { Part } from '../../fact.ts';
import { partOf } from '../../probe.ts';

/** A read that takes longer hangs: the next item gets the time. */
const usuallyHangsAfterMs = 20_000;

/** The answer, or a timeout when the signal fires first. The read itself is not cancelled. */
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
