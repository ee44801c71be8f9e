import { podsIn, rowsIn } from '../../agent/predict/table.ts';
import { showNodeTable, showPredictionList } from '../../agent/predict/text.ts';
import { predict } from '../../agent/predict.ts';
import { plainView } from '../../agent/renderer.ts';
import { inheritUser } from '../../agent/shim/annotation.ts';
import type { Point } from '../../agent/stage/prediction.ts';
import { shapeOf } from '../golden-shape.ts';
import { annotated, container, podWith, runAs, spec } from '../pod.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { fallback, handing, six } from '../stages/nodes.ts';
import { failures, type PodEdit } from './failures.ts';
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
  return `${[...all.slice(1), '', ...unsourced(), ...tables()].join('\n')}\n`;
}

/** What pods of several kinds find on nodes of each kind, the first of which tells least: rows that no table before has; = is an answer before. */
function tables(): string[] {
  const error = { kind: 'denied' as const, message: 'no' };
  const unseen = snapshotWith(undefined, { runtime: error, 'runtime-binaries': error, cluster: error });
  const unsaid = snapshotWith((facts) => {
    fallback(facts);
    facts.runtime.version = denied();
    facts['runtime-binaries'].containerd = null;
    if (facts.cluster.seen) facts.cluster.seen.node = denied();
  });
  const nodes = {
    unseen,
    unsaid,
    'containerd 1.6': snapshotWith(six),
    fallback: snapshotWith(fallback),
    bind: snapshotWith(handing(inheritUser)),
  };
  const mounting: PodEdit = (pod) => {
    pod.spec.volumes = [{ name: 'data', configMap: { name: 'data' } }];
    pod.spec.containers[0].volumeMounts = [{ name: 'data', mountPath: '/data', readOnly: true }];
  };
  const two: PodEdit = ({ spec: { containers } }) => {
    containers.push({ ...containers[0], name: 'helper', command: undefined });
  };
  const pods: readonly PodEdit[] = [
    (pod) => {
      for (const edit of [mounting, two, runAs('NT AUTHORITY\\Local Service')]) edit?.(pod);
    },
    (pod) => {
      for (const edit of [container({ workingDir: 'D:\\data' }), runAs('Users')]) edit(pod);
    },
    spec({
      automountServiceAccountToken: false,
      hostNetwork: false,
      hostPID: true,
      securityContext: { windowsOptions: { hostProcess: true } },
    }),
    annotated({ [inheritUser]: 'true' }),
  ];
  const predictions = pods.flatMap((pod) => Object.values(nodes).map((node) => predict(podWith(pod), node)));
  const seen = new Set<string>();
  return podsIn(predictions, Object.keys(nodes)).flatMap((columns, index) => [
    '',
    // Of one pod, how a window of each width shows them: in the narrow one reasons stand above, and questions below each other.
    ...(index === 1 ? [200, 46].map((width) => showNodeTable(columns, { ...plainView, width, columns: width })) : []),
    ...(index === 1
      ? [showPredictionList(columns, { ...plainView, width: 60 }).split(/\n(?=runs as)/)[0] ?? '', '']
      : []),
    columns.map(({ title }) => title).join(' | '),
    ...rowsIn(columns)
      .map(({ question, answers }) => {
        const each = answers.map((answer, index) => (answers.indexOf(answer) < index ? '=' : answer));
        return `${question}: ${each.join(' | ')}`;
      })
      .filter((row) => seen.size < seen.add(row.replace(/ \(\w+\):/, ':')).size),
  ]);
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
