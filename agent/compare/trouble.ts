import type { ValueForm } from './forms.ts';
import type { Path } from './path.ts';
import { type Commons, commonOf, magnitude } from './pool.ts';
import type { Surprise } from './surprise.ts';
import type { NodeView } from './view.ts';

/** A difference that is more likely than this between healthy nodes is not told. */
export const mostByChance = 0.11;

/** When the trouble of a node began, and what says so. */
interface Trouble {
  /** Minutes before the snapshot. */
  ago: number;
  by: Path;
}

/** What comes so long before it may have brought it, in minutes. */
const justBefore = 60;
/** Clocks of logs are written in whole seconds, and what happened together is not written in order. */
const slack = 0.5;

/** By the first of what only this node has that says something and has a time: an event, a line of a log. null: there is none. */
export function troubleOf(surprises: readonly Surprise[], { seen }: NodeView): Trouble | null {
  let first: Trouble | null = null;
  for (const { path, here, there, chance } of surprises) {
    if (!path.isThing || here === null || there !== null || chance >= mostByChance) continue;
    const parts = [...path.parts.values()].flatMap((part) => seen.get(part) ?? []);
    if (!parts.some(({ kind }) => kind === 'text')) continue;
    for (const ago of agesIn(parts)) if (ago > (first?.ago ?? -slack)) first = { ago, by: path };
  }
  return first;
}

const agesIn = (forms: readonly ValueForm[]): number[] =>
  forms.flatMap(({ kind, amount }) => (kind === 'time' && amount !== null ? [amount] : []));

/**
 * What happened just before the trouble began weighs more. A time that no peer has anything like is told then, although times
 * differ by nature: a service that started, an update, a file that was written.
 */
export function weighTimes(surprises: readonly Surprise[], trouble: Trouble, sides: { view: NodeView; pool: Commons }) {
  const { seen } = sides.view;
  const weighed = surprises.map((one): Surprise => {
    const thing = one.path.isThing ? one.path : one.path.around;
    const near = [one.path, ...(thing === null || thing === trouble.by ? [] : thing.parts.values())];
    const [before] = near.flatMap((path) => beforeTrouble(seen.get(path) ?? [], trouble));
    return before === undefined || one.path === trouble.by ? one : { ...one, chance: one.chance / 2, before };
  });
  const told = new Set(weighed.flatMap(({ path, chance }) => (chance < mostByChance ? [path] : [])));
  for (const [path, forms] of seen) {
    const [before] = told.has(path) || path.around === trouble.by ? [] : beforeTrouble(forms, trouble);
    const [here] = forms;
    const spot = sides.pool.spots.get(path);
    if (before === undefined || here === undefined || spot === undefined || spot.amounts.length < 2) continue;
    const own = magnitude(trouble.ago + before);
    const isLike = (ago: number) => ago < trouble.ago + justBefore || Math.abs(magnitude(ago) - own) < Math.log(4);
    if (spot.amounts.some(isLike)) continue;
    const { form, sharing } = commonOf(spot);
    // Behind all that differs in itself.
    weighed.push({ path, here, there: form, sharing, of: spot.nodes, chance: mostByChance - 0.01, before });
  }
  return weighed;
}

/** How many minutes before the trouble it was, if it was just before it. */
const beforeTrouble = (forms: readonly ValueForm[], { ago }: Trouble): number[] =>
  agesIn(forms).flatMap((age) => (age > ago - slack && age < ago + justBefore ? [Math.max(0, age - ago)] : []));
