import { predict } from '../../agent/predict.ts';
import type { Point } from '../../agent/stage/prediction.ts';
import { shapeOf } from '../golden-shape.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { failures } from './failures.ts';
import { rows } from './sentences.ts';

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
  return `${[...all.slice(1), '', ...unsourced()].join('\n')}\n`;
}

/** What no source says as it stands, each form of a sentence once: the others are read in the source of the program that does it. */
function unsourced(): string[] {
  const asked = [
    ...failures.map(([, pod, node, , , around]) => ({ pod, node, around })),
    ...rows.map(([, , pod, node, around]) => ({ pod, node, around })),
  ];
  const said = asked.flatMap(({ pod, node, around }) => {
    const snapshot = typeof node === 'object' ? node : snapshotWith(node);
    return predict(podWith(pod), snapshot, around).stages.flatMap(({ id, points }) =>
      points.flatMap(({ certainty, verdict, summary }) =>
        certainty === 'sourced' ? [] : [`${certainty} in ${id}, ${verdict}: ${summary}`],
      ),
    );
  });
  return [...new Map(said.toReversed().map((line) => [shapeOf(line), line])).values()].toSorted();
}
