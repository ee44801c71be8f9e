import { findAnnotated } from './annotated.ts';
import { callMarks, findInCalls } from './calls.ts';
import { findColumns } from './columns.ts';
import { findMadeUp } from './made-up.ts';
import type { Memory } from './memory.ts';
import { secretWords } from './name.ts';
import { findNamed } from './named.ts';
import type { SecretPattern } from './patterns/pattern.ts';
import { withoutPlaceholders } from './placeholder-mark.ts';
import { findPrinted, printedMarks } from './printed.ts';
import { findPrivateKeys, privateKeyMarks, publicRanges } from './private-key.ts';
import { findSecretObjects, secretObjectMarks } from './secret-object.ts';
import { findByShape } from './shape.ts';
import { createSignSearch, type SignSearch } from './signs.ts';
import { mergeSpans, movedBy, type Span } from './span.ts';
import { isStandIn } from './stand-in.ts';
import { atOnce, betweenSteps, type Steps } from './steps.ts';
import { partialMarks, suspectBlocks } from './suspect-blocks.ts';
import type { Range } from './value.ts';
import { gap, type View } from './view.ts';
import { viewsOf } from './views.ts';

/** base64 of base64 is met; more than that is not. */
const maxDepth = 3;

/** What is shorter has no room for a name and a secret, and is no secret by itself. */
const leastLength = 7;

/** What redaction looks with. */
export interface Look {
  patterns: readonly SecretPattern[];
  signs: SignSearch;
  memory: Memory;
}

/** Owners of literals beside the patterns, which follow. */
const ofNames = 0;
const ofKeys = 1;
const ofObjects = 2;
const ofCalls = 4;
const ofPrinted = 5;
const ofPatterns = 6;

/** What finds the secrets of these patterns, and those that no pattern tells. */
export function createLook(patterns: readonly SecretPattern[], memory: Memory): Look {
  const literals = patterns.map(({ needs }) => (needs === undefined || needs === 'word' ? [] : needs));
  const known = [secretWords, privateKeyMarks, secretObjectMarks, partialMarks, callMarks, printedMarks];
  const signs = createSignSearch([...known, ...literals]);
  return { patterns, signs, memory };
}

/** What is in a text. */
export interface Found {
  /** All secrets, in their order. */
  spans: Span[];
  /** Nothing that follows the text changes what is found before this. */
  settled: number;
}

/** All secrets in a text. Linear in its length. */
export function* findSecrets(text: string, look: Look): Steps<Found> {
  if (text.length < leastLength) return { spans: [], settled: 0 };
  const covered = withoutPlaceholders(text);
  const blocks = yield* suspectBlocks(covered, look);
  const all = yield* findInBlocks(covered, blocks.list, look);
  blocks.learn(all);
  return {
    spans: outsidePlaceholders(mergeSpans([...all, ...findAgain(all, covered)]), covered),
    settled: blocks.settled,
  };
}

/** The same with a close look at every line, which takes long. */
export function findClosely(text: string, look: Look): Span[] {
  const covered = withoutPlaceholders(text);
  const all = atOnce(findInBlocks(covered, [{ start: 0, end: text.length }], look));
  return outsidePlaceholders(mergeSpans([...all, ...findAgain(all, covered)]), covered);
}

function* findInBlocks(text: string, blocks: readonly Range[], look: Look): Steps<Span[]> {
  const all: Span[] = [];
  for (const { start, end } of blocks) all.push(...movedBy(yield* findIn(text.slice(start, end), look, 0), start));
  return all;
}

/** @param depth how often it was decoded */
function* findIn(text: string, look: Look, depth: number): Steps<Span[]> {
  const spans = yield* findHere(text, look, depth);
  const open = publicRanges(text);
  for (const view of viewsOf(text)) {
    yield;
    const found = through(view, yield* findHere(view.text, look, depth));
    spans.push(...found.filter((span) => !(byShape.has(span.id) && isWithin(open, span))));
  }
  return mergeSpans(spans.map((span) => withEncodedName(span, text)));
}

/** What was found by its shape alone. */
const byShape = new Set(['random', 'made-up', 'base64', 'hex']);

const isWithin = (ranges: readonly Range[], { start, end }: Range) =>
  ranges.some((range) => range.start <= start && end <= range.end);

/** A secret that was found by its name stands elsewhere without it. So many are looked for, and none that is a word. */
const mostRepeated = 200;
const isTelling = /^(?=[^\d]{0,128}\d)(?=[^A-Za-z]{0,128}[A-Za-z])[^\s\ufdd1]{8,128}$/;

function findAgain(spans: readonly Span[], text: string): Span[] {
  const again: Span[] = [];
  const values = new Map(spans.map((span) => [text.slice(span.start, span.end), span.id]));
  for (const [value, id] of [...values].filter(([one]) => isTelling.test(one)).slice(0, mostRepeated)) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
      again.push({ id, start: at, end: at + value.length });
    }
  }
  return again;
}

/** Where all of a text is escaped, its name is no help to a reader: it goes with what it names. */
const escapedBefore = /(?:\\+(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))+$/;
const wideBefore = /(?:[!-~](?:\0|\\+u0000))+$/;

function withEncodedName({ id, start, end }: Span, text: string): Span {
  const before = text.slice(Math.max(0, start - 240), start);
  const length = (escapedBefore.exec(before) ?? wideBefore.exec(before))?.[0].length ?? 0;
  return { id, start: start - length, end };
}

function* findHere(text: string, look: Look, depth: number): Steps<Span[]> {
  function* lookInto(inner: string): Steps<boolean> {
    return inner.length >= leastLength && (yield* findIn(withoutPlaceholders(inner), look, depth + 1)).length > 0;
  }
  const { literals, hasWord } = look.signs.find(text, 0, text.length);
  const spans: Span[] = [];
  function* add(found: readonly Span[]): Steps<void> {
    spans.push(...found);
    if (text.length > betweenSteps) yield;
  }
  if (literals.has(ofKeys)) yield* add(findPrivateKeys(text));
  for (const [index, pattern] of look.patterns.entries()) {
    const { needs } = pattern;
    const isTried = needs === undefined || (needs === 'word' ? hasWord : literals.has(ofPatterns + index));
    if (!isTried) continue;
    yield* add(findPattern(text, pattern));
  }
  if (literals.has(ofObjects)) yield* add(findSecretObjects(text));
  if (literals.has(ofCalls)) yield* add(findInCalls(text));
  if (literals.has(ofPrinted) || literals.has(ofNames)) yield* add(findPrinted(text));
  if (literals.has(ofNames)) {
    const named = yield* findNamed(text, look.memory);
    yield* add(named.spans);
    yield* add(findColumns(text, named.lines, look.memory));
    yield* add(findAnnotated(text, look.memory));
  }
  if (hasWord) {
    const open = publicRanges(text);
    const random = yield* findByShape(text, look.memory, depth < maxDepth ? lookInto : null);
    yield* add(random.filter((span) => !isWithin(open, span)));
    yield* add(findMadeUp(text).filter((span) => !isWithin(open, span)));
  }
  return spans;
}

/** Where that which was found in a view stands in the text. */
const through = ({ text, startOf, endOf }: View, found: readonly Span[]): Span[] =>
  found.flatMap(({ id, start, end: last }) => {
    const left = text.slice(start, last).indexOf(gap);
    const end = left === -1 ? last : start + left;
    return end > start ? [{ id, start: startOf(start), end: endOf(end - 1) }] : [];
  });

const findPattern = (text: string, { id, pattern, fits }: SecretPattern): Span[] =>
  [...text.matchAll(pattern)].flatMap(({ 0: whole, index, groups }) => {
    const start = index + (groups?.keep?.length ?? 0);
    const end = index + whole.length;
    // Quotes stay, so that what stands around it can still be read.
    const quote = /^\\?["']/.exec(text.slice(start, end))?.[0].length ?? 0;
    if (end <= start + quote) return [];
    const value = text.slice(start + quote, end);
    if (isStandIn(value) || fits?.(value) === false) return [];
    return [{ id, start: start + quote, end }];
  });

/** A span may go over a placeholder: what is beside it is cut, and it stays. */
function outsidePlaceholders(spans: Span[], covered: string): Span[] {
  if (!covered.includes('\ufdd1')) return spans;
  return spans.flatMap(({ id, start, end }) =>
    [...covered.slice(start, end).matchAll(/[^\ufdd1]+/g)].flatMap(({ 0: part, index }) =>
      /[A-Za-z0-9]{2}/.test(part) ? [{ id, start: start + index, end: start + index + part.length }] : [],
    ),
  );
}
