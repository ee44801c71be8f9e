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
  const cellOf = ({ of }: TableColumn<Row>, row: Row) => printable(of(row), view.ascii).replaceAll('\n', ' ');
  const cells = new Map(columns.map((column) => [column, rows.map((row) => cellOf(column, row))]));
  for (const [{ title }, all] of cells) {
    const wanted = [headings ? title : '', ...all].map(({ length }) => length);
    layout.widths.set(title, Math.max(layout.widths.get(title) ?? 0, ...wanted));
  }
  const room = (view.columns ?? Number.POSITIVE_INFINITY) - indent;
  layout.titles ??= chosenTitles(columns, layout, room);
  const shown = columns.filter(({ title }) => layout.titles?.has(title));
  const fitted = fittedWidths(shown, layout, room);
  const widthOf = (column: TableColumn<Row>) => fitted.get(column) ?? 0;
  const line = (cell: (column: TableColumn<Row>) => string, row: Row | null) =>
    shown
      .map((column, at) => {
        const text = cut(cell(column), widthOf(column), view);
        const padded = at === shown.length - 1 ? text : text.padEnd(widthOf(column) + gap);
        return row === null ? padded : (column.paint?.(padded, row) ?? padded);
      })
      .join('')
      .trimEnd();
  const lines = [
    ...(headings ? [line(({ title }) => title, null)] : []),
    ...rows.map((row, at) => line((column) => cells.get(column)?.[at] ?? '', row)),
  ];
  return lines.map((one) => `${' '.repeat(indent)}${one}\n`).join('');
}

function chosenTitles<Row>(columns: readonly TableColumn<Row>[], { widths }: Layout, room: number): Set<string> {
  const least = ({ title, atLeast }: TableColumn<Row>) => Math.min(widths.get(title) ?? 0, atLeast ?? Infinity);
  const left = columns.toSorted((a, b) => a.goes - b.goes);
  while (left.length > 1 && (left.at(-1)?.goes ?? 0) > 0 && sumOf(left, least) > room) left.pop();
  return new Set(left.map(({ title }) => title));
}

/** The last columns are cut first. */
function fittedWidths<Row>(
  shown: readonly TableColumn<Row>[],
  { widths }: Layout,
  room: number,
): Map<TableColumn<Row>, number> {
  const fitted = new Map(shown.map((column) => [column, widths.get(column.title) ?? 0]));
  let over = sumOf(shown, (column) => fitted.get(column) ?? 0) - room;
  for (const column of shown.toReversed()) {
    const width = fitted.get(column) ?? 0;
    if (column.atLeast === undefined || over <= 0) continue;
    const less = Math.min(over, Math.max(0, width - column.atLeast));
    fitted.set(column, width - less);
    over -= less;
  }
  return fitted;
}

const sumOf = <Row>(columns: readonly TableColumn<Row>[], width: (column: TableColumn<Row>) => number): number =>
  columns.reduce((sum, column) => sum + width(column) + gap, -gap);

function cut(text: string, most: number, { ascii }: View): string {
  if (text.length <= most) return text;
  const mark = ascii ? '...' : '\u2026';
  return `${text.slice(0, Math.max(0, most - mark.length))}${mark}`;
}
