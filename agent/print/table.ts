import type { View } from '../renderer.ts';
import { printable } from './printable.ts';

/** A column: its heading, and when it goes if the window is too narrow: the highest first, 0 never. */
export interface TableColumn<Row> {
  title: string;
  of(row: Row): string;
  goes: number;
  /** It is cut to what is left of the window, which is at least this. */
  atLeast?: number;
  /** Colours the padded cell. */
  paint?(cell: string, row: Row): string;
}

/** What rows that are printed later have in common with the first ones. */
export interface Layout {
  /** Titles of the columns that are shown; null: not chosen yet. */
  titles: ReadonlySet<string> | null;
  /** By title. */
  widths: Map<string, number>;
}

export const newLayout = (): Layout => ({ titles: null, widths: new Map() });

const gap = 3;

/**
 * A table as kubectl prints it. In a window no row is longer than its width: columns go, then cells are cut. Elsewhere
 * everything is printed.
 * @param options.headings whether the first line has the titles
 * @param layout gets the columns and their widths, so that later rows stay below the earlier ones
 */
export function showTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { view, headings, indent = 0 }: { view: View; headings: boolean; indent?: number },
  layout: Layout = newLayout(),
): string {
  const all = columns.map((column) => {
    const cells = rows.map((row) => printable(column.of(row), view.ascii).replaceAll('\n', ' '));
    const lengths = [headings ? column.title : '', ...cells].map(({ length }) => length);
    const width = Math.max(layout.widths.get(column.title) ?? 0, ...lengths);
    layout.widths.set(column.title, width);
    return { column, cells, width };
  });
  const room = (view.columns ?? Number.POSITIVE_INFINITY) - indent;
  const titles = layout.titles ?? chosenTitles(all, room);
  layout.titles = titles;
  const shown = fitted(
    all.filter(({ column }) => titles.has(column.title)),
    room,
  );
  const line = (cellOf: (one: Filled<Row>) => string, row: Row | null) =>
    shown
      .map((one, at) => {
        const text = cutTo(cellOf(one), one.width, view);
        const padded = at === shown.length - 1 ? text : text.padEnd(one.width + gap);
        return row === null ? padded : (one.column.paint?.(padded, row) ?? padded);
      })
      .join('')
      .trimEnd();
  const lines = [
    ...(headings ? [line(({ column }) => column.title, null)] : []),
    ...rows.map((row, at) => line(({ cells }) => cells[at] ?? '', row)),
  ];
  return lines.map((one) => `${' '.repeat(indent)}${one}\n`).join('');
}

/** A column with its cells, as wide as it is or is to be. */
interface Filled<Row> {
  column: TableColumn<Row>;
  cells: readonly string[];
  width: number;
}

function chosenTitles<Row>(all: readonly Filled<Row>[], room: number): Set<string> {
  const leastOf = all.map(({ column, width }) => ({ column, width: Math.min(width, column.atLeast ?? Infinity) }));
  const left = leastOf.toSorted((a, b) => a.column.goes - b.column.goes);
  while (left.length > 1 && (left.at(-1)?.column.goes ?? 0) > 0 && over(left, room) > 0) left.pop();
  return new Set(left.map(({ column }) => column.title));
}

/** The last columns are cut first. */
function fitted<Row>(shown: readonly Filled<Row>[], room: number): Filled<Row>[] {
  let tooMuch = over(shown, room);
  return shown
    .toReversed()
    .map((one) => {
      const { atLeast } = one.column;
      const less = atLeast === undefined ? 0 : Math.max(0, Math.min(tooMuch, one.width - atLeast));
      tooMuch -= less;
      return { ...one, width: one.width - less };
    })
    .toReversed();
}

/** By how much columns are wider than the room for them. */
const over = (columns: readonly { width: number }[], room: number): number =>
  columns.reduce((sum, { width }) => sum + width + gap, -gap) - room;

/** At most so many characters of a text. */
export function cutTo(text: string, most: number, { ascii }: Pick<View, 'ascii'>): string {
  if (text.length <= most) return text;
  const mark = ascii ? '...' : '\u2026';
  return `${text.slice(0, Math.max(0, most - mark.length))}${mark}`;
}
