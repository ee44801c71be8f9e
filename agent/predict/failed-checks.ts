import { findingsOf } from '../assess.ts';
import { checks } from '../checks/index.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Point, StageId } from '../stage/prediction.ts';
import { fails } from '../stage.ts';

/**
 * The points of a stage, and those of the failed checks that stop every new pod there. The stage knows the pod, and the words
 * of the expected error: where it says itself that the pod fails, the checks add nothing but their fix of the same cause.
 */
export function withFailedChecks(points: readonly Point[], id: StageId, snapshot: Snapshot): Point[] {
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
