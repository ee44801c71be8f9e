import { expect } from 'vitest';
import { predict } from '../../agent/predict.ts';
import type { KnownImage } from '../../agent/shim/oci-process.ts';
import type { Judged, StageId } from '../../agent/stage/prediction.ts';
import { unknownSurroundings } from '../../agent/stage/references.ts';
import { deploying, faultsOf } from '../fix.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';

/** One stage of a pod on a node, both right except for the edits; each fix in it has the right form. */
export function judge(
  id: StageId,
  pod: Parameters<typeof podWith>[0],
  node: Parameters<typeof snapshotWith>[0] = undefined,
  image: KnownImage | null = null,
): Judged {
  const around = { ...unknownSurroundings, imageNamed: () => image };
  const judged = predict(podWith(pod), snapshotWith(node), around).stages.find((stage) => stage.id === id);
  if (judged === undefined) throw new Error(`there is no stage ${id}`);
  for (const { fix, summary } of judged.points) {
    if (fix !== null) expect([...faultsOf(fix), ...deploying(fix)], summary).toEqual([]);
  }
  return judged;
}

/** What a stage says, one line each. */
export const summaries = ({ points }: Judged, verdict?: Judged['points'][number]['verdict']): string[] =>
  points.filter((point) => verdict === undefined || point.verdict === verdict).map(({ summary }) => summary);
export const provided = ({ points }: Judged): string[] =>
  points.flatMap((point) => point.provided.map(({ text }) => text));
