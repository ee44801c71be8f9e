import { predict } from '../../agent/predict.ts';
import type { Point } from '../../agent/stage/prediction.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { failures } from './failures.ts';

/** All that is said of a point that does not pass. */
const shown = ({ verdict, summary, evidence, provided, expect: said, fix }: Point): string[] => [
  `  ${verdict}: ${summary}`,
  ...evidence.map(({ label, value }) => `    ${label}: ${value}`),
  ...provided.flatMap(({ text, holds, told }) => (holds === false ? [`    ${text}: ${told}`] : [])),
  ...(said === null
    ? []
    : [`    ${said.where}: ${JSON.stringify(said.text)}`, ...(said.note === null ? [] : [`    ${said.note}`])]),
  ...(fix?.steps ?? []).slice(0, 2).map(({ on, say }) => `    ${on}: ${say}`),
];

/**
 * The words of each failure, by the pod and the node that bring it. Sources: the references of the stages, and the texts that
 * explain knows them by; who changes a word here says that it is true of that pod on that node.
 */
export function saidOfFailures(): string {
  const all = failures.flatMap(([what, podEdit, edit, , , around]) => {
    const { stages, stopsAt } = predict(podWith(podEdit), snapshotWith(edit), around);
    const points = stages.find(({ id }) => id === stopsAt)?.points ?? [];
    return ['', what, ...points.filter(({ verdict }) => verdict !== 'passes').flatMap(shown)];
  });
  return `${all.slice(1).join('\n')}\n`;
}
