import { type Says, saysOf } from './name.ts';

/** A map that forgets everything when it is full. */
export interface Bounded<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export function createBounded<Key, Value>(most: number): Bounded<Key, Value> {
  const kept = new Map<Key, Value>();
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      if (kept.size >= most) kept.clear();
      kept.set(key, value);
    },
  };
}

/**
 * What is known of a line: nothing is to be found in it; something may be; lines below it may belong to it; the next one
 * does.
 */
export type LineKind = 'plain' | 'found' | 'opens' | 'goes-on';

/**
 * What a redactor remembers, because a log repeats its lines, words and names. It changes no result. Each redactor owns
 * one.
 */
export interface Memory {
  /** By the key of the line, see line-key.ts. */
  lines: Bounded<number, LineKind>;
  /** Words that hold nothing, wherever they stand. */
  plainWords: Bounded<string, true>;
  saysOf(name: string): Says | null;
}

export function createMemory(): Memory {
  const names = createBounded<string, Says | null>(10_000);
  return {
    lines: createBounded(100_000),
    plainWords: createBounded(20_000),
    saysOf(name) {
      const before = names.get(name);
      if (before !== undefined) return before;
      const says = saysOf(name);
      names.set(name, says);
      return says;
    },
  };
}
