import type { Pair } from './certificate.ts';

/** The certificate and key that listeners present; they may be replaced while connections stay open. */
export interface Presented {
  pair(): Pair;
  /** Calls a listener with each later pair. */
  onChange(listener: (pair: Pair) => void): void;
  /** No later pair comes. */
  stop(): void;
}

/** Presents a pair until `change` gives another. */
export function present(first: Pair) {
  const listeners: ((pair: Pair) => void)[] = [];
  let pair = first;
  return {
    pair: () => pair,
    onChange: (listener: (pair: Pair) => void) => void listeners.push(listener),
    change(next: Pair) {
      pair = next;
      for (const listener of listeners) listener(next);
    },
  };
}
