import { isMadeUp, isPlaced, type Kind, partsValue, type ValueForm } from './forms.ts';
import { type Path, thingAround } from './path.ts';
import {
  amountsIn,
  type Commons,
  type Counts,
  commonOf,
  countsOf,
  type FormLevel,
  isSame,
  levels,
  magnitude,
  type Spot,
} from './pool.ts';
import { type NodeView, passing } from './view.ts';

/** A path at which a node has what no peer has, or lacks what they have. */
export interface Surprise {
  path: Path;
  here: ValueForm | null;
  /** What most peers have; null: nothing. */
  there: ValueForm | null;
  /** How many peers have that, of how many that have something to compare. */
  sharing: number;
  of: number;
  /** How likely it is that a healthy node of this pool differs there. */
  chance: number;
  /** Minutes before the trouble of the node began, if it was just before. */
  before?: number;
}

/**
 * How likely a healthy node differs from its peers, by the kind of value, before any peer was seen: the peers weigh like so many
 * more looks.
 */
const usual: Readonly<Record<Kind, number>> = {
  ...{ time: 0.95, id: 0.95, address: 0.6, number: 0.45, used: 0.45, took: 0.45, spent: 0.95 },
  ...{ text: 0.2, path: 0.08, word: 0.05, version: 0.03, account: 0.02, 'yes-no': 0.03, shape: 0.05, error: 0.08 },
};
const looks = 2;

/** All places at which a node differs from what its peers have in common, each with how likely that is by nature. */
export function surprisesOf({ seen }: NodeView, pool: Commons): Surprise[] {
  const found: Surprise[] = [];
  for (const [path, forms] of seen) {
    const spot = pool.spots.get(path);
    if (spot === undefined) {
      // What is in a thing that no peer has is told of the thing.
      const holder = around(path, pool.spots);
      if (holder !== undefined && countsOf(holder, 'exact').has(partsValue.exact)) found.push(extra(path, seen, pool));
      continue;
    }
    if (forms.every((form) => spot.forms.has(form))) continue;
    const one = differing(path, forms, spot, pool);
    if (one !== null) found.push(one);
  }
  for (const [path, spot] of pool.spots) {
    if (seen.has(path)) continue;
    const parent = around(path, seen);
    // What a peer has in a part that this node has not is told of the part.
    if (parent !== undefined && isWhole(parent)) found.push(missing(path, spot, pool));
  }
  return found;
}

const around = <At>(path: Path, all: ReadonlyMap<Path, At>): At | undefined =>
  path.around === null ? undefined : all.get(path.around);

const isWhole = (forms: readonly ValueForm[]) => forms.some(({ kind, exact }) => kind === 'shape' && exact !== 'none');

function extra(path: Path, seen: NodeView['seen'], pool: Commons): Surprise {
  const [form] = seen.get(path) ?? [];
  const of = around(path, pool.spots)?.nodes ?? 0;
  const { alone = 0 } = around(path, pool.lists) ?? {};
  const prior = path.isThing ? comesAndGoes(path, seen, 0.2) : usual.shape;
  const chance = prior === anywhere ? 1 : Math.min(1, (alone * of + looks * prior) / (of + looks));
  return { path, here: form ?? null, there: null, sharing: of, of, chance };
}

/** Whether a thing has an id of its own: it was made by a program, and comes and goes. */
function isPassing(path: Path, all: ReadonlyMap<Path, readonly ValueForm[] | Spot>): boolean {
  const isNamedSo = isMadeUp(path.name) && !path.name.includes(' ');
  return isNamedSo || passing.some((key) => partIn(path, key, all) !== undefined);
}

/** What a scheduler places is expected on no node. */
const anywhere = 1;

/** How likely a healthy node has a thing that its peers have not, or the other way round. */
function comesAndGoes(path: Path, all: ReadonlyMap<Path, readonly ValueForm[] | Spot>, otherwise: number): number {
  if (thingAround(path) === '') return otherwise;
  const names = [path.name, ...['name', 'podName'].flatMap((key) => namesAt(partIn(path, key, all)))];
  if (names.some(isPlaced)) return anywhere;
  return isPassing(path, all) ? 0.4 : otherwise;
}

function partIn<At>(path: Path, key: string, all: ReadonlyMap<Path, At>): At | undefined {
  const part = path.parts.get(key);
  return part === undefined ? undefined : all.get(part);
}

const namesAt = (at: readonly ValueForm[] | Spot | undefined): string[] =>
  at === undefined ? [] : 'forms' in at ? [...countsOf(at, 'named').keys()] : at.map(({ named }) => named);

function missing(path: Path, spot: Spot, pool: Commons): Surprise {
  const of = around(path, pool.spots)?.nodes ?? spot.nodes;
  const { uneven = 0 } = around(path, pool.lists) ?? {};
  const prior = path.isThing ? Math.max(comesAndGoes(path, pool.spots, 0.17), uneven) : usual.shape;
  const chance = prior === anywhere ? 1 : (of - spot.nodes + looks * prior) / (of + looks);
  return { path, here: null, there: commonOf(spot).form, sharing: spot.nodes, of, chance };
}

/** In minutes. */
const oneRun = 10;

/** null: some peer has the same. */
function differing(path: Path, forms: readonly ValueForm[], spot: Spot, pool: Commons): Surprise | null {
  let least: { chance: number; here: ValueForm } | null = null;
  const tell = (chance: number, here: ValueForm) => {
    if (least === null || chance < least.chance) least = { chance, here };
  };
  for (const here of forms) {
    if (spot.forms.has(here) || countsOf(spot, 'exact').has(here.exact)) continue;
    for (const level of levels) {
      if (!countsOf(spot, level).has(here[level])) tell(chanceOfForm(path, here, level, { spot, pool }), here);
    }
  }
  const [amount, more] = amountsIn(forms);
  const [first] = forms;
  // Things of one name are not told apart, nor are their numbers.
  if (more !== undefined) return null;
  // Within minutes of another node's it was the same run of a set-up.
  if (first?.kind === 'time' && spot.amounts.some((ago) => Math.abs(ago - (amount ?? ago)) < oneRun)) return null;
  // When it was made is a thing's own that comes and goes.
  if (first?.kind === 'time' && path.around !== null && isPassing(path.around, pool.spots)) return null;
  if (least !== null && amount !== undefined && first !== undefined && spot.amounts.length > 0) {
    const far = chanceOfAmount(path, first, { spot, pool });
    // Of numbers only how far they are counts; a time that all peers share is a setting, too.
    if (first.kind === 'time') tell(far, first);
    else least = { chance: far, here: first };
  }
  // Assigned in a closure, which the compiler does not follow.
  const told = least as { chance: number; here: ValueForm } | null;
  if (told === null) return null;
  const { form: there, sharing } = commonOf(spot);
  return { path, here: told.here, there, sharing, of: spot.nodes, chance: told.chance };
}

interface Among {
  spot: Spot;
  pool: Commons;
}

/** Good and Turing: as often as the peers have forms that only one of them has, the next node has a new one. */
function chanceOfForm(path: Path, here: ValueForm, level: FormLevel, { spot, pool }: Among): number {
  const hasOwn = here.named !== here.exact && level === 'exact';
  const coarse = level === 'rough' ? 0.7 : 1;
  const isShared = spot.nodes > 1 && countsOf(spot, 'exact').size === 1;
  const onlyNumbers = here.kind === 'text' && level === 'named' && countsOf(spot, 'rough').has(here.rough);
  // Numbers in sentences that are not the same on all peers are no settings.
  if (onlyNumbers && countsOf(spot, 'named').size > 1) return 1;
  const kind = onlyNumbers
    ? 0.5
    : level !== 'exact'
      ? nameless(here.kind)
      : isShared && usual[here.kind] > 0.9
        ? 0.12
        : hasOwn
          ? usual.id
          : usual[here.kind];
  if (level === 'exact' && isShared && (hasOwn || usual[here.kind] > 0.5)) return likeSetting(spot);
  const prior = withHabit(path, kind * coarse, level, { spot, pool });
  const { nodes } = spot;
  return (alone(countsOf(spot, level), nodes) + looks * prior) / (nodes + looks);
}

/** What would differ by nature and is the same on all peers was set there. */
const likeSetting = ({ nodes }: Spot) => (looks * 0.12) / (nodes + looks);

/** How likely texts differ in more than names and numbers. */
const nameless = (kind: Kind) => (kind === 'text' ? 0.2 : 0.06);

function alone(counts: Counts, nodes: number): number {
  if (nodes < 2) return 0;
  let single = 0;
  for (const count of counts.values()) if (count === 1) single++;
  return single;
}

/** Values under the same key elsewhere tell how such values are, where there are few peers. */
function withHabit(path: Path, prior: number, level: FormLevel, { spot, pool }: Among): number {
  const habit = path.isThing ? undefined : pool.habits.get(path.name);
  if (habit === undefined || level !== 'exact') return prior;
  const isOwn = spot.nodes > 1 && !isSame(spot) ? 1 : 0;
  const others = habit.paths - (spot.nodes > 1 ? 1 : 0);
  if (others <= 0) return prior;
  const weight = Math.min(3, others);
  return Math.max(prior * 0.8, (prior + (weight * (habit.differing - isOwn)) / others) / (1 + weight));
}

/** How likely an amount is so far from those of the peers. */
function chanceOfAmount(path: Path, here: ValueForm, { spot, pool }: Among): number {
  const all = spot.amounts.map(magnitude);
  const nodes = all.length;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const own = magnitude(here.amount ?? 0);
  const beyond = Math.max(low - own, own - high, 0);
  if (low === high && nodes > 1 && here.kind === 'number') {
    // No count is so large and the same everywhere.
    if (Math.abs(spot.amounts[0] ?? 0) >= 1000) {
      return (looks * withHabit(path, 0.12, 'exact', { spot, pool })) / (nodes + looks);
    }
    const none = here.amount !== 0 ? 1 : nodes > 2 ? 0.5 : 0.9;
    const near = usual.number * Math.exp(-0.35 * beyond) + 0.02;
    return (none * looks * withHabit(path, near, 'exact', { spot, pool })) / (nodes + looks);
  }
  // Few peers tell little of how far amounts are apart, and least of times.
  const [one, two, some, enough] = here.kind === 'time' || here.kind === 'spent' ? [20, 14, 12, 5] : [6, 3.2, 3.2, 2.6];
  const least = nodes >= 5 ? enough : nodes >= 3 ? some : nodes === 2 ? two : one;
  const range = Math.max(high - low, least);
  return Math.exp(-2 * Math.max(0, beyond / range - 0.2));
}
