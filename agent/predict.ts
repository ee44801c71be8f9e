import { findingsOf } from './assess.ts';
import { fixBefore } from './causes/index.ts';
import { checks } from './checks/index.ts';
import { explained, shell, verified, words } from './fix.ts';
import type { Pod } from './manifest/pod.ts';
import { containerdRelease } from './node/new-pod.ts';
import { containerViewOf } from './predict/container-view.ts';
import { subjectOf } from './predict/subject.ts';
import type { Snapshot } from './snapshot.ts';
import type { Judged, Point, Prediction, StageId } from './stage/prediction.ts';
import { type Surroundings, unknownSurroundings } from './stage/references.ts';
import { cannotTell, fails, type Subject } from './stage.ts';
import { stagesFor } from './stages/index.ts';
import { toSymptom } from './symptom.ts';

/**
 * Whether a HostProcess pod would run on the node of a snapshot: every stage on its way is judged, also those after one
 * that fails, so that all can be put right at once. Pure: the same pod, snapshot and surroundings give the same prediction.
 * @param savedAs the file that the snapshot was read from; null: the node can be asked again; '': it is a usual node, which is
 * assumed where none is named
 */
export function predict(
  pod: Pod,
  snapshot: Snapshot,
  around: Surroundings = unknownSurroundings,
  savedAs: string | null = null,
): Prediction {
  const subject = subjectOf(pod, snapshot, around);
  let reached = true;
  const stages = stagesFor(subject.shim?.family ?? null).map(({ id, title, reference, judge }): Judged => {
    const points = isOrdinary(subject, id)
      ? [{ ...ordinary, fix: null }]
      : withFailedChecks(judge(subject), id, snapshot).map((point) =>
          withCheck(withFix(point, subject), subject, savedAs),
        );
    const verdict = verdictOf(points);
    const judged = { id, title, verdict, reached, points, reference };
    reached &&= verdict !== 'fails';
    return judged;
  });
  const stopsAt = stages.find(({ verdict }) => verdict === 'fails')?.id ?? null;
  const open = stages.some(({ verdict }) => verdict === 'cannot-tell');
  const { file, kind, name, namespace } = pod;
  return {
    node: snapshot.node,
    at: snapshot.at,
    pod: { file, kind, name, namespace },
    kubernetes: `1.${subject.kubernetes}`,
    verdict: stopsAt !== null ? 'does-not-run' : open ? 'cannot-tell' : 'runs',
    stopsAt,
    containerd: containerdRelease(subject.facts)?.text ?? null,
    mode: subject.mode?.mode ?? null,
    stages,
    containers: subject.containers.map((container) => containerViewOf(subject, container)),
  };
}

/** Stages of the shim. A shim without support for HostProcess containers does not have them. */
const isOrdinary = ({ shim }: Subject, id: StageId) =>
  shim?.family === 'none' && ['create', 'user', 'executable', 'after-start'].includes(id);
const ordinary = cannotTell('an ordinary container is another matter; see mode');

function verdictOf(points: readonly Point[]): Judged['verdict'] {
  const has = (verdict: Point['verdict']) => points.some((point) => point.verdict === verdict);
  if (has('fails')) return 'fails';
  return has('cannot-tell') ? 'cannot-tell' : 'passes';
}

/** What `explain` would advise, if the stage itself says nothing. */
function withFix(point: Point, { facts, pod, namespace, containers }: Subject): Point {
  if (point.fix !== null || point.cause === null || point.expect === null) return point;
  const runAs = containers.find(({ name }) => name === point.container)?.runAs;
  const message = {
    source: 'prediction',
    text: point.expect.text,
    count: 1,
    // Pods of a controller get their own names, as does a pod with generateName.
    ...(pod.kind === 'Pod' && pod.isNamed ? { pod: namespace === null ? pod.name : `${namespace}/${pod.name}` } : {}),
    ...(namespace === null ? {} : { namespace }),
    ...(point.container === null ? {} : { container: point.container }),
    ...(runAs === undefined ? {} : { runAsUserName: runAs.text || null }),
  };
  const symptom = toSymptom(message, facts);
  return symptom === null ? point : { ...point, fix: fixBefore(point.cause, symptom, facts) };
}

/** A pod that was not started shows nothing yet: the next prediction does. */
function withCheck(
  { fix, ...point }: Point,
  { pod, node, namespace }: Subject,
  savedAs: string | null,
): Judged['points'][number] {
  if (fix === null) return { ...point, fix };
  // Standard input and pasted text have no name.
  const file = /\.(?:ya?ml|json)$/i.test(pod.file) ? pod.file : '<manifest>';
  const where = pod.namespace !== null || namespace === null ? words`` : words` --namespace ${namespace}`;
  const shown = 't no longer shows what you have fixed.';
  const { steps } = fix;
  const checked =
    savedAs === null || savedAs === ''
      ? verified(
          shell`hostprobe predict ${file}${savedAs === null ? words` --node ${node}` : words``}${where}`,
          `I${shown}`,
          steps,
        )
      : verified(
          shell`hostprobe predict ${file} --facts ${savedAs === '-' ? '<facts>' : savedAs}${where}`,
          `With facts that were saved after the last change of the node, i${shown}`,
          steps,
        );
  return { ...point, fix: explained(checked) };
}

/**
 * The points of a stage, and those of the failed checks that stop every new pod there. The stage knows the pod, and the words
 * of the expected error: where it says itself that the pod fails, the checks add nothing but their fix of the same cause.
 */
function withFailedChecks(points: readonly Point[], id: StageId, snapshot: Snapshot): Point[] {
  const stoppers = checks.filter(({ stopsNewPods }) => stopsNewPods === id);
  const failed = findingsOf(snapshot, stoppers).filter(({ status }) => status === 'fail');
  if (points.some(({ verdict }) => verdict === 'fails')) {
    return points.map((point) => {
      const same = failed.find(({ causes }) => point.cause !== null && causes.includes(point.cause));
      return { ...point, fix: point.fix ?? same?.fix ?? null };
    });
  }
  // Whether the account of containerd stops a pod depends on the pod's own user, which this stage has judged.
  if (id === 'user') return [...points];
  return [
    ...points,
    ...failed.map(({ summary, evidence, fix, causes }) => fails(summary, { evidence, fix, cause: causes[0] ?? null })),
  ];
}
