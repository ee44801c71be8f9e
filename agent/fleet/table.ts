import * as z from 'zod';
import type { Choice } from '../config/values.ts';
import { plural } from '../fact.ts';
import { type Layout, newLayout, showTable, type TableColumn } from '../print/table.ts';
import { paint } from '../print/text.ts';
import type { View } from '../renderer.ts';
import { compareVersions, readVersion } from '../shim/version.ts';
import { type Row, rowStatuses } from './row.ts';

/** The cause comes before what is less urgent; what goes first in a narrow window is also in the wide table. */
const columns: readonly (TableColumn<{ row: Row; now: Date; view: View }> & { wide?: true })[] = [
  { title: 'NODE', goes: 0, atLeast: 24, of: ({ row }) => row.node },
  { title: 'STATUS', goes: 0, of: ({ row }) => row.status, paint: (cell, { row, view }) => coloured(cell, row, view) },
  { title: 'CAUSE', goes: 0, atLeast: 24, of: ({ row }) => causeOf(row) },
  { title: 'PODS', goes: 1, of: ({ row }) => (row.brokenPods === null ? '-' : `${row.brokenPods}`) },
  { title: 'CONTAINERD', goes: 2, of: ({ row }) => row.containerd ?? '-' },
  { title: 'AGENT', goes: 4, of: ({ row }) => row.agent?.state ?? '-' },
  { title: 'AGE', goes: 3, of: ({ row, now }) => ageOf(row, now) },
  { title: 'MODE', goes: 5, of: ({ row }) => row.mode ?? '-' },
  { title: 'FAIL', goes: 6, of: ({ row }) => countOf(row, row.fail) },
  { title: 'WARN', goes: 7, of: ({ row }) => countOf(row, row.warn) },
  { title: 'UNKNOWN', goes: 8, of: ({ row }) => countOf(row, row.unknown) },
  { title: 'POD', goes: 0, wide: true, of: ({ row }) => row.agent?.pod ?? '-' },
  { title: 'IMAGE', goes: 0, wide: true, of: ({ row }) => row.agent?.image || '-' },
  { title: 'IP', goes: 0, wide: true, of: ({ row }) => row.address ?? '-' },
  { title: 'OS', goes: 0, wide: true, of: ({ row }) => row.windows ?? '-' },
  { title: 'KERNEL', goes: 0, wide: true, of: ({ row }) => row.kernel ?? '-' },
  { title: 'KUBELET', goes: 0, wide: true, of: ({ row }) => row.kubelet ?? '-' },
  { title: 'SHIM', goes: 0, wide: true, of: ({ row }) => row.shim ?? '-' },
  { title: 'ACCOUNT', goes: 0, wide: true, of: ({ row }) => row.account ?? '-' },
  { title: 'VIA', goes: 0, wide: true, of: ({ row }) => row.via },
];

/** The confirmed causes, or else the failed checks; then the note of the row. */
function causeOf({ causes, fail, note }: Row): string {
  const named = causes.length > 0 ? causes : fail;
  return [named.join(','), note].filter((part) => part !== '').join('; ') || '-';
}

const countOf = ({ heardAt }: Row, ids: readonly string[]) => (heardAt === null ? '-' : `${ids.length}`);

const ageOf = ({ heardAt }: Row, now: Date) => (heardAt === null ? '-' : showAge(now.getTime() - Date.parse(heardAt)));

/** As kubectl shows an age: 45s, 12m, 3h, 5d. */
export function showAge(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** A table as kubectl prints it; the wide one has every column in any window. */
export function showNodeRows(
  rows: readonly Row[],
  options: { wide: boolean; headers: boolean; now: Date; view: View },
  layout: Layout = newLayout(),
): string {
  const { wide, headers, now, view } = options;
  const { columns: _, ...unbound } = view;
  return showTable(
    columns.filter((column) => wide || column.wide !== true),
    rows.map((row) => ({ row, now, view })),
    { view: wide ? unbound : view, headings: headers },
    layout,
  );
}

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

/** The problems: the worst first, then the one on the most nodes. */
export function problemGroups(rows: readonly Row[]): Group[] {
  const healthy = rows.filter(({ status }) => status === 'Healthy' || status === 'Degraded');
  const problems = rows.flatMap((row) => {
    const problemsOf = (kind: Group['kind'], ids: readonly string[]) => ids.map((id) => ({ kind, id, row }));
    const isJudged = ['Healthy', 'Degraded', 'Unhealthy'].includes(row.status);
    return [
      ...problemsOf('fail', row.fail),
      ...problemsOf('cause', row.causes),
      ...problemsOf('status', isJudged ? [] : [row.status]),
    ];
  });
  return [...Map.groupBy(problems, ({ kind, id }) => `${kind} ${id}`).values()]
    .flatMap((all) => all.slice(0, 1).map(({ kind, id }) => ({ kind, id, rows: all.map(({ row }) => row) })))
    .toSorted((a, b) => worst(a.rows) - worst(b.rows) || b.rows.length - a.rows.length || (a.id < b.id ? -1 : 1))
    .map(({ kind, id, rows: own }) => ({ kind, id, nodes: own.length, traits: traitsOf(own, healthy) }));
}

const worst = (rows: readonly Row[]) => Math.min(...rows.map(rank));

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
export const { compare: compareTexts } = new Intl.Collator('en', { numeric: true });

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
/** Of one status, a node with a known cause is worse, then one with more pods that do not run. */
const bySeverity: Compare = (a, b) =>
  rank(a) - rank(b) ||
  Number(a.causes.length === 0) - Number(b.causes.length === 0) ||
  (b.brokenPods ?? 0) - (a.brokenPods ?? 0);

const orders: Readonly<Record<Choice<'sort-by'>, Compare>> = {
  status: bySeverity,
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
