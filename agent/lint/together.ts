import type { Step } from '../fix.ts';
import { explained } from '../fix.ts';
import { fieldName, sayChange, setTexts, shownWith } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import type { Pod } from '../manifest/pod.ts';
import { begun } from '../node/upgrade.ts';
import { severities } from '../rule.ts';
import type { Found, Problem } from './result.ts';

type Changing = Found & { pod: Pod; change: NonNullable<Found['change']> };

/**
 * The problems of one file, with fixes that add up, in any order: a list or a text is shown with all its changes, or its change
 * is told in words where another fix replaces it.
 */
export function together(found: readonly Found[]): Problem[] {
  const changing = found.filter(isChanging).toSorted((a, b) => rankOf(a) - rankOf(b));
  const groups = Map.groupBy(changing, keyOf);
  const replaced = new Set(
    found.flatMap(({ pod, replaces = [] }) => (pod === null ? [] : replaces.map((path) => keyIn(pod, path)))),
  );
  /** The fields around this one that other fixes replace, the innermost first. */
  const replacedAround = (pod: Pod, path: Path) =>
    path
      .map((_, index) => path.slice(0, index))
      .filter((around) => replaced.has(keyIn(pod, around)))
      .toReversed();
  const fixOf = (one: Found): Found['fix'] => {
    const { pod, change, replaces = [], fix } = one;
    const [own] = change === undefined ? replaces : [change.path];
    if (pod === null || own === undefined || fix === null) return fix;
    const [around] = replacedAround(pod, own);
    const isListReplaced = around !== undefined && around.length === own.length - 1;
    if (isChanging(one) && isListReplaced) return { steps: [sayChange(pod, one.change)] };
    const others = isChanging(one) ? (groups.get(keyOf(one)) ?? []).filter((other) => other !== one) : [];
    const steps = isChanging(one) && others.length > 0 ? [withOthers(one, others)] : fix.steps;
    return { steps: around === undefined ? steps : ifKept(pod, around, steps) };
  };
  return found.map((one) => {
    const { pod, change, replaces, ...problem } = one;
    const fix = fixOf(one);
    return { ...problem, fix: fix === null ? null : explained(fix) };
  });
}

/** The error first: a rule that only advises leaves what it has put right. */
const rankOf = ({ severity }: Found): number => severities.indexOf(severity);

const isChanging = (one: Found): one is Changing => one.pod !== null && one.change !== undefined;

const keyOf = ({ pod, change }: Changing): string => keyIn(pod, shownWith(pod, change.path));
/** Two objects of one file may have the same name, but not the same place. */
const keyIn = (pod: Pod, path: Path): string => JSON.stringify([pod.at([]), ...path]);

const ifKept = (pod: Pod, path: Path, [first, ...rest]: Step[]): Step[] =>
  first === undefined ? [] : [begun(`If you keep ${fieldName(pod, path)},`, first), ...rest];

function withOthers(one: Changing, others: readonly Changing[]) {
  const rules = [...new Set(others.map(({ rule }) => rule))];
  const also = `; this also has the ${rules.includes(one.rule) ? 'other ' : ''}changes for ${rules.join(' and ')}.`;
  const inOrder = [one, ...others].toSorted((a, b) => rankOf(a) - rankOf(b));
  const [first = one.change, ...rest] = inOrder.map(({ change }) => change);
  return setTexts(one.pod, [first, ...rest], one.change.say.replace(/\.$/, also));
}
