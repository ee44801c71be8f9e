import * as z from 'zod';
import { plural } from '../amounts/plural.ts';
import type { Row } from './row.ts';

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
