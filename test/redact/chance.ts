import commonjs from 'randexp';

// Its types tell of a module with a default export, but Node gives the class itself.
const RandExp = commonjs as unknown as typeof commonjs.default;

type Expand = InstanceType<typeof RandExp>['_expand'];
/** What the classes of all patterns stand for. To work this out again for each character took most of the time of a draw. */
const expanded = new Map<string, ReturnType<Expand>>();

/** Draws texts; each class of a pattern is expanded once. */
class Drawn extends RandExp {
  readonly #ofToken = new Map<Parameters<Expand>[0], ReturnType<Expand>>();
  override _expand(token: Parameters<Expand>[0]): ReturnType<Expand> {
    if (!('set' in token)) return super._expand(token);
    const before = this.#ofToken.get(token);
    if (before !== undefined) return before;
    const key = `${this.ignoreCase} ${JSON.stringify(token)}`;
    const range = expanded.get(key) ?? super._expand(token);
    expanded.set(key, range);
    this.#ofToken.set(token, range);
    return range;
  }
}

/** Values by chance, the same ones for the same seed. */
export interface Chance {
  /** A text that matches; each character of a class is as likely as the others. */
  like(pattern: RegExp): string;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** A number from 0 up to, and without, 1. */
  part(): number;
}

/** @param words what it is for: each use draws its own values from one seed */
export function chanceOf(seed: number, words: string): Chance {
  const next = mulberry32(hash(`${seed} ${words}`));
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    part: next,
    like(pattern) {
      const text = new Drawn(pattern);
      text.randInt = (from, to) => from + below(to - from + 1);
      return text.gen();
    },
    pick: ([first, ...rest]) => {
      const index = below(rest.length + 1);
      return index === 0 ? first : (rest[index - 1] ?? first);
    },
  };
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193);
  return state >>> 0;
}

/** Tommy Ettinger's generator of 32 bits, in the public domain. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
