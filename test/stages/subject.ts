import { predict } from '../../agent/predict.ts';
import type { Judged, StageId } from '../../agent/stage/prediction.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';

/** One stage of a pod on a node, both of them right but for the edits. */
export function judge(
  id: StageId,
  pod: Parameters<typeof podWith>[0],
  node: Parameters<typeof snapshotWith>[0] = undefined,
): Judged {
  const judged = predict(podWith(pod), snapshotWith(node)).stages.find((stage) => stage.id === id);
  if (judged === undefined) throw new Error(`there is no stage ${id}`);
  return judged;
}

/** What a stage says, one line each. */
export const summaries = ({ points }: Judged, verdict?: Judged['points'][number]['verdict']): string[] =>
  points.filter((point) => verdict === undefined || point.verdict === verdict).map(({ summary }) => summary);
export const provided = ({ points }: Judged): string[] =>
  points.flatMap((point) => point.provided.map(({ text }) => text));
