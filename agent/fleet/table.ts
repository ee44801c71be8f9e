import * as z from 'zod';
import { plural } from '../amounts/plural.ts';
import type { Choice } from '../config/values.ts';
import { printable } from '../print/printable.ts';
import { paint } from '../print/text.ts';
import type { View } from '../renderer.ts';
import { compareVersions, readVersion } from '../shim/version.ts';
import { type Row, rowStatuses } from './row.ts';

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

const ofAccount = "containerd's account";

/** Properties that nodes can differ in: a name, and the value on a node. */
const traits = [
  { name: 'containerd', of: ({ containerd }: Row) => containerd },
  { name: 'Windows', of: ({ kernel, windows }: Row) => kernel ?? windows },
  { name: 'mode', of: ({ mode }: Row) => mode },
  { name: 'shim', of: ({ shim }: Row) => shim },
  { name: ofAccount, of: ({ account }: Row) => account },
  { name: 'kubelet', of: ({ kubelet }: Row) => kubelet },
] as const;

/** Nodes with the same problem, and how they differ from the healthy ones. */
const groupSchema = z.object({
  kind: z.enum(['fail', 'status', 'cause']),
  /** The id of a check or of a cause, or a status. */
  id: z.string(),
  nodes: z.number(),
  /** Values that most of them have, and few healthy nodes. */
  traits: z.array(z.object({ name: z.string(), value: z.string(), among: z.number(), healthy: z.number() })),
});
export type Group = z.infer<typeof groupSchema>;

/** The problems, the one on the most nodes first. */
export function problemGroups(rows: readonly Row[]): Group[] {
  const healthy = rows.filter(({ status }) => status === 'Healthy' || status === 'Degraded');
  const groups = new Map<string, { kind: Group['kind']; id: string; rows: Row[] }>();
  const add = (kind: Group['kind'], id: string, row: Row) => {
    const key = `${kind} ${id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { kind, id, rows: [row] });
    else group.rows.push(row);
  };
  for (const row of rows) {
    for (const id of row.fail) add('fail', id, row);
    for (const id of row.causes) add('cause', id, row);
    if (!['Healthy', 'Degraded', 'Unhealthy'].includes(row.status)) add('status', row.status, row);
  }
  return [...groups.values()]
    .map(({ kind, id, rows: own }) => ({ kind, id, nodes: own.length, traits: traitsOf(own, healthy) }))
    .toSorted((a, b) => b.nodes - a.nodes || (a.id < b.id ? -1 : 1));
}

/** Values on at least 80 % of the nodes, and at most half as frequent on healthy nodes. */
function traitsOf(own: readonly Row[], healthy: readonly Row[]): Group['traits'] {
  if (healthy.length === 0) return [];
  return traits.flatMap(({ name, of }) => {
    const counts = Map.groupBy(own.map(of), (value) => value);
    const [value, same] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [null, []];
    if (value === null) return [];
    const elsewhere = healthy.filter((row) => of(row) === value).length;
    const [share, usual] = [same.length / own.length, elsewhere / healthy.length];
    return share >= 0.8 && usual <= share / 2 ? [{ name, value, among: same.length, healthy: elsewhere }] : [];
  });
}

/** One line: "fail containerd-account: 312 nodes; containerd 1.7.13 on all of them, and on 4 healthy". */
export function showGroup({ kind, id, nodes, traits }: Group): string {
  const what = kind === 'status' ? id : `${kind} ${id}`;
  const differ = traits.map(({ name, value, among, healthy }) => {
    const where = nodes === 1 ? '' : ` on ${among === nodes ? 'all' : among} of them,`;
    const elsewhere = healthy === 0 ? 'no healthy one' : `${healthy} healthy`;
    const trait =
      name === ofAccount ? `containerd runs as ${value === 'other' ? 'a user' : value}` : `${name} ${value}`;
    return `${trait}${where}${nodes === 1 ? ', on' : ' and on'} ${elsewhere}`;
  });
  return `${what}: ${plural(nodes, 'node')}${differ.map((one) => `; ${one}`).join('')}`;
}

/** Numbers in names count as numbers: win-2 comes before win-10, as kubectl has it. */
const { compare: compareTexts } = new Intl.Collator('en', { numeric: true });

type Compare = (a: Row, b: Row) => number;

/** Rows without the value come last. */
const by =
  <Value>(read: (row: Row) => Value | null, compare: (a: Value, b: Value) => number): Compare =>
  (a, b) => {
    const [one, other] = [read(a), read(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return compare(one, other);
  };

const rank = ({ status }: Row) => rowStatuses.indexOf(status);

const orders: Readonly<Record<Choice<'sort-by'>, Compare>> = {
  status: (a, b) => rank(a) - rank(b),
  name: () => 0,
  // As kubectl sorts by creationTimestamp: the oldest first.
  age: by(
    ({ heardAt }) => heardAt,
    (a, b) => Date.parse(a) - Date.parse(b),
  ),
  containerd: by(({ containerd }) => (containerd === null ? null : readVersion(containerd)), compareVersions),
  windows: by(({ kernel }) => kernel, compareTexts),
  kubelet: by(({ kubelet }) => kubelet, compareTexts),
};

/** Sorts by a column, then by name; the worst status comes first. */
export const sortRows = (rows: readonly Row[], key: Choice<'sort-by'> = 'status'): Row[] =>
  rows.toSorted((a, b) => orders[key](a, b) || compareTexts(a.node, b.node));
