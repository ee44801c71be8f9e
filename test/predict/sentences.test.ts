import { expect, test } from 'vitest';
import { predict } from '../../agent/predict.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import type { Point } from '../../agent/stage/prediction.ts';
import type { Surroundings } from '../../agent/stage/references.ts';
import { podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { bind } from '../stages/nodes.ts';
import { failures } from './failures.ts';
import { type Edit, type PodEdit, rows } from './sentences.ts';

/** "passes: what is said (what it takes for granted)". */
const shown = ({ verdict, summary, provided }: Point) =>
  `${verdict}: ${summary}${provided.map(({ text }) => ` (${text})`).join('')}`;

const proof = ({ evidence }: Point) => `[${evidence.map(({ label, value }) => `${label}: ${value}`).join('; ')}]`;

test.each(rows)('%s: %s', (stage, said, pod, node = bind, around = undefined) => {
  const snapshot = typeof node === 'function' ? snapshotWith(node) : node;
  const judged = predict(podWith(pod), snapshot, around).stages.find(({ id }) => id === stage);
  expect(judged?.points.flatMap((point) => [shown(point), `${shown(point)} ${proof(point)}`])).toContain(said);
});

test('no stage shows the same evidence twice, neither where it fails nor where it does not', () => {
  const asked: readonly (readonly [PodEdit, Edit | Snapshot | undefined, Surroundings | undefined])[] = [
    ...failures.map(([, pod, node, , , around]) => [pod, node, around] as const),
    ...rows.map(([, , pod, node, around]) => [pod, node, around] as const),
  ];
  const points = asked.flatMap(([pod, node, around]) => {
    const snapshot = typeof node === 'function' || node === undefined ? snapshotWith(node) : node;
    return predict(podWith(pod), snapshot, around).stages.flatMap((stage) => stage.points);
  });
  const repeated = points.filter(
    ({ evidence }) => new Set(evidence.map((one) => JSON.stringify(one))).size < evidence.length,
  );
  expect(points.some(({ evidence }) => evidence.length > 2)).toBe(true);
  expect(repeated.map(({ summary }) => summary)).toEqual([]);
});
