import { findNamed } from './by-name.ts';
import { betweenSteps, type Memory, type Steps } from './memory.ts';
import { matching, type SecretPattern } from './patterns/pattern.ts';
import { viewsOf } from './rewritten.ts';
import { createSignSearch } from './search/signs.ts';
import { type Detector, partialMarks, suspectBlocks } from './search/suspect-blocks.ts';
import { secretWords } from './secret-names.ts';
import { addSpans, mergeSpans, movedBy, type Range, type SecretSpan } from './span.ts';
import { callMarks, findInCalls } from './structures/calls.ts';
import { commandOutputMarks, findInCommandOutput } from './structures/command-output.ts';
import { findSecretObjects, secretObjectMarks } from './structures/secret-object.ts';
import {
  findInStatements,
  findPrivateKeys,
  privateKeyMarks,
  publicRanges,
  statementMarks,
} from './structures/statements.ts';
import { findInTables } from './structures/tables.ts';
import { gap, type TextView } from './text-view.ts';
import { findMadeUp } from './words/made-up.ts';
import { findByShape } from './words/shape.ts';
import { isStandIn } from './words/stand-ins.ts';

/** The limit for base64 inside of base64. */
const maxDepth = 3;

/** A shorter text cannot hold a name and a secret, and is no secret itself. */
const leastLength = 7;

const known = [secretWords, privateKeyMarks, secretObjectMarks, callMarks, commandOutputMarks];
/** Marks of split lines and of lists of parameters: they only select lines. */
const ofLines = [partialMarks, statementMarks];

/**
 * Prepares the search for secrets: with these patterns, and with the rules for names, shapes, keys, calls and commands.
 */
export function createDetector(patterns: readonly SecretPattern[], memory: Memory): Detector {
  const ofPatterns = patterns.flatMap(({ needs }) => (needs === undefined || needs === 'word' ? [] : [needs]));
  return { patterns, signs: createSignSearch([...known, ...ofLines, ...ofPatterns], memory.plainWords), memory };
}

/** The secrets of a text. */
interface FoundSecrets {
  /** All secrets, in the order of the text. */
  spans: SecretSpan[];
  /** Text that is added later does not change what is found before this index. */
  settled: number;
}

/** Finds all secrets of a text, in linear time. */
export function* findSecrets(text: string, detector: Detector): Steps<FoundSecrets> {
  if (text.length < leastLength) return { spans: [], settled: 0 };
  const covered = withoutPlaceholders(text);
  const blocks = yield* suspectBlocks(covered, detector);
  const all: SecretSpan[] = [];
  for (const { start, end } of blocks.list) {
    yield;
    addSpans(all, movedBy(yield* findIn(covered.slice(start, end), detector, 0), start));
  }
  blocks.learn(all);
  return {
    spans: outsidePlaceholders(mergeSpans([...all, ...findAgain(all, covered)]), covered),
    settled: blocks.settled,
  };
}

/** @param depth how many times this text was decoded */
function* findIn(text: string, detector: Detector, depth: number): Steps<SecretSpan[]> {
  const spans = yield* findHere(text, detector, depth);
  const open = publicRanges(text);
  for (const view of viewsOf(text)) {
    yield;
    if (view === null) continue;
    const found = through(view, yield* findHere(view.text, detector, depth));
    addSpans(
      spans,
      found.filter((span) => !(byShape.has(span.id) && isWithin(open, span))),
    );
  }
  return mergeSpans(spans.map((span) => withEncodedName(span, text)));
}

/** Patterns that judge only by the shape of a word. */
const byShape = new Set(['random', 'made-up', 'base64', 'hex']);

const isWithin = (ranges: readonly Range[], { start, end }: Range) =>
  ranges.some((range) => range.start <= start && end <= range.end);

/**
 * The value of a secret may be repeated elsewhere without its name. At most this many values are searched for again,
 * and none that could be an ordinary word.
 */
const mostRepeated = 200;
const isTelling = /^(?=[^\d]{0,128}\d)(?=[^A-Za-z]{0,128}[A-Za-z])[^\s\ufdd1]{8,128}$/;

function findAgain(spans: readonly SecretSpan[], text: string): SecretSpan[] {
  const again: SecretSpan[] = [];
  const values = new Map(spans.map((span) => [text.slice(span.start, span.end), span.id]));
  for (const [value, id] of [...values].filter(([one]) => isTelling.test(one)).slice(0, mostRepeated)) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
      again.push({ id, start: at, end: at + value.length });
    }
  }
  return again;
}

/**
 * In a text that is escaped as a whole, the name is as unreadable as its value, so it is cut together with the value.
 */
const escapedBefore = /(?:\\+(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))+$/;
const wideBefore = /(?:[!-~](?:\0|\\+u0000))+$/;

function withEncodedName({ id, start, end }: SecretSpan, text: string): SecretSpan {
  const before = text.slice(Math.max(0, start - 240), start);
  const length = (escapedBefore.exec(before) ?? wideBefore.exec(before))?.[0].length ?? 0;
  return { id, start: start - length, end };
}

function* findHere(text: string, detector: Detector, depth: number): Steps<SecretSpan[]> {
  function* lookInto(inner: string): Steps<boolean> {
    if (inner.length > betweenSteps) yield;
    return inner.length >= leastLength && (yield* findIn(withoutPlaceholders(inner), detector, depth + 1)).length > 0;
  }
  const { literals, hasWord } = yield* detector.signs.findInSteps(text, 0, text.length);
  const spans: SecretSpan[] = [];
  function* add(found: readonly SecretSpan[]): Steps<void> {
    addSpans(spans, found);
    yield;
  }
  if (literals.has(privateKeyMarks)) yield* add(findPrivateKeys(text));
  for (const pattern of detector.patterns) {
    const { needs } = pattern;
    const isTried = needs === undefined || (needs === 'word' ? hasWord : literals.has(needs));
    if (isTried) yield* add(findPattern(text, pattern));
  }
  if (literals.has(secretObjectMarks)) yield* add(findSecretObjects(text));
  if (literals.has(callMarks)) yield* add(findInCalls(text));
  if (literals.has(commandOutputMarks) || literals.has(secretWords)) yield* add(findInCommandOutput(text));
  if (literals.has(secretWords)) {
    const named = yield* findNamed(text, detector.memory);
    yield* add(named.spans);
    yield* add(yield* findInTables(text, named.lines, detector.memory));
    yield* add(findInStatements(text, detector.memory));
  }
  if (hasWord) {
    const open = publicRanges(text);
    const random = yield* findByShape(text, detector.memory, depth < maxDepth ? lookInto : null);
    yield* add(random.filter((span) => !isWithin(open, span)));
    yield* add(findMadeUp(text).filter((span) => !isWithin(open, span)));
  }
  return spans;
}

/** Translates the positions of secrets in a view to positions in the text. */
const through = ({ text, startOf, endOf }: TextView, found: readonly SecretSpan[]): SecretSpan[] =>
  found.flatMap(({ id, start, end: last }) => {
    const left = text.slice(start, last).indexOf(gap);
    const end = left === -1 ? last : start + left;
    return end > start ? [{ id, start: startOf(start), end: endOf(end - 1) }] : [];
  });

const findPattern = (text: string, { id, pattern, fits }: SecretPattern): SecretSpan[] =>
  [...text.matchAll(pattern)].flatMap(({ 0: whole, index, groups }) => {
    const from = index + (groups?.keep?.length ?? 0);
    // What a view leaves out ends a secret, before it is judged.
    const [secret = ''] = text.slice(from, index + whole.length).split(gap);
    const last = endInQuotes(text, from, from + secret.length);
    // The quotes stay, so that the structure of the text stays readable.
    const [quote = ''] = /^\\?["']/.exec(text.slice(from, last)) ?? [];
    const start = from + quote.length;
    const end = quote !== '' && last - quote.length >= start && text.endsWith(quote, last) ? last - quote.length : last;
    if (end <= start) return [];
    const value = text.slice(start, end);
    // A mask: `******`, also in brackets.
    if (!/[\p{L}\p{N}]/u.test(value)) return [];
    if (isStandIn(value) || (fits !== undefined && !matching[fits](value))) return [];
    return [{ id, start, end }];
  });

/** A value in quotes of one kind may have one of the other kind in it. */
function endInQuotes(text: string, start: number, end: number): number {
  const open = text.charAt(start - 1);
  const next = text.charAt(end);
  if (!/["']/.test(open) || !/["']/.test(next) || next === open) return end;
  const close = text.slice(end, end + 64).search(open === '"' ? /["\n]/ : /['\n]/);
  return close > 0 && text.charAt(end + close) === open ? end + close : end;
}

/** A span may include a placeholder. Only the text on both sides of it is cut. */
function outsidePlaceholders(spans: SecretSpan[], covered: string): SecretSpan[] {
  if (!covered.includes('\ufdd1')) return spans;
  return spans.flatMap(({ id, start, end }) =>
    [...covered.slice(start, end).matchAll(/[^\ufdd1]+/g)].flatMap(({ 0: part, index }) =>
      /[A-Za-z0-9]{2}/.test(part) ? [{ id, start: start + index, end: start + index + part.length }] : [],
    ),
  );
}

/** A placeholder that an earlier redaction put in place of a secret. */
const placeholder = /\[redacted:[a-z][a-z0-9-]{0,39}(?::[0-9a-f]{12})?\]/g;

/** A Unicode noncharacter, which no text contains. It ends every value. */
const mark = '\ufdd1';

/** The text with its placeholders covered, so that none is redacted again. The length stays the same. */
export const withoutPlaceholders = (text: string): string =>
  text.includes('[redacted:') ? text.replaceAll(placeholder, ({ length }) => mark.repeat(length)) : text;
