import { plural } from '../fact.ts';
import { showVerify } from '../fix/show.ts';
import { printable } from '../print/printable.ts';
import { newLayout, showTable, type TableColumn } from '../print/table.ts';
import { paint, wrap, wrapFix, wrapLines } from '../print/text.ts';
import type { View } from '../renderer.ts';
import type { Condition, ContainerView, Judged, Point, Prediction } from '../stage/prediction.ts';
import { answerOf, containerRows, type NodeColumn, type NodeColumns, podOf, rowsIn } from './table.ts';

/** One pod on one node: each stage with the expected error if it fails, and then what its containers will see. */
export function showPrediction(prediction: Prediction, view: View): string {
  const { stages, containers } = prediction;
  const points = stages.flatMap((stage) => stage.points);
  const verify = points.find(({ fix }) => fix !== null)?.fix?.verify;
  return [
    wrap(`${podOf(prediction)} on ${prediction.node}, as seen at ${prediction.at}: ${answerOf(prediction)}`, {
      ...view,
      indent: 0,
    }),
    '',
    ...stages.map((stage) => showStage(stage, view)),
    ...(verify === undefined ? [] : ['', wrapLines(showVerify(verify), { ...view, indent: 0 })]),
    ...showConditions(
      points.flatMap(({ provided }) => provided),
      view,
    ),
    ...containers.flatMap((container) => ['', showContainer(container, view)]),
  ].join('\n');
}

/** The conditions outside the manifest and the node, grouped by whether they hold. */
function showConditions(all: readonly Condition[], view: View): string[] {
  const known = (holds: boolean) => all.filter((one) => one.holds === holds).map(({ text }) => text);
  const open = all.filter(({ holds }) => holds === null);
  const groups: [heading: string, lines: string[]][] = [
    ['The cluster does not have what this needs:', known(false)],
    ['The cluster has what this needs:', known(true)],
    [
      'The cluster could not be asked about this:',
      open.flatMap(({ text, told }) => (told === null ? [] : `${text}: ${told}`)),
    ],
    ['This assumes that:', open.flatMap(({ text, told }) => (told === null ? text : []))],
  ];
  return groups.flatMap(([heading, lines]) =>
    lines.length === 0
      ? []
      : ['', heading, ...[...new Set(lines)].map((line) => `  - ${wrap(line, { ...view, indent: 4 }).trimStart()}`)],
  );
}

const marks = {
  passes: ['PASS', 'green'],
  warns: ['WARN', 'yellow'],
  fails: ['FAIL', 'red'],
  'cannot-tell': ['UNKNOWN', 'magenta'],
} as const;

function showStage({ id, title, verdict, reached, points }: Judged, view: View): string {
  const warned = verdict === 'passes' && points.some((point) => point.verdict === 'warns');
  const [word, colour] = marks[warned ? 'warns' : verdict];
  const mark = paint(word.padEnd(7), ['bold', colour], view);
  const head = wrap(`${id}: ${title}${reached ? '' : ' (not reached)'}`, { ...view, indent: 8 });
  const shown = points.filter((point) => view.verbose || point.verdict !== 'passes' || !hasWorse(points));
  return [
    `${mark} ${head.trimStart()}`,
    ...alike(shown).map(([point, names]) => showPoint(point, names, view, word)),
  ].join('\n');
}

const hasWorse = (points: readonly Point[]) => points.some(({ verdict }) => verdict !== 'passes');

/** Groups containers with the same result. */
function alike(points: readonly Point[]): [Point, string[]][] {
  const groups = Map.groupBy(points, ({ container: _, expect, ...rest }) => JSON.stringify([rest, expect === null]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [[first, group.flatMap(({ container }) => container ?? [])] as [Point, string[]]];
  });
}

const certainties = { sourced: '', derived: ' (derived from the sources)', unverified: ' (not verified)' } as const;
const places = {
  'api-server': 'The API server says',
  event: 'Event',
  'container-log': 'Container log',
} as const;

/** @param stage the mark of its stage, which a point with another verdict does not share */
function showPoint(point: Point, names: readonly string[], view: View, stage: string): string {
  const inner = { ...view, indent: 10 };
  const [mark] = marks[point.verdict];
  const who = `${mark === stage ? '' : `${mark}  `}${names.length === 0 ? '' : `${names.join(', ')}: `}`;
  const lines = [wrap(`${who}${point.summary}${certainties[point.certainty]}`, { ...view, indent: 8 })];
  if (point.verdict !== 'passes' || view.verbose) {
    lines.push(...point.evidence.map(({ label, value }) => `          ${printable(`${label}: ${value}`, view.ascii)}`));
  }
  if (point.expect !== null) {
    // Not wrapped, so that it can be searched for.
    lines.push(
      `          ${places[point.expect.where]}: ${printable(point.expect.text, view.ascii).replaceAll('\n', '\n            ')}`,
    );
    if (point.expect.note !== null) lines.push(wrap(point.expect.note, { ...view, indent: 12 }));
  }
  // How to see whether it worked is the same for all problems, and shown once.
  if (point.fix !== null) lines.push(wrapFix({ steps: point.fix.steps }, inner));
  if (point.cause !== null) lines.push(`          Cause: ${point.cause}`);
  return lines.join('\n');
}

/** What a container will see when it runs, one line each. */
function showContainer(container: ContainerView, view: View): string {
  const rows = containerRows(container).map(
    ([label, value]) => `  ${label.padEnd(20)} ${printable(value, view.ascii)}`,
  );
  return [`Container ${printable(container.name, view.ascii)}`, ...rows].join('\n');
}

/**
 * One pod on many nodes: how many of them can run it, and a line for each node; nodes that cannot run it come first. In a window
 * that is too narrow for the reasons in each line, the first lines tell them.
 */
export function showNodeTable(columns: NodeColumns, view: View): string {
  const ordered = columns.toSorted((a, b) => rank(a.prediction) - rank(b.prediction));
  const layout = newLayout();
  const table = showTable(ofNodes, ordered, { view, headings: true }, layout);
  const why = (one: Prediction) => (one.verdict === 'runs' || layout.titles?.has('WHY') ? '' : `: ${whyOf(one)}`);
  const answers = Map.groupBy(ordered, ({ prediction }) => `${answerOf(prediction)}${why(prediction)}`);
  const summary = [...answers].map(([answer, own]) =>
    wrap(`${own.length} of ${plural(columns.length, 'node')}: ${answer}`, { ...view, indent: 2 }),
  );
  return [printable(`${podOf(columns[0].prediction)}:`, view.ascii), ...summary, '', table.trimEnd()].join('\n');
}

const ofNodes: readonly TableColumn<NodeColumn>[] = [
  { title: 'NODE', goes: 0, of: ({ title }) => title },
  { title: 'RUNS', goes: 0, of: ({ prediction }) => verdicts[prediction.verdict] },
  { title: 'STOPS AT', goes: 0, of: ({ prediction }) => prediction.stopsAt ?? '-' },
  { title: 'CONTAINERD', goes: 2, of: ({ prediction }) => prediction.containerd ?? '-' },
  { title: 'MODE', goes: 1, of: ({ prediction }) => prediction.mode ?? '-' },
  { title: 'WHY', goes: 3, of: ({ prediction }) => whyOf(prediction) },
];

const verdicts: Readonly<Record<Prediction['verdict'], string>> = {
  'does-not-run': 'no',
  'cannot-tell': 'unknown',
  runs: 'yes',
};

const rank = ({ verdict }: Prediction): number => Object.keys(verdicts).indexOf(verdict);

/** The first point that fails, or that cannot be judged. */
function whyOf({ verdict, stages }: Prediction): string {
  if (verdict === 'runs') return '-';
  const wanted = verdict === 'does-not-run' ? 'fails' : 'cannot-tell';
  return stages.flatMap(({ points }) => points).find((point) => point.verdict === wanted)?.summary ?? '-';
}

/** The table as answers below each other, for a window that is narrower than the table: nodes with one answer stand together. */
export function showPredictionList(columns: NodeColumns, view: View): string {
  const parts = rowsIn(columns).map(({ question, answers }) => {
    const groups = Map.groupBy(columns, (column) => answers[columns.indexOf(column)] ?? '');
    const lines = [...groups].map(([said, nodes]) => {
      const who = groups.size === 1 ? '' : `${nodes.map(({ title }) => title).join(', ')}: `;
      return wrap(`${who}${said || 'none'}`, { ...view, indent: 4 });
    });
    return [question, ...lines].join('\n');
  });
  return parts.join('\n');
}
