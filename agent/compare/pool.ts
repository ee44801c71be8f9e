import type { ValueForm } from './forms.ts';
import { isThing, lastOf, type NodeView, pathAround } from './view.ts';

/** At how many nodes a form was seen. */
export type Counts = Map<string, number>;

export const levels = ['exact', 'named', 'rough'] as const;
export type FormLevel = (typeof levels)[number];

/** What a pool has at one path. */
export interface Spot {
  /** At how many nodes there is anything. */
  nodes: number;
  /** By the level of forms. */
  forms: Readonly<Record<FormLevel, Counts>>;
  /** Of each node with an amount. */
  amounts: number[];
  /** What most nodes have, and how many; null: not yet counted. */
  common: ValueForm | null;
  sharing: number;
}

export interface Commons {
  spots: ReadonlyMap<string, Spot>;
  /** Of lists by path: the parts of its things that one node alone has, by how many a node has of them on average. */
  lists: ReadonlyMap<string, ListHabits>;
  /** Of the last keys of paths: how often what is there differs between nodes. */
  habits: ReadonlyMap<string, Habit>;
}

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
export function poolOf(views: Iterable<NodeView>): Commons {
  const spots = new Map<string, Spot>();
  for (const view of views) addTo(spots, view);
  return { spots, lists: listsOf(spots), habits: habitsOf(spots) };
}

const newSpot = (): Spot => ({
  nodes: 0,
  forms: { exact: new Map(), named: new Map(), rough: new Map() },
  amounts: [],
  common: null,
  sharing: 0,
});

function addTo(spots: Map<string, Spot>, { seen }: NodeView): void {
  for (const [path, forms] of seen) {
    const spot = spots.get(path) ?? newSpot();
    spots.set(path, spot);
    spot.nodes++;
    for (const level of levels) {
      for (const form of new Set(forms.map((one) => one[level]))) {
        spot.forms[level].set(form, (spot.forms[level].get(form) ?? 0) + 1);
      }
    }
    for (const form of forms) {
      const count = spot.forms.exact.get(form.exact) ?? 0;
      if (count > spot.sharing) Object.assign(spot, { common: form, sharing: count });
    }
    const [amount] = amountsIn(forms);
    if (amount !== undefined) spot.amounts.push(amount);
  }
}

export const amountsIn = (forms: readonly ValueForm[]): number[] =>
  forms.flatMap(({ amount }) => (amount === null ? [] : [amount]));

function listsOf(spots: ReadonlyMap<string, Spot>): Map<string, ListHabits> {
  const things = [...spots].filter(([path]) => isThing(path));
  const lists = Map.groupBy(things, ([path]) => pathAround(path));
  return new Map(
    [...lists].map(([list, own]) => {
      const holders = spots.get(list)?.nodes ?? 1;
      const alone = own.filter(([, { nodes }]) => nodes === 1).length / holders;
      const uneven = own.filter(([, { nodes }]) => nodes < holders).length / own.length;
      return [list, holders === 1 ? { alone: 0, uneven: 0 } : { alone, uneven }];
    }),
  );
}

function habitsOf(spots: ReadonlyMap<string, Spot>): Map<string, Habit> {
  const byKey = Map.groupBy(
    [...spots].filter(([path, { nodes }]) => nodes > 1 && !isThing(path)),
    ([path]) => lastOf(path),
  );
  return new Map(
    [...byKey].map(([key, own]) => {
      const differing = own.filter(([, { forms, nodes }]) => ![...forms.exact.values()].includes(nodes)).length;
      return [key, { paths: own.length, differing }];
    }),
  );
}

/** Amounts by their order of magnitude, so that twice as much is as far as half. */
export const magnitude = (amount: number): number => Math.sign(amount) * Math.log1p(Math.abs(amount));
