import { plural } from '../../fact.ts';
import { headingAt, placed } from '../../fix/show.ts';
import { bringsChange, type Fix, type Step } from '../../fix.ts';
import { printable } from '../../print/printable.ts';
import { paint, wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import { causesLeft, certaintyOf, type Diagnosis } from '../../report.ts';
import { placeOf } from './diagnosis.ts';

/** The most lines of one failure, unless one step alone has more. */
const mostLines = 21;
/** Of the fix they leave at least these. */
const fewestOfFix = 6;
/** Places that are named. */
const mostPlaces = 3;
/** Alternatives that get a line each. */
const mostAlternatives = 4;

type Cause = Diagnosis['causes'][number];

/**
 * The first screen of a failure: the verdict, what to do about it, why and on what evidence, and the alternatives in a line
 * each. The whole is in `showDiagnosis`.
 * @param options.brief one of several failures: without reasons, and the alternatives by their ids alone
 */
export function showAnswer(
  diagnosis: Diagnosis,
  view: View,
  { why, brief }: { why: (cause: string) => string; brief: boolean },
): string {
  const forms: Form[] = [
    { why, decides: true, each: mostAlternatives },
    { why: null, decides: true, each: mostAlternatives },
    { why: null, decides: false, each: mostAlternatives },
    { why: null, decides: false, each: 0 },
  ];
  const answers = forms.slice(brief ? -1 : 0).map((form) => answer(diagnosis, view, form));
  return (answers.find((lines) => lines.length <= mostLines) ?? answers.at(-1) ?? []).join('\n');
}

/** What there is room for: reasons, what decides between the causes, and a line for each of so many alternatives. */
interface Form {
  why: ((cause: string) => string) | null;
  decides: boolean;
  each: number;
}

function answer(diagnosis: Diagnosis, view: View, { why, decides, each }: Form): string[] {
  const { signature, title, causes, note, next = [] } = diagnosis;
  const left = causesLeft(diagnosis);
  const [first, ...others] = left;
  const ruledOut = causes.filter(({ weight }) => weight === 'ruled-out').map(({ id }) => id);
  const say = (text: string, indent = 2) => wrap(text, { ...view, indent }).split('\n');
  const where = [`${title} (${signature})`, ...placesOf(diagnosis)].join('; ');
  if (first === undefined) {
    return [
      ...headline(`No known cause is left: ${title}`, signature, view),
      ...(note === undefined ? [] : say(note)),
      ...next.flatMap((step) => showStep(`${headingAt('Next', step)}:`, step, view)),
      ...(ruledOut.length === 0 ? [] : say(`Ruled out: ${ruledOut.join(', ')}`)),
    ];
  }
  const head = headline(`${certaintyOf(left)}: ${first.title}`, first.id, view);
  const reasons = [
    ...say(`What failed: ${where}`),
    ...(why === null ? [] : say(`Why: ${firstSentence(why(first.id))}`)),
    ...first.evidence
      .filter(({ label }) => label !== 'matched text')
      .map(({ label, value }) => `  ${printable(`${label}: ${value}`, view.ascii).split('\n')[0]}`),
  ];
  const isNew = (step: Step) => !first.fix.steps.some(({ run }) => run === step.run);
  const [decide] = next.filter(isNew);
  const rest = [
    ...(note === undefined ? [] : say(note)),
    ...(!decides || decide === undefined || others.length === 0
      ? []
      : showStep(`${headingAt('To decide', decide)}:`, decide, view)),
    ...others.slice(0, each).flatMap((cause) => headline(`Or: ${cause.title}`, cause.id, view)),
    ...(others.length > each
      ? say(
          `Or: ${others
            .slice(each)
            .map(({ id }) => id)
            .join(', ')}`,
          0,
        )
      : []),
    ...(ruledOut.length === 0 ? [] : say(`Ruled out: ${ruledOut.join(', ')}`, 0)),
  ];
  const room = Math.max(fewestOfFix, mostLines - head.length - reasons.length - rest.length);
  return [...head, ...fixWithin(first, room, view), ...reasons, ...rest];
}

/** A sentence, and the id behind it. */
export const headline = (text: string, id: string, view: View): string[] =>
  wrap(`${text} (${id})`, { ...view, indent: 0 })
    .split('\n')
    .map((line, index) => (index === 0 ? paint(line, 'bold', view) : `  ${line}`));

const firstSentence = (text: string) => /^.+?[.!?](?= [A-Z]|$)/s.exec(text)?.[0] ?? text;

/** The places where it was seen most often, and how many others there are. */
function placesOf({ seen }: Diagnosis): string[] {
  const places = seen.toSorted((one, other) => other.count - one.count);
  // The reader has the pasted text before them.
  const isBefore = ({ source, count, pod, container }: Diagnosis['seen'][number]) =>
    source === 'text' && count === 1 && pod === undefined && container === undefined;
  const named = places.slice(0, mostPlaces).flatMap((one) => (isBefore(one) ? [] : [placeOf(one)]));
  const others = places.slice(mostPlaces);
  if (others.length === 0) return named;
  const times = others.reduce((sum, { count }) => sum + count, 0);
  const what = others.every(({ pod }) => pod !== undefined) ? 'more pod' : 'more place';
  return [...named, `${plural(times, 'time')} in ${plural(others.length, what)}`];
}

export function showStep(heading: string, step: Step, view: View): string[] {
  const hanging = /^\d/.test(heading) ? 5 : 2;
  return [
    `  ${wrap(`${heading} ${step.say}`, { ...view, indent: hanging }).trimStart()}`,
    ...(step.run === undefined ? [] : [indented(step.run, view)]),
    ...(step.risk === undefined ? [] : [wrap(`Risk: ${step.risk}`, { ...view, indent: hanging })]),
  ].flatMap((lines) => lines.split('\n'));
}

const indented = (run: string, view: View): string =>
  run
    .split('\n')
    .map((line) => `        ${printable(line, view.ascii)}`)
    .join('\n');

/** The steps of a fix that fit; what brings a change of the manifest to its pod is one line. */
function fixWithin({ fix }: Cause, room: number, view: View): string[] {
  const own = fix.steps.filter((step) => !bringsChange(step));
  const brings = fix.steps.filter(bringsChange);
  const ending = [
    ...(brings.length === 0
      ? []
      : wrap(`Then apply the manifest: ${brings[0]?.run}`, { ...view, indent: 2 }).split('\n')),
    ...worked(fix, own, view),
  ];
  const { heading, steps } = placed('Fix', own);
  const shown: string[] = own.length > 1 ? [`  ${heading}:`] : [];
  let count = 0;
  for (const [place, step] of steps) {
    const lead = own.length === 1 ? `${headingAt('Fix', step)}:` : `${count + 1}.${place === '' ? '' : ` ${place}:`}`;
    const lines = showStep(lead, step, view);
    const isLast = count === own.length - 1;
    if (count > 0 && shown.length + lines.length + (isLast ? ending.length : 1) > room) break;
    shown.push(...lines);
    count++;
  }
  const left = own.length - count;
  return [...shown, ...(left === 0 ? ending : [`  ${left} more ${left === 1 ? 'step' : 'steps'}: add --all`])];
}

function worked({ verify }: Pick<Fix, 'verify'>, own: readonly Step[], view: View): string[] {
  if (verify === undefined) return [];
  const same = own.findIndex(({ run }) => run === verify.run);
  const say = (text: string) => wrap(text, { ...view, indent: 2 }).split('\n');
  return same === -1
    ? [...say(`${headingAt('It worked if', verify)}: ${verify.expect}`), ...indented(verify.run, view).split('\n')]
    : say(`It worked if step ${same + 1} then shows: ${verify.expect}`);
}
