import type { ValueForm } from './forms.ts';
import type { Path } from './path.ts';
import type { NodeView } from './view.ts';

/** At how many nodes a form was seen. */
export type Counts = ReadonlyMap<string, number>;

export type FormLevel = 'exact' | 'named' | 'rough';
export const levels: readonly FormLevel[] = ['exact', 'named', 'rough'];

/** What a pool has at one path. */
export interface Spot {
  /** At how many nodes there is anything. */
  nodes: number;
  /** At how many nodes each form was seen; two of them may be the same values. */
  forms: Map<ValueForm, number>;
  /** Of each node with an amount. */
  amounts: number[];
  /** By level, where it was asked. */
  counts: Partial<Record<FormLevel, Counts>>;
}

/** A node with several of one level counts for each, where only one spot in a thousand has them. */
export function countsOf(spot: Spot, level: FormLevel): Counts {
  const known = spot.counts[level];
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const [form, nodes] of spot.forms) counts.set(form[level], (counts.get(form[level]) ?? 0) + nodes);
  spot.counts[level] = counts;
  return counts;
}

/** What most nodes have, and how many; the first where several are as common. */
export function commonOf(spot: Spot): { form: ValueForm | null; sharing: number } {
  const counts = countsOf(spot, 'exact');
  let common: ValueForm | null = null;
  let sharing = 0;
  for (const form of spot.forms.keys()) {
    const count = counts.get(form.exact) ?? 0;
    if (count > sharing) [common, sharing] = [form, count];
  }
  return { form: common, sharing };
}

export const isSame = (spot: Spot): boolean =>
  spot.forms.size === 1 || [...countsOf(spot, 'exact').values()].includes(spot.nodes);

export type Commons = ReturnType<typeof poolOf>;

/** How much nodes differ in the things that a list has; things made by a program come and go. */
interface ListHabits {
  /** How many things a node has on average that no other has. */
  alone: number;
  /** The part of all things that some nodes lack. */
  uneven: number;
}

interface Habit {
  paths: number;
  /** At how many of them nodes do not all have the same. */
  differing: number;
}

/** What nodes have in common, and how far they differ by nature. No view is kept. */
export function poolOf(views: Iterable<NodeView>) {
  const spots = new Map<Path, Spot>();
  for (const view of views) addTo(spots, view);
  return { spots, lists: listsOf(spots), habits: habitsOf(spots) };
}

function addTo(spots: Map<Path, Spot>, { seen }: NodeView): void {
  for (const [path, forms] of seen) {
    const spot: Spot = spots.get(path) ?? { nodes: 0, forms: new Map(), amounts: [], counts: {} };
    spots.set(path, spot);
    spot.nodes++;
    for (const form of forms) spot.forms.set(form, (spot.forms.get(form) ?? 0) + 1);
    const amount = forms.find((form) => form.amount !== null)?.amount ?? null;
    if (amount !== null) spot.amounts.push(amount);
  }
}

export const amountsIn = (forms: readonly ValueForm[]): number[] =>
  forms.flatMap(({ amount }) => (amount === null ? [] : [amount]));

/** Of lists by path: the parts of its things that one node alone has, by how many a node has of them on average. */
function listsOf(spots: ReadonlyMap<Path, Spot>): Map<Path, ListHabits> {
  const lists = new Map<Path, { holders: number; things: number; alone: number; uneven: number }>();
  for (const [{ isThing, around }, { nodes }] of spots) {
    if (!isThing || around === null) continue;
    const list = lists.get(around) ?? { holders: spots.get(around)?.nodes ?? 1, things: 0, alone: 0, uneven: 0 };
    lists.set(around, list);
    list.things++;
    if (nodes === 1) list.alone++;
    if (nodes < list.holders) list.uneven++;
  }
  return new Map(
    [...lists].map(([list, { holders, things, alone, uneven }]) => [
      list,
      holders === 1 ? { alone: 0, uneven: 0 } : { alone: alone / holders, uneven: uneven / things },
    ]),
  );
}

/** Of the last keys of paths: how often what is there differs between nodes. */
function habitsOf(spots: ReadonlyMap<Path, Spot>): Map<string, Habit> {
  const habits = new Map<string, Habit>();
  for (const [{ isThing, name }, spot] of spots) {
    if (isThing || spot.nodes < 2) continue;
    const habit = habits.get(name) ?? { paths: 0, differing: 0 };
    habits.set(name, habit);
    habit.paths++;
    if (!isSame(spot)) habit.differing++;
  }
  return habits;
}

/** Amounts by their order of magnitude, so that twice as much is as far as half. */
export const magnitude = (amount: number): number => Math.sign(amount) * Math.log1p(Math.abs(amount));
