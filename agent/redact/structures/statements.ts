import type { Memory } from '../memory.ts';
import { linesFrom, matchAt, raw, regexp, type SecretSpan } from '../span.ts';
import { type Argument, argumentsAt } from './calls.ts';
import { bareCell, type Column, columnsOf, isValue } from './tables.ts';

/** Literals of lists of parameters, which may stand above their statement, in the syntax of literal-search.ts. */
export const statementMarks = ['parameters=[', '[parameters:'];

/** `INSERT INTO table (names) VALUES` and `COPY table (names) FROM stdin;`, up to the first value. */
const insertion =
  /\b(?:INSERT|REPLACE|COPY)\b[^();]{0,200}\(([^();]{1,2000})\)(?:\s{0,20}OUTPUT\s[^;()]{1,200}?)?\s{1,20}(?:VALUES\s{0,20}(?=\()|(?<lines>FROM stdin;?[ \t]*\r?\n))/gi;
const betweenTuples = /\)\s{0,20},\s{0,20}(?=\()/y;
const mostTuples = 1000;
/** `password = @p0`: a column that is set to a parameter. Read from the sign to both sides: most names have none behind them. */
const assignment = /(?<=(\w{1,60})[\]`"]?\s{0,3})=\s{0,3}(\?|%s|[@:$]\w{1,40})/g;
const parameter = /^(?:\?|%s|[@:$]\w{1,40})$/;
/** A list of the values of parameters by their order. Source: sqlalchemy.org, StatementError */
const inOrder = /\bparameters\s?[:=]\s?\[?\(/gi;
/** How far from a statement its parameters are searched for. */
const reach = 2000;

/** The values of columns that are named for a secret, in statements of SQL. */
export function findInStatements(text: string, memory: Memory): SecretSpan[] {
  const found: SecretSpan[] = [];
  const add = (value: Argument | undefined, column: Column, at: number, order: number) => {
    const one =
      value !== undefined && parameter.test(value.value) ? valueOfParameter(text, value.value, at, order) : value;
    if (one && isValue(one.value, { ...column, says: column.says === 'secret' ? 'password' : column.says }))
      found.push({ id: 'table', start: one.start, end: one.end });
  };
  for (const { 0: whole, 1: list = '', index, groups } of text.matchAll(insertion)) {
    const columns = columnsOf(list.split(',').map(bareCell), memory, true);
    if (columns.length === 0) continue;
    for (const cells of (groups?.lines === undefined ? tuplesAt : linesAt)(text, index + whole.length))
      for (const column of columns) add(cells[column.index], column, index, column.index);
  }
  for (const { 1: name = '', 2: mark = '', index } of text.matchAll(assignment)) {
    const [column] = columnsOf([name], memory, true);
    const before = text.slice(Math.max(0, index - reach), index).replace(/^.*\b(?:UPDATE|SELECT|DELETE)\b/is, '');
    if (column !== undefined)
      add({ start: index, end: index, value: mark, isString: false }, column, index, before.split(mark).length - 1);
  }
  return found;
}

function* tuplesAt(text: string, from: number): Generator<Argument[]> {
  for (let at = from, count = 0; count < mostTuples; count++) {
    const cells = argumentsAt(text, at + 1);
    yield cells;
    const { end, isString } = cells.at(-1) ?? { end: at, isString: false };
    const joint = matchAt(betweenTuples, text, end + (isString ? 1 : 0));
    if (joint === null) return;
    at = joint.index + joint[0].length;
  }
}

/** The rows of a dump of PostgreSQL, with tabs between their cells. */
function* linesAt(text: string, from: number): Generator<Argument[]> {
  for (const { line, at } of linesFrom(text, from)) {
    if (line === '\\.' || line === '') return;
    let start = at;
    yield line.split('\t').map((value) => {
      const cell = { start, end: start + value.length, value, isString: true };
      start = cell.end + 1;
      return cell;
    });
  }
}

/** The value of a parameter: `@p0='value'`, `$1 = 'value'` by its name, `[parameters: ('value', 1)]` by its order. */
function valueOfParameter(text: string, mark: string, at: number, order: number): Argument | undefined {
  const from = Math.max(0, at - reach);
  const near = text.slice(from, at + reach);
  if (!/\w/.test(mark) || mark === '%s') {
    const list = [...near.slice(at - from).matchAll(inOrder)][0];
    return list === undefined ? undefined : argumentsAt(text, at + list.index + list[0].length)[order];
  }
  const [given] = near.matchAll(new RegExp(`(?<![\\w@:$])[@:$]?${mark.slice(1)}\\s?=\\s?(?=')`, 'g'));
  return given === undefined ? undefined : argumentsAt(text, from + given.index + given[0].length)[0];
}

const mark = /-----(BEGIN|END) (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----/g;
/** Literals of private keys, in the syntax of literal-search.ts. */
export const privateKeyMarks = ['-----', 'private-lines:'];
/** Longer than any key, including the prefixes that a log writes before each line. */
const maxLength = 64 * 1024;
const ofBody = /[A-Za-z0-9+/=\s\\]/;
const bodyAhead = /^[A-Za-z0-9+/=\s\\:,.-]*/;

/**
 * The blocks between two such lines. If one of these lines is cut off, as far as the text can be part of the block.
 */
function* blocksIn(text: string, mark: RegExp): Generator<{ start: number; end: number }> {
  let begun: number | null = null;
  for (const { 0: whole, 1: side, index } of text.matchAll(mark)) {
    if (begun !== null && (side === 'BEGIN' || index - begun > maxLength)) {
      yield { start: begun, end: cutOff(text, begun, index) };
      begun = null;
    }
    if (side === 'END') yield { start: begun ?? bodyBefore(text, index), end: index + whole.length };
    begun = side === 'BEGIN' ? index : null;
  }
  if (begun !== null) yield { start: begun, end: cutOff(text, begun, text.length) };
}

/** Private keys in PEM, and those of PuTTY. */
export const findPrivateKeys = (text: string): SecretSpan[] =>
  [...blocksIn(text, mark), ...puttyIn(text)].map(({ start, end }) => ({ id: 'private-key', start, end }));

/** @param limit where the next block begins */
function cutOff(text: string, begun: number, limit: number): number {
  const body = bodyAhead.exec(text.slice(begun, Math.min(limit, begun + maxLength)))?.[0] ?? '';
  return begun + body.trimEnd().length;
}

function bodyBefore(text: string, end: number): number {
  let start = end;
  while (end - start < maxLength && ofBody.test(text.charAt(start - 1))) start--;
  // Words before the key also match; the key itself begins with a run longer than any word.
  const run = /[A-Za-z0-9+/=]{40,}/.exec(text.slice(start, end));
  return run === null ? end : start + run.index;
}

/** A PuTTY key has no end mark, but tells the number of its lines. */
const putty = /Private-Lines: \d{1,3}\r?\n(?:[A-Za-z0-9+/=]{1,80}\r?\n?){1,200}/g;
const puttyIn = (text: string) => rangesOf(text.matchAll(putty));

const rangesOf = (matches: Iterable<RegExpExecArray>) =>
  [...matches].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));

const publicMark =
  /-----(BEGIN|END) (?:X509 |TRUSTED |NEW |RSA |EC |SSH2 |PGP )?(?:CERTIFICATE|CERTIFICATE REQUEST|X509 CRL|PUBLIC KEY|PUBLIC KEY BLOCK)-----/g;

/** Images, fonts and media in a data URL. */
const media = /data:(?:image|font|audio|video)\/[\w.+-]{1,40};base64,[A-Za-z0-9+/=]+/g;

const certificates = raw`(?:user|cA|msDS-KeyCredential)?Certificate(?:RevocationList)?(?:;binary)?`;
const ids = raw`objectSid|sIDHistory|[\w-]{0,40}(?:GUID|CreatorSID)|tokenGroups\w{0,30}|nTSecurityDescriptor`;
/** Attributes in LDIF that are binary, but no secrets, also folded. Source: RFC 2849; MS-ADTS, MS-ADA1 to 3 */
const attribute = regexp.gi`(?<![\w-])(?:${ids}|${certificates}|dnsRecord|replUpToDateVector|(?:thumbnail|jpeg)Photo|logonHours)::? [A-Za-z0-9+/=]{16,}(?:\r?\n [A-Za-z0-9+/=]{1,200})*`;

/** Certificates, certificate requests and public keys in PEM, and images. They look random, but hold no secret. */
export function publicRanges(text: string): { start: number; end: number }[] {
  const attributes = text.includes(':: ') ? text.matchAll(attribute) : [];
  // What stands before the last line of a block that has no first one may be anything.
  const blocks = [...blocksIn(text, publicMark)].filter(({ start }) => text.startsWith('-----BEGIN', start));
  return [...rangesOf(text.matchAll(media)), ...rangesOf(attributes), ...blocks];
}
