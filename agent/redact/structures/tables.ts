import { createPace, type Memory, type Steps } from '../memory.ts';
import { addSpans, lineAt, linesFrom, raw, regexp, type SecretSpan } from '../span.ts';
import { looksLikeKey, looksLikePassword } from '../value.ts';
import { madeUp } from '../words/made-up.ts';
import { isStandIn } from '../words/stand-ins.ts';

const mostRows = 50;

const owners = raw`users?|(?:user|host|login)name|login|account|name|hosts?|server|client|identity|e?-?mail|benutzer(?:name)?|konto|rechner|usuario|utilisateur|compte|utente|id`;
/** A table of passwords also has a column for their owner. A table without one describes fields or rules. */
const whose = regexp.i`(?:^|[ _.-])(?:${owners})["'\x60*]*$|[a-z](?:Name|User|Host|Id)$`;
const states = raw`yes|no|y|n|t|f|x|true|false|null|nil|none|n/a|na|required|optional|mandatory|never|always|expired|expires|string|text|varchar|char|set|unset|not|empty|default|unknown|hidden|enabled|disabled|active`;
/** Words that describe a password where the password itself would stand. */
const noValue = regexp.i`^(?:${states}|\W*|\d{1,3}|\d+(?:\.\d+)*|\d{4}-\d\d-\d\d.*|\$[\w{].*|<.*>)$`;

/** A column with secrets. */
export type Column = ReturnType<typeof columnsOf>[number];

/** @param isSure every cell of such a column is a secret, whatever it looks like */
export function columnsOf(
  names: readonly string[],
  { saysOf }: Memory,
  isSure = names.some((name) => whose.test(name)),
) {
  return names.flatMap((name, index) => {
    const says = saysOf(name.trim().replaceAll(' ', '_').slice(0, 60));
    return says === null ? [] : [{ index, says, isSure }];
  });
}

const isNoValue = (value: string) => value.length < 3 || /\s/.test(value) || noValue.test(value) || isStandIn(value);

export function isValue(value: string, { says, isSure }: Pick<Column, 'says' | 'isSure'>): boolean {
  if (isNoValue(value)) return false;
  if (looksLikeKey(value)) return true;
  if (says === 'password') return isSure || looksLikePassword(value);
  return says !== 'maybe' && (madeUp(value) === 'much' || madeUp(value) === 'some');
}

/**
 * Secrets in the cells of a table whose header names a secret.
 * @param starts where the lines begin that contain the name of a secret
 */
export function* findInTables(text: string, starts: Iterable<number>, memory: Memory): Steps<SecretSpan[]> {
  const spans: SecretSpan[] = [];
  const isTimeToPause = createPace();
  for (const start of starts) {
    if (isTimeToPause(start)) yield;
    const line = lineAt(text, start);
    if (line.length > 600) continue;
    addSpans(spans, inRow(text, start, line, memory));
    const below = text.indexOf('\n', start) + 1;
    if (below === 0) continue;
    for (const find of [separated, aligned]) addSpans(spans, find(text, line, below, memory));
  }
  yield;
  if (text.includes('</')) addSpans(spans, inHtmlRows(text, memory));
  return spans;
}

const bars = /\|\||[|│┃║]/;
/** Separators between the cells of a header. */
const joints = [bars, /\t/, /<\/t[hd]>\s*<t[hd]\b[^<>]*>/, /;/, /,/];
const cellName = /^\s*#\s*$|^[\s"'`*#]*[\p{L}_][\p{L}\p{N}_ ./()-]{0,40}["'`*]*\s*$/u;

/** The separator of a line that has only names; null if it is no such line. */
export function jointOfNames(header: string): RegExp | null {
  for (const joint of joints) {
    const cells = header.split(joint);
    if (cells.length < 2) continue;
    const filled = joint === bars ? cells.filter((cell) => cell.trim() !== '') : cells;
    return filled.length > 1 && filled.every((cell) => cellName.test(cell.replaceAll(/<[^<>]{0,100}>/g, '')))
      ? joint
      : null;
  }
  return null;
}

/** A name or a value without what marks it as a cell. */
export const bareCell = (cell: string) =>
  cell
    .replaceAll(/<[^<>]{0,100}>/g, '')
    .trim()
    .replaceAll(/^["'`*[]+|["'`*\]]+$/g, '');

/**
 * A row of data never is a header: without bars, one of its names tells whose the secrets are, and they are written
 * alike. A variable in capitals beside small letters is a name and its value.
 */
const isHeader = (names: readonly string[]) =>
  names.some((name) => whose.test(name)) &&
  !(names.some((name) => isVariable.test(name)) && names.some((name) => /\p{Ll}/u.test(name)));

/** Tables whose cells are separated by a bar, a comma, a semicolon or a tab. */
function separated(text: string, header: string, below: number, memory: Memory): SecretSpan[] {
  const joint = jointOfNames(header);
  if (joint === null) return [];
  const names = header.split(joint);
  const columns = columnsOf(names.map(bareCell), memory);
  if (joint !== bars && !isHeader(names.map(bareCell))) return [];
  const spans: SecretSpan[] = [];
  for (const { line: row, at } of linesFrom(text, below, mostRows)) {
    if (joint === bars && /^[\s|│┃║├┤┼─━═╞╪╡+:=-]*$/.test(row) && row.trim() !== '') continue;
    const cells = cellsOf(row, joint);
    if (cells.length !== names.length && !(joint === bars && cells.length > 1)) break;
    addSpans(spans, inCells(cells, columns, at));
  }
  return spans;
}

/** A cell, and where it begins in its row. */
interface Cell {
  text: string;
  at: number;
}

/** The secrets in the cells of a row that begins at a position. */
const inCells = (cells: readonly Cell[], columns: readonly Column[], start: number): SecretSpan[] =>
  columns.flatMap((column) => {
    const { text, at } = cells[column.index] ?? { text: '', at: 0 };
    const value = bareCell(text);
    const from = start + at + text.indexOf(value);
    return isValue(value, column) ? [{ id: 'table', start: from, end: from + value.length }] : [];
  });

/** Splits a row into cells. A separator inside quotes does not split. */
function cellsOf(row: string, joint: RegExp): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  while (from <= row.length) {
    const quoted = /^(?:"(?:[^"]|"")*")?/.exec(row.slice(from))?.[0] ?? '';
    const rest = row.slice(from + quoted.length);
    const next = joint.exec(rest);
    const end = next === null ? row.length : row.length - rest.length + next.index;
    cells.push({ text: row.slice(from, end), at: from });
    if (next === null) break;
    from = end + next[0].length;
  }
  return cells;
}

/** Tables whose columns are aligned with spaces: lines of hyphens below the names show where each begins. */
function aligned(text: string, header: string, below: number, memory: Memory): SecretSpan[] {
  const rule = lineAt(text, below);
  if (!/^[ \t]*-+(?:[ \t]+-+)+[ \t]*$/.test(rule)) return [];
  const [, ...rows] = linesFrom(text, below, mostRows);
  const starts = [...rule.matchAll(/-+/g)].map(({ index }) => index);
  const cellsIn = (row: string) =>
    starts.map((at, index) => ({ text: /\S$/.test(row.slice(0, at)) ? '' : row.slice(at, starts[index + 1]), at }));
  const columns = columnsOf(
    cellsIn(header).map(({ text: name }) => name.trim()),
    memory,
  );
  const end = rows.findIndex(({ line }) => line.trim() === '');
  return rows.slice(0, end === -1 ? undefined : end).flatMap(({ line, at }) => inCells(cellsIn(line), columns, at));
}

const names = raw`name|key|field|setting|property|parameter|option|variable|attribute|item|feld|schlüssel|einstellung|eigenschaft|paramètre|clé|champ|clave|campo|chave`;
/** A header of a table with a column of names and one of values, with bars between them. */
const ofValues = regexp.iu`^[\s|│┃║]*(?:[\p{L} ]{0,20}[|│┃║]){0,3}?\s*(?:${names})\b[^|│┃║\n]{0,20}[|│┃║]{1,2}\s*(?:current )?(?:values?|wert|valeur|valor|valore)\b`;
const reachOfHeader = 2000;
const isVariable = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;

/** A row with the name of a secret in one cell and its value in the next one. */
function inRow(text: string, start: number, line: string, { saysOf }: Memory): SecretSpan[] {
  // Between commands of a shell there is a bar too.
  if (!bars.test(line) || !(/^\s*[|│┃║]/.test(line) || isBelowValues(text, start))) return [];
  const cells = cellsOf(line, bars).filter((cell) => cell.text.trim() !== '');
  return cells.flatMap((cell, index) => {
    const name = bareCell(cell.text);
    const says = saysOf(name.replaceAll(' ', '_').slice(0, 60));
    const after = cells[index + 1];
    if ((says !== 'password' && says !== 'secret') || after === undefined) return [];
    const value = bareCell(after.text);
    const isSure =
      (isVariable.test(name) || isBelowValues(text, start)) && (says === 'password' || looksLikePassword(value));
    if (!isValue(value, { says: isSure ? 'password' : says, isSure }) || isTypeOfField(value)) return [];
    const from = start + after.at + after.text.indexOf(value);
    return [{ id: 'table', start: from, end: from + value.length }];
  });
}

const isBelowValues = (text: string, start: number) =>
  text
    .slice(Math.max(0, start - reachOfHeader), start)
    .split('\n')
    .some((one) => ofValues.test(one));

/** `varchar(64)`, `nvarchar`: in a table that describes fields. */
const isTypeOfField = (value: string) =>
  /^(?:n?var|n)?(?:char|text|binary|bytea|blob|json)\w{0,6}(?:\(\w{1,5}\))?$/i.test(value);

const openBold = raw`\s{0,10}(?:<(?:b|strong|code)>)?`;
const closeBold = raw`\s{0,10}(?:</(?:b|strong|code)>)?`;
const besides = regexp.gi`<(td|th|dt)[^<>]{0,100}>${openBold}([^<>\n]{1,60}?):?${closeBold}\s{0,10}</\1>\s{0,20}<(?:td|dd)[^<>]{0,100}>${openBold}([^<>\n]{3,200}?)\s{0,10}<`;

const bold = /<(b|strong)>([^<>\n]{1,60}?)\s?:\s?<\/\1>\s{0,10}([^<>\s]{3,200})(?=\s{0,10}<)/gi;

/** A row in HTML with the name of a secret in one cell and its value in the next one. */
function inHtmlRows(text: string, { saysOf }: Memory): SecretSpan[] {
  return [...text.matchAll(besides), ...text.matchAll(bold)].flatMap(
    ({ 0: whole, 2: title = '', 3: value = '', index }) => {
      const says = saysOf(title.trim().replaceAll(' ', '_'));
      if ((says !== 'password' && says !== 'secret') || !isValue(value, { says, isSure: false })) return [];
      const start = index + whole.lastIndexOf(value);
      return [{ id: 'table', start, end: start + value.length }];
    },
  );
}
