import type { Choice } from '../config/values.ts';
import { compareVersions, readVersion } from '../shim/version.ts';
import { type Row, rowStatuses } from './row.ts';

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
