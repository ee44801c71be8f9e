import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import type { NodeKind } from '../../agent/node/new-pod.ts';
import { predict } from '../../agent/predict.ts';
import type { Severity } from '../../agent/rule.ts';
import { compareGaps } from '../known-gaps.ts';
import { container, podWith } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { bind, fallback, six } from '../stages/nodes.ts';
import { commands, directories, mounts, type Start } from './starts.ts';

const nodes: readonly { name: string; kind: NodeKind; snapshot: ReturnType<typeof snapshotWith> }[] = [
  { name: '1.6', kind: '1.6', snapshot: snapshotWith(six) },
  { name: 'without bind filter', kind: '1.7 without bind filter', snapshot: snapshotWith(fallback) },
  { name: 'with bind filter', kind: '1.7 with bind filter', snapshot: snapshotWith(bind) },
];

/** The pod of a case: right but for that, and without a token, of which there would be more to say. */
function objectOf({ fields }: Start) {
  let text = '';
  podWith((pod) => {
    container(fields)(pod);
    pod.spec.automountServiceAccountToken = false;
    if (fields.volumeMounts !== undefined) pod.spec.volumes = [{ name: 'data', hostPath: { path: 'C:\\data' } }];
    text = JSON.stringify(pod);
  });
  return text;
}

function judge(start: Start, node: (typeof nodes)[number]) {
  const text = objectOf(start);
  const { problems } = lint([{ file: 'a.json', text }], { nodes: [node.kind], all: false });
  const pod = podWith((given) => Object.assign(given, JSON.parse(text)));
  const prediction = predict(pod, node.snapshot);
  const points = prediction.stages.flatMap(({ points: ofStage }) => ofStage);
  return { problems, prediction, points };
}

const has = (problems: readonly { severity: Severity }[], ...severities: Severity[]) =>
  problems.some(({ severity }) => severities.includes(severity));

describe.each([
  ['commands', commands],
  ['mounts', mounts],
] as const)('%s', (name, starts) => {
  test('have unique ids', () => {
    expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
  });

  test('lint reports what fails, and what does not mean what it seems to, on every kind of node', () => {
    const failed = new Map<string, string>();
    for (const start of starts) {
      for (const [index, node] of nodes.entries()) {
        const { problems } = judge(start, node);
        const outcome = start.on[index];
        const isRight = {
          fails: has(problems, 'error'),
          other: has(problems, 'error', 'warn'),
          runs: !has(problems, 'error', 'warn'),
        };
        if (outcome === undefined || outcome === null || isRight[outcome]) continue;
        const said = problems.map(({ severity, rule, message }) => `${severity} ${rule} ${message}`).join('; ');
        failed.set(`${start.id}, ${node.name}`, `${outcome}, but lint says: ${said || 'nothing'}`);
      }
    }
    compareGaps(failed, new URL(`starts-${name}-lint.gaps.txt`, import.meta.url));
  });

  test('predict reports the same', () => {
    const failed = new Map<string, string>();
    for (const start of starts) {
      for (const [index, node] of nodes.entries()) {
        const { prediction, points } = judge(start, node);
        const outcome = start.on[index];
        const warned = points.some(({ verdict }) => verdict === 'warns');
        const isRight = {
          fails: prediction.verdict === 'does-not-run',
          other: warned || prediction.verdict === 'does-not-run',
          runs: !warned && prediction.verdict !== 'does-not-run',
        };
        if (outcome === undefined || outcome === null || isRight[outcome]) continue;
        const said = points
          .filter(({ verdict }) => verdict !== 'passes')
          .map(({ verdict, summary }) => `${verdict} ${summary}`);
        failed.set(`${start.id}, ${node.name}`, `${outcome}, but predict says: ${said.join('; ') || 'nothing'}`);
      }
    }
    compareGaps(failed, new URL(`starts-${name}-predict.gaps.txt`, import.meta.url));
  });
});

test('lint and predict say "can not be C drive" only of a bare C:, as containerd does', () => {
  const words = 'destination path can not be C drive';
  const failed = new Map<string, string>();
  for (const start of mounts) {
    for (const node of nodes) {
      const { problems, points } = judge(start, node);
      const expected = /^at c:$/i.test(start.id);
      const isSaid = [
        problems.some(({ message }) => message.includes(words)),
        points.some((point) => point.expect?.text.includes(words) ?? false),
      ];
      if (isSaid.some((is) => is !== expected))
        failed.set(`${start.id}, ${node.name}`, `lint and predict say so: ${isSaid}`);
    }
  }
  compareGaps(failed, new URL('starts-drive.gaps.txt', import.meta.url));
});

test('a working directory is shown as the shim resolves it', () => {
  const failed = new Map<string, string>();
  for (const [workingDir, ...expected] of directories) {
    for (const [index, node] of nodes.entries()) {
      const path = judge({ id: workingDir, fields: { workingDir }, on: ['runs', 'runs', 'runs'] }, node).prediction
        .containers[0]?.workingDirectory;
      const wanted = expected[index];
      if (wanted !== null && path !== wanted)
        failed.set(`${workingDir}, ${node.name}`, `${path}, but the shim: ${wanted}`);
    }
  }
  compareGaps(failed, new URL('starts-directories.gaps.txt', import.meta.url));
});
