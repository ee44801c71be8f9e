import { plural } from '../amounts/plural.ts';
import type { Prediction } from '../stage/prediction.ts';
import { answerOf, podOf } from './questions.ts';

/** One pod on many nodes: how many of them can run it, and a line for each node; nodes that cannot run it come first. */
export function showNodeTable(ofPod: readonly Prediction[], titles: readonly string[]): string {
  const rows = ofPod.map((prediction, index) => ({ title: titles[index] ?? '', prediction }));
  const ordered = rows.toSorted((a, b) => rank(a.prediction) - rank(b.prediction));
  const answers = Map.groupBy(ordered, ({ prediction }) => answerOf(prediction));
  const summary = [...answers].map(([answer, own]) => `  ${own.length} of ${plural(ofPod.length, 'node')}: ${answer}`);
  const head = ['NODE', 'RUNS', 'STOPS AT', 'CONTAINERD', 'MODE', 'WHY'];
  const cells = ordered.map(({ title, prediction }) => {
    const { verdict, stopsAt, containerd, mode } = prediction;
    return [title, verdicts[verdict], stopsAt ?? '-', containerd ?? '-', mode ?? '-', whyOf(prediction)];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 3))).join('');
  const [first] = ofPod;
  return [`${first === undefined ? '' : podOf(first)}:`, ...summary, '', line(head), ...cells.map(line)].join('\n');
}

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
