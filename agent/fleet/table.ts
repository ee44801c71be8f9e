import { printable } from '../print/printable.ts';
import { paint } from '../print/text.ts';
import type { View } from '../renderer.ts';
import type { Row } from './row.ts';

interface Column {
  title: string;
  of(row: Row, now: Date): string;
}

const usual: readonly Column[] = [
  { title: 'NODE', of: ({ node }) => node },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'FAIL', of: ({ fail, heardAt }) => (heardAt === null ? '-' : `${fail.length}`) },
  { title: 'WARN', of: ({ warn, heardAt }) => (heardAt === null ? '-' : `${warn.length}`) },
  { title: 'UNKNOWN', of: ({ unknown, heardAt }) => (heardAt === null ? '-' : `${unknown.length}`) },
  { title: 'CONTAINERD', of: ({ containerd }) => containerd ?? '-' },
  { title: 'MODE', of: ({ mode }) => mode ?? '-' },
  { title: 'AGENT', of: ({ agent }) => agent?.state ?? '-' },
  { title: 'AGE', of: ({ heardAt }, now) => (heardAt === null ? '-' : showAge(now.getTime() - Date.parse(heardAt))) },
];
const more: readonly Column[] = [
  { title: 'POD', of: ({ agent }) => agent?.pod ?? '-' },
  { title: 'IMAGE', of: ({ agent }) => agent?.image || '-' },
  { title: 'IP', of: ({ address }) => address ?? '-' },
  { title: 'OS', of: ({ windows }) => windows ?? '-' },
  { title: 'KERNEL', of: ({ kernel }) => kernel ?? '-' },
  { title: 'KUBELET', of: ({ kubelet }) => kubelet ?? '-' },
  { title: 'SHIM', of: ({ shim }) => shim ?? '-' },
  { title: 'ACCOUNT', of: ({ account }) => account ?? '-' },
  { title: 'VIA', of: ({ via }) => via },
];
const last: Column = { title: 'CAUSE', of: (row) => causeOf(row) };

/** The confirmed causes, or else the failed checks; then the note of the row. */
function causeOf({ causes, fail, note }: Row): string {
  const named = causes.length > 0 ? causes : fail;
  return [named.join(','), note].filter((part) => part !== '').join('; ') || '-';
}

/** As kubectl shows an age: 45s, 12m, 3h, 5d. */
export function showAge(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

interface TableOptions {
  wide: boolean;
  headers: boolean;
  now: Date;
  view: View;
}

/** A table as kubectl prints it. `widths` keeps the column widths of earlier output, so that a watch stays aligned. */
export function showNodeRows(rows: readonly Row[], options: TableOptions, widths: number[] = []): string {
  const { wide, headers, now, view } = options;
  const columns = [...usual, ...(wide ? more : []), last];
  const cells = rows.map((row) => columns.map(({ of }) => oneLine(of(row, now), view)));
  const lines = headers ? [columns.map(({ title }) => title), ...cells] : cells;
  for (const line of lines) {
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return lines
    .map((line, at) => {
      const row = rows[headers ? at - 1 : at];
      const padded = line.map((cell, index) => {
        const wanted = index === line.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 3);
        return index === 1 && row !== undefined ? coloured(wanted, row, view) : wanted;
      });
      return `${padded.join('')}\n`;
    })
    .join('');
}

const oneLine = (text: string, { ascii }: View) => printable(text, ascii).replaceAll('\n', ' ');

function coloured(text: string, { status }: Row, view: View): string {
  if (status === 'Healthy') return paint(text, 'green', view);
  return paint(text, status === 'Unhealthy' ? 'red' : 'yellow', view);
}
