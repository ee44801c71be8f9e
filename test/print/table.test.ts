import { expect, test } from 'vitest';
import { newLayout, showTable, type TableColumn } from '../../agent/print/table.ts';
import { plainView } from '../../agent/renderer.ts';

interface Row {
  name: string;
  why: string;
  age: string;
}
const columns: readonly TableColumn<Row>[] = [
  { title: 'NAME', goes: 0, of: ({ name }) => name },
  { title: 'WHY', goes: 0, atLeast: 8, of: ({ why }) => why },
  { title: 'AGE', goes: 1, of: ({ age }) => age },
];
const rows: readonly Row[] = [
  { name: 'a', why: 'short', age: '1m' },
  { name: 'bb', why: 'something that is long', age: '20d' },
];
const inWindow = (width: number, ascii = false) => ({ ...plainView, ascii, columns: width });

test('without a window everything is in it', () => {
  expect(showTable(columns, rows, { view: plainView, headings: true })).toBe(
    [
      'NAME   WHY                      AGE',
      'a      short                    1m',
      'bb     something that is long   20d',
      '',
    ].join('\n'),
  );
});

test.each([
  [
    34,
    ['NAME   WHY                     AGE', 'a      short                   1m', 'bb     something that is lo…   20d'],
  ],
  [15, ['NAME   WHY', 'a      short', 'bb     somethi…']],
])('in a window of %i columns cells are cut, then columns go', (width, lines) => {
  expect(showTable(columns, rows, { view: inWindow(width), headings: true })).toBe(`${lines.join('\n')}\n`);
});

test('the last columns are cut first, each down to its least', () => {
  const both = columns.map((column) => (column.title === 'NAME' ? { ...column, atLeast: 4 } : column));
  const row = { name: 'a long name', why: 'a long reason', age: '1m' };
  const inColumns = (width: number) => showTable(both, [row], { view: inWindow(width), headings: false });
  expect(inColumns(30)).toBe('a long name   a long rea…   1m\n');
  expect(inColumns(26)).toBe('a long na…   a long …   1m\n');
});

test('a row is one line, whatever its cells hold', () => {
  const row = { name: 'a\nb', why: '\u001b[31mred\nand more', age: '1m' };
  const shown = showTable(columns, [row], { view: plainView, headings: false });
  expect(shown).toMatch(/^a b {3}[^\n]*red and more {3}1m\n$/);
  expect(shown).not.toContain('\u001b');
});

test('a console without UTF-8 gets three dots', () => {
  expect(showTable(columns, rows.slice(1), { view: inWindow(15, true), headings: false })).toBe('bb   somethi...\n');
});

test('rows that come later keep the columns and the widths of the first ones', () => {
  const layout = newLayout();
  showTable(columns, rows, { view: plainView, headings: true }, layout);
  expect(showTable(columns, [{ name: 'c', why: 'x', age: '2m' }], { view: plainView, headings: false }, layout)).toBe(
    'c      x                        2m\n',
  );
});

test('in any window rows fit, what goes first is gone first, and nothing that fits is gone', () => {
  const goes = new Map([
    ['A', 0],
    ['B', 2],
    ['C', 1],
    ['D', 3],
  ]);
  const many = [...goes].map(
    ([title, at]): TableColumn<string> => ({
      ...{ title, goes: at, of: (row) => `${title.toLowerCase()}${row}`.repeat(at + 2) },
      ...(title === 'B' ? { atLeast: 4 } : {}),
    }),
  );
  const cells = ['x', 'yy'];
  const least = ({ of, atLeast = Number.POSITIVE_INFINITY }: TableColumn<string>) =>
    Math.min(atLeast, Math.max(...cells.map((row) => of(row).length)));
  const leastOf = (some: readonly TableColumn<string>[]) => some.reduce((sum, one) => sum + least(one) + 3, -3);
  for (let width = 6; width <= 60; width++) {
    for (const indent of [0, 4]) {
      const lines = showTable(many, cells, { view: inWindow(width), headings: true, indent })
        .trimEnd()
        .split('\n');
      const shown = many.filter(({ title }) => lines[0]?.includes(title));
      const gone = many.filter((one) => !shown.includes(one)).toSorted((a, b) => a.goes - b.goes);
      for (const line of lines) expect(line).toMatch(new RegExp(`^ {${indent}}\\S`));
      if (shown.length > 1) for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      const last = Math.max(...shown.map((one) => one.goes));
      expect(gone.every((one) => one.goes > last)).toBe(true);
      const [next] = gone;
      if (next !== undefined) expect(leastOf([...shown, next]) + indent).toBeGreaterThan(width);
    }
  }
});
