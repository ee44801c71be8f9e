import type * as z from 'zod';
import { printable } from '../../print/printable.ts';

/** What a tool answers, as JSON. */
export type Data = string | number | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

/** The answer of every tool: a sentence, and what it rests on, the most important first. */
export type Answer = {
  verdict: string;
  items: readonly { readonly [key: string]: Data }[];
};

/** How much of an answer is asked for. */
export const details = ['brief', 'full'] as const;
type Detail = (typeof details)[number];

/** The most tokens of an answer, as `weightOf` counts them. */
const mostTokens: Readonly<Record<Detail, number>> = { brief: 1450, full: 12_000 };

/** What makes an answer smaller, step by step: the longest text, and the most entries of a list. */
const steps: readonly (readonly [characters: number, entries: number])[] = [
  [20_000, 1000],
  [4000, 100],
  [1000, 30],
  [600, 12],
  [400, 8],
  [300, 6],
  [300, 4],
  [240, 3],
  [200, 2],
  [120, 2],
  [80, 1],
];

/** The answer as it leaves: without control characters, and cut until it fits; `more` says what was left out. */
export function fitted(answer: Answer, detail: Detail): Answer & { more?: string } {
  const clean = visible(answer);
  for (const [characters, entries] of steps) {
    const left = { items: 0 };
    const small = cut(clean, { characters, entries, left });
    const fits = left.items === 0 ? small : { ...small, more: moreOf(left.items, detail) };
    if (weightOf(JSON.stringify(fits)) <= mostTokens[detail]) return fits;
  }
  return { verdict: clean.verdict.slice(0, 500), items: [], more: moreOf(clean.items.length, detail) };
}

const moreOf = (items: number, detail: Detail): string =>
  `${items} entries or ends of texts are left out; ${detail === 'brief' ? 'ask again with detail: "full"' : 'ask for less at a time'}`;

interface Limits {
  characters: number;
  entries: number;
  /** How many were left out. */
  left: { items: number };
}

/** A command is whole or absent: the end of one that is cut may be what makes it harmless. Half an address leads nowhere. */
const whole: readonly string[] = ['run', 'id', 'source', 'reference'];

function cut<const T extends Data>(data: T, limits: Limits, key?: string): T;
function cut(data: Data, limits: Limits, key = ''): Data {
  const { characters, entries, left } = limits;
  if (typeof data === 'string') {
    if (data.length <= characters || whole.includes(key)) return data;
    left.items++;
    return `${data.slice(0, characters)} ...`;
  }
  if (Array.isArray(data)) {
    const fitting = data.filter((one) => !hasLongCommand(one, characters)).slice(0, entries);
    left.items += data.length - fitting.length;
    return fitting.map((one) => cut(one, limits));
  }
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, cut(value, limits, name)]));
}

const hasLongCommand = (data: Data, characters: number): boolean =>
  typeof data === 'object' &&
  data !== null &&
  'run' in data &&
  typeof data.run === 'string' &&
  data.run.length > Math.max(characters, 200);

/** Characters that nobody sees, or that change how others look: a reader could not tell them from hostprobe's own text. */
const unseen = /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * All texts as they can be seen. A link or a picture of Markdown becomes plain text: what shows an answer would ask its
 * server for it.
 */
function visible<const T extends Data>(data: T): T;
function visible(data: Data): Data {
  if (typeof data === 'string') {
    return printable(data, false)
      .replace(unseen, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`)
      .replaceAll('](', '] (');
  }
  if (Array.isArray(data)) return data.map((one) => visible(one));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [printable(name, false), visible(value)]));
}

/**
 * The tokens that a text costs a model, rather too many than too few: a tokenizer of models joins the letters of usual words,
 * and little else; letters behind others, as in camel case, may be those of a key; a few of them, or some behind capitals or without a
 * vowel, are. A test compares it with one.
 */
export function weightOf(text: string): number {
  let weight = 0;
  for (const [run, ofKey, inside] of text.matchAll(
    /((?<=[A-Z\d][A-Z])[a-z]+|(?<=[A-Za-z\d])[A-Z]?[a-z]{1,2}(?![a-z])|[A-Z]?[a-z]{1,2}(?=[A-Z\d])|[A-Z]?[b-df-hj-np-tv-xz]+(?![a-z]))|((?<=[A-Za-z\d])[A-Z]?[a-z]+)|[A-Z]?[a-z]+|[A-Z]+|\d+| +|[\s\S]/gu,
  )) {
    const first = run.codePointAt(0) ?? 0;
    if (first > 0x7f) weight += Buffer.byteLength(run);
    else if (ofKey !== undefined) weight += run.length;
    else if (inside !== undefined) weight += run.length / 2;
    else if (/[a-z]$/.test(run)) weight += Math.max(1, run.length / 3.6);
    else if (/[A-Z\d]/.test(run)) weight += Math.max(1, run.length / 1.5);
    else if (run[0] !== ' ') weight += 0.6;
  }
  return Math.ceil(weight);
}

/** What a question of a client brings along. */
export interface Asked {
  signal: AbortSignal;
  /** Tells the client how much of something long is done; does nothing if it did not ask. */
  progress(done: number, of: number): Promise<void>;
}

/** A tool as a client sees it. None writes, starts a program, or takes a URL. */
export interface Tool<Shape extends z.ZodRawShape> {
  id: string;
  description: string;
  input: z.ZodObject<Shape>;
  /** @throws UserError for input that cannot be answered */
  run(input: z.infer<z.ZodObject<Shape>>, asked: Asked): Promise<Answer>;
}
