import { type Says, saysOf } from './secret-names.ts';

/** A map that is emptied when it is full. */
export function createBounded<Key, Value>(most: number) {
  const kept = new Map<Key, Value>();
  return {
    get: (key: Key) => kept.get(key),
    set(key: Key, value: Value) {
      if (kept.size >= most) kept.clear();
      kept.set(key, value);
    },
  };
}

/**
 * What is known of lines with the same key. `plain`: no secret. `found`: maybe a secret. `opens`: a value may follow in
 * the lines below. `goes-on`: the next line continues this one.
 */
export type LineKind = 'plain' | 'found' | 'opens' | 'goes-on';

export type Memory = ReturnType<typeof createMemory>;

/**
 * What a redactor remembers, because logs repeat lines, words and names. It makes redaction faster and changes no
 * result. Each redactor has its own.
 */
export function createMemory() {
  const names = createBounded<string, Says | null>(10_000);
  return {
    /** By line key; see line-key.ts. */
    lines: createBounded<number, LineKind>(100_000),
    /** Words without a secret, whatever their context. */
    plainWords: createBounded<string, true>(20_000),
    saysOf(name: string): Says | null {
      const before = names.get(name);
      if (before !== undefined) return before;
      const says = saysOf(name);
      names.set(name, says);
      return says;
    },
  };
}

/**
 * Work in steps, so that the caller can do something else in between. A step takes a few ms at most: one pass over the
 * window of a stream, or a close look at a few KiB.
 */
export type Steps<T> = Generator<undefined, T>;

/** How much text is searched closely in one step, in UTF-16 units. */
export const betweenSteps = 4096;

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Tells at which positions of a text, given in their order, it is time to pause. */
export function createPace(): (at: number) => boolean {
  let last = 0;
  return (at) => {
    if (at - last <= betweenSteps) return false;
    last = at;
    return true;
  };
}
