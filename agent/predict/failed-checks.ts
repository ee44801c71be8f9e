import { findingsOf } from '../assess/findings.ts';
import type { Finding } from '../check.ts';
import { checks } from '../checks/index.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Point, StageId } from '../stage/prediction.ts';
import { fails } from '../stage.ts';

/** The findings that stop every new HostProcess pod of the node, by the stage where they do. */
type FailedChecks = ReadonlyMap<StageId, readonly Finding[]>;

export function failedChecksOf(snapshot: Snapshot): FailedChecks {
  const stoppers = checks.filter(({ stopsNewPods }) => stopsNewPods !== undefined);
  const failed = findingsOf(snapshot, stoppers).filter(({ status }) => status === 'fail');
  const stages = new Map(stoppers.map(({ id, stopsNewPods }) => [id, stopsNewPods]));
  // Every stopper names its stage.
  return Map.groupBy(failed, ({ check }) => stages.get(check) as StageId);
}

/**
 * The points of a stage, and those of the checks that stop the pod there. The stage knows the pod, and the words of the
 * expected error: where it says itself that the pod fails, the checks add nothing but their fix of the same cause.
 */
export function withFailedChecks(points: readonly Point[], id: StageId, failed: FailedChecks): Point[] {
  const findings = failed.get(id) ?? [];
  if (points.some(({ verdict }) => verdict === 'fails')) {
    return points.map((point) => {
      const same = findings.find(({ causes }) => point.cause !== null && causes.includes(point.cause));
      return { ...point, fix: point.fix ?? same?.fix ?? null };
    });
  }
  // Whether the account of containerd stops a pod depends on the pod's own user, which this stage has judged.
  if (id === 'user') return [...points];
  return [
    ...points,
    ...findings.map(({ summary, evidence, fix, causes }) =>
      fails(summary, { evidence, fix, cause: causes[0] ?? null }),
    ),
  ];
}
