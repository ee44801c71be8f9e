import { utf8 } from '../decode/bytes.ts';
import type { Signature } from '../signature.ts';
import { errorTextsOf, tailText } from '../windows/error-text.ts';
import { anyOf } from './words.ts';

type Shared = Pick<Signature, 'component' | 'hostProcess'>;
/**
 * A signature as it is written: without what its file says once, and without what follows from the pattern. `said`: words that never
 * differ, instead of a pattern and a sample.
 */
type Written = Partial<Signature> &
  Pick<Signature, 'title'> &
  (
    | (Pick<Signature, 'pattern'> & ({ sample: string } | Pick<Signature, 'samples'>))
    | { said: string | readonly string[] }
  );

/** What is made of each row of a table. @param prefix of the ids, before the keys of the table */
export const ofEach = <Key extends string, Row, Made>(
  prefix: string,
  table: Readonly<Record<Key, Row>>,
  make: (row: Row, key: Key) => Made,
): Record<string, Made> =>
  // The keys of the table are those of its type.
  Object.fromEntries(Object.entries<Row>(table).map(([key, row]) => [`${prefix}${key}`, make(row, key as Key)]));

/** Whole signatures, written by their ids: `shared` holds for those that say nothing else. */
export const catalogue =
  (shared: Shared & Partial<Signature>) =>
  (written: Readonly<Record<string, Written>>): Signature[] =>
    Object.entries(written).map(([id, one]) => {
      const pattern = 'said' in one ? new RegExp(anyOf([one.said].flat())) : one.pattern;
      const samples = 'samples' in one ? one.samples : 'said' in one ? [one.said].flat() : [one.sample];
      const { said: _said, sample: _sample, ...own } = { said: null, sample: null, ...one };
      return { id, causes: [], literals: literalsOf(pattern), ...shared, ...own, pattern, samples };
    });

/**
 * What one wrapper means with one group of codes inside. Without `codes` it is the rest: no code, or one that no other row has.
 * Its causes, if it names none, are those of all rows, the first of each row first.
 */
type Row = Pick<Signature, 'title'> & Partial<Omit<Signature, 'codes'>> & { codes?: readonly number[] };

/**
 * One wrapper of Go around an error of Windows, whose code decides what it means.
 * @param wrapper with `say`: the wrapper around the text of the error
 */
export const byCode =
  ({ say, ...wrapper }: Pick<Signature, 'pattern'> & Partial<Signature> & { say: (text: string) => string }) =>
  (rows: Readonly<Record<string, Row>>): Record<string, Written> => {
    const known = Object.values(rows).flatMap(({ codes = [] }) => codes);
    const all = Object.values(rows).map((row) => row.causes ?? []);
    const causes = [...new Set([...all.flatMap(([first]) => first ?? []), ...all.flat()])];
    return ofEach('', rows, ({ codes, ...row }) => ({
      samples: [say(textOf(codes?.[0] ?? unnamed))],
      // A wrapper without words of its own is searched for by the sentences of its codes.
      ...(literalsOf(wrapper.pattern).length > 0 ? {} : { literals: longOf(codes ?? []) }),
      causes,
      ...wrapper,
      ...row,
      codes: codes === undefined ? { except: known } : { only: codes },
    }));
  };

/** A search for a shorter sentence would slow down that for all others: two are, of a full disk. */
const leastBytes = 10;

/** The texts of some codes that a log can be searched for. */
export const longOf = (codes: readonly number[]): string[] =>
  errorTextsOf(codes).filter((text) => utf8(text).length >= leastBytes);

/** ERROR_NOT_FOUND, which no row has. */
const unnamed = 1168;
/** What Go prints for a code: those of the network's library have no text there. */
const textOf = (code: number) => tailText(code) ?? `winapi error #${code}`;

/** Some texts one of which is in all that a part of a pattern matches: `exact` if they are all that it matches. */
interface Need {
  texts: readonly string[];
  exact: boolean;
}

const nothing: Need = { texts: [''], exact: true };
const anything: Need = { texts: [''], exact: false };
/** More texts than this cost a search more than a longer one saves. */
const mostTexts = 24;

const shortest = ({ texts }: Need) => Math.min(...texts.map((text) => text.length));
/** The rarer need, by the length of its texts. */
const rarer = (a: Need, b: Need): Need => (shortest(b) > shortest(a) ? b : a);

/**
 * Texts for which a log is searched: all that the pattern matches holds one of them, in the same case. They have no
 * quotation mark and no backslash, which a log may write in another way.
 */
export function literalsOf({ source, ignoreCase }: RegExp): string[] {
  if (ignoreCase) return [];
  const { texts } = alternatives(source, 0).need;
  return texts.includes('') ? [] : [...new Set(texts)];
}

function alternatives(source: string, from: number): { need: Need; end: number } {
  const all: Need[] = [];
  let at = from - 1;
  do {
    const { need, end } = sequence(source, at + 1);
    all.push(need);
    at = end;
  } while (source[at] === '|');
  const texts = all.flatMap((one) => one.texts);
  if (texts.length > mostTexts) return { need: anything, end: at };
  return { need: { texts, exact: all.every(({ exact }) => exact) }, end: at };
}

function sequence(source: string, from: number): { need: Need; end: number } {
  let run = nothing;
  let best = anything;
  let exact = true;
  let at = from;
  while (at < source.length && source[at] !== '|' && source[at] !== ')') {
    const item = readItem(source, at);
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(item.end));
    at = item.end + (quantifier?.[0].length ?? 0);
    const isOptional = quantifier !== null && (/^[*?]/.test(quantifier[0]) || quantifier[1] === '0');
    const need = isOptional ? anything : item.need;
    const joined = run.texts.flatMap((before) => need.texts.map((text) => before + text));
    const fits = joined.length <= mostTexts;
    if (need.exact && fits) run = { texts: joined, exact: true };
    else {
      best = rarer(rarer(best, run), need);
      run = nothing;
    }
    if (!need.exact || !fits || quantifier !== null) {
      exact = false;
      best = rarer(best, run);
      run = nothing;
    }
  }
  return { need: exact ? run : { texts: rarer(best, run).texts, exact: false }, end: at };
}

/** A character, a class, a group, or a condition, which matches no text. */
function readItem(source: string, at: number): { need: Need; end: number } {
  const rest = source.slice(at);
  const group = /^\((?:\?(?<condition><?[=!])|\?:|\?<\w+>)?/.exec(rest);
  if (group !== null) {
    const { need, end } = alternatives(source, at + group[0].length);
    return { need: group.groups?.condition === undefined ? need : nothing, end: end + 1 };
  }
  const text = /^(?:\[(?:\\.|[^\]\\])*\]|\\.|.)/s.exec(rest)?.[0] ?? '';
  const end = at + text.length;
  if (/^(?:\\b|\^|\$)/i.test(text)) return { need: nothing, end };
  const literal = /^\\[^A-Za-z0-9]$/.test(text) ? text.slice(1) : text;
  const isText = literal.length === 1 && !/[."'\\]/.test(text === '\\.' ? '' : literal);
  return { need: isText ? { texts: [literal], exact: true } : anything, end };
}
