import { rootfsLocation } from './annotation.ts';
import { type KnownFacts, knownFacts } from './cause.ts';
import { causeNamed } from './causes/index.ts';
import { notKnown } from './check.ts';
import { containerdRelease, newMode, shimFamily } from './clue.ts';
import { commandLineOf } from './container-command.ts';
import { type FactError, given } from './fact.ts';
import type { FactId } from './facts/index.ts';
import { rootOf, workingDirectoryOf } from './inside.ts';
import { containersOf, type Pod, runAsOf } from './manifest/pod.ts';
import { annotationOf } from './pod-annotation.ts';
import { viewOf } from './predict/view.ts';
import type { Judged, Point, Prediction, StageId } from './prediction.ts';
import { readRunAs } from './run-as.ts';
import { toSighting } from './sighting.ts';
import type { Snapshot } from './snapshot.ts';
import { type ContainerSubject, cannotTell, type Subject } from './stage.ts';
import { stagesFor } from './stages/index.ts';

/** Labels of the namespaces that are in the same input as the pod, by their names. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Whether a HostProcess pod would run on the node of a snapshot: every stage on its way is judged, also those behind one
 * that fails, so that all can be put right at once. Pure: the same pod and snapshot give the same prediction.
 */
export function predict(pod: Pod, snapshot: Snapshot, namespaces: NamespaceLabels = new Map()): Prediction {
  const subject = subjectOf(pod, snapshot, namespaces);
  let reached = true;
  const stages = stagesFor(subject.shim?.family ?? null).map(({ id, title, reference, judge }): Judged => {
    const points = isOrdinary(subject, id) ? [ordinary] : judge(subject).map((point) => withFix(point, subject));
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
    verdict: stopsAt !== null ? 'does-not-run' : open ? 'cannot-tell' : 'runs',
    stopsAt,
    containerd: containerdRelease(subject.facts)?.text ?? null,
    mode: subject.mode?.mode ?? null,
    stages,
    containers: subject.containers.map((container) => viewOf(subject, container)),
  };
}

/** Stages of the shim, which one that knows no HostProcess containers does not have. */
const isOrdinary = ({ shim }: Subject, id: StageId) =>
  shim?.family === 'none' && ['create', 'user', 'executable', 'after-start'].includes(id);
const ordinary = cannotTell('an ordinary container is another matter; see mode');

function verdictOf(points: readonly Point[]): Judged['verdict'] {
  const has = (verdict: Point['verdict']) => points.some((point) => point.verdict === verdict);
  if (has('fails')) return 'fails';
  return has('cannot-tell') ? 'cannot-tell' : 'passes';
}

function subjectOf(pod: Pod, snapshot: Snapshot, namespaces: NamespaceLabels): Subject {
  const facts = knownFacts(snapshot);
  const mode = newMode(facts);
  const location = annotationOf({ pod, facts }, rootfsLocation);
  const root = mode === null ? null : rootOf(mode.mode, location.state === 'passed' ? location.value : null);
  const release = containerdRelease(facts)?.version ?? null;
  // Debug containers are added to a pod that runs.
  const placed = containersOf(pod).filter(({ path }) => path[1] !== 'ephemeralContainers');
  return {
    pod,
    node: snapshot.node,
    facts,
    why: (fact) => whyMissing(snapshot, fact),
    namespaceLabels: labelsOf(pod, facts, namespaces),
    shim: shimFamily(facts),
    mode,
    containers: placed.map((one): ContainerSubject => {
      const { container } = one;
      return {
        container,
        name: container.name,
        runAs: readRunAs(runAsOf(pod, one)?.text ?? ''),
        inside:
          mode === null || root === null
            ? null
            : {
                root,
                workingDirectory: workingDirectoryOf({ mode: mode.mode, root }, container.workingDir, release),
                commandLine: commandLineOf(container, mode.mode, root),
              },
      };
    }),
  };
}

/** The input knows best what the namespace will be like; else the cluster tells what it is like. */
function labelsOf(
  { namespace }: Pod,
  { cluster }: KnownFacts,
  namespaces: NamespaceLabels,
): Subject['namespaceLabels'] {
  const name = namespace ?? 'default';
  const own = namespaces.get(name);
  if (own !== undefined) return own;
  const seen = cluster?.seen?.podSecurity.find((one) => one.namespace === name);
  return (seen && given(seen.labels)) ?? null;
}

function whyMissing({ facts }: Snapshot, id: FactId): string {
  const fact = facts[id];
  if (facts.identity.ok && given(facts.identity.value.silo)?.server) {
    return 'hostprobe looked at the node from inside an ordinary container';
  }
  if (!fact.ok) return notKnown(id, fact.error);
  const error = firstError(fact.value);
  return error === null ? `${id} says nothing of it` : notKnown(id, error);
}

/** The first part of a fact that nobody could look at. */
function firstError(value: unknown): FactError | null {
  if (value === null || typeof value !== 'object') return null;
  // The only objects of a fact with `ok: false` are parts.
  if ('ok' in value && value.ok === false) return (value as unknown as { error: FactError }).error;
  for (const inner of Object.values(value)) {
    const error = firstError(inner);
    if (error !== null) return error;
  }
  return null;
}

/** What `explain` would advise, where the stage itself says nothing. */
function withFix(point: Point, { facts, pod, containers }: Subject): Point {
  if (point.fix !== null || point.cause === null || point.expect === null) return point;
  const runAs = containers.find(({ name }) => name === point.container)?.runAs;
  const message = {
    source: 'prediction',
    text: point.expect.text,
    count: 1,
    pod: pod.name,
    ...(point.container === null ? {} : { container: point.container }),
    ...(runAs === undefined ? {} : { runAsUserName: runAs.text || null }),
  };
  const sighting = toSighting(message, facts);
  return sighting === null ? point : { ...point, fix: causeNamed(point.cause).fix(sighting, facts) };
}
