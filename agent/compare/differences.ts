import { plural } from '../fact.ts';
import { isMadeUp, type ValueForm } from './forms.ts';
import { type Path, plainField, wordsOfPath } from './path.ts';
import { type Commons, commonOf } from './pool.ts';
import type { NodeDifference } from './schema.ts';
import type { Surprise } from './surprise.ts';
import { mostByChance } from './trouble.ts';
import type { NodeView } from './view.ts';

/** What is known of a difference without a look at the report. */
export type ToldDifference = Omit<NodeDifference, 'explains' | 'look'>;

/** A node and its peers. */
export interface Sides {
  view: NodeView;
  pool: Commons;
}

/** What is told of a node, the most telling first. Parts of one thing, and one value in several places, are one difference. */
export function differencesIn(surprises: readonly Surprise[], sides: Sides): ToldDifference[] {
  const telling = surprises.filter(({ chance }) => chance < mostByChance).toSorted((a, b) => a.chance - b.chance);
  const groups: Surprise[][] = [];
  const byPair = new Map<string | Path, Surprise[]>();
  const byParent = new Map<Path, Surprise[]>();
  for (const one of telling) {
    const values = [one.here?.exact ?? '', one.there?.exact ?? ''];
    // Short values, such as yes and 0, are the same in many places for many reasons.
    const pair = values.some((value) => value.length > 5) ? values.join(' / ') : one.path;
    const parent = one.path.isThing ? one.path : (one.path.around ?? one.path);
    const group = byPair.get(pair) ?? byParent.get(parent) ?? [];
    if (group.length === 0) groups.push(group);
    group.push(one);
    byPair.set(pair, group);
    byParent.set(parent, group);
  }
  return groups.flatMap(([first, ...also]) => {
    if (first === undefined) return [];
    const told = pairOf(first, sides);
    return [
      {
        ...told,
        sentence: `${sentenceOf(told, first)}${whenOf(first)}`,
        also: also.map((one) => pairOf(one, sides)),
        chance: Number(first.chance.toFixed(4)),
      },
    ];
  });
}

function pairOf({ path, here, there, sharing, of }: Surprise, { view, pool }: Sides) {
  const { isThing: inside } = path;
  return {
    what: wordsOfPlace(path),
    field: plainField(path),
    here: here === null ? null : inside ? contentOf(path, view.seen) : shown(here),
    there: there === null ? null : inside ? contentOf(path, commonIn(pool)) : shown(there),
    ...{ sharing, of },
  };
}

const longest = 240;
const clip = (text: string) => (text.length > longest ? `${text.slice(0, longest - 3)}...` : text);
const shown = ({ exact }: ValueForm) => clip(exact);

/** "startType" reads as "start type"; what Windows names stays as it is. */
export const wordsOfPlace = (path: Path) =>
  clip(wordsOfPath(path)).replace(/(?<![^ ])[a-z]+(?:[A-Z][a-z]+)+(?![^ ]|[^[]*\])/g, (word) =>
    word.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );

/** What a thing of a list has in it: what it says first; without what only it can have. */
function contentOf(path: Path, seen: ReadonlyMap<Path, readonly ValueForm[]>): string {
  const itself = seen.get(path) ?? [];
  const own = [...path.parts.values(), ...path.things.values()].flatMap((inner) => seen.get(inner) ?? []);
  const parts = [...itself, ...own].filter(
    ({ kind, named }) => kind === 'text' || (!['shape', 'id', 'time'].includes(kind) && !isMadeUp(named)),
  );
  const first = parts.toSorted((a, b) => Number(b.kind === 'text') - Number(a.kind === 'text'));
  return first.length === 0 ? 'there' : clip(first.map(({ exact }) => exact).join(', '));
}

/** The commonest forms of a pool, as of one node. */
const commonIn = ({ spots }: Commons): Map<Path, ValueForm[]> =>
  new Map([...spots].map(([path, spot]) => [path, [commonOf(spot).form ?? []].flat()]));

/** One sentence, with the values on both sides and how many peers share theirs. */
function sentenceOf(
  { what, here, there, sharing, of }: Omit<ToldDifference, 'sentence' | 'also' | 'chance'>,
  { path }: Surprise,
): string {
  const who = of === 1 ? 'the one peer' : sharing === of ? `all ${of} peers` : `${sharing} of ${of} peers`;
  const has = of === 1 || sharing === 1 ? 'has' : 'have';
  if (path.isThing && there === null) return `${what} is only here${here === 'there' ? '' : `: ${here}`}; ${none(of)}.`;
  if (path.isThing && here === null)
    return `${what} is missing here; ${who} ${has} ${there === 'there' ? 'it' : `it: ${there}`}.`;
  if (here === null) return `${what} is missing here; ${who} ${has} ${there}.`;
  if (there === null) return `${what} is ${here}; ${none(of)}.`;
  return `${what} is ${here}; ${who} ${has} ${there}.`;
}

const whenOf = ({ before }: Surprise): string =>
  before === undefined
    ? ''
    : before < 1
      ? ' That was when the trouble began.'
      : ` That was ${plural(Math.round(before), 'minute')} before the trouble began.`;

const none = (of: number) => (of === 1 ? 'the one peer has none' : `none of ${of} peers has it`);
