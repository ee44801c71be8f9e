import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import type { NodeKind } from '../../agent/node/new-pod.ts';
import { predictManifests } from '../../agent/predict/manifests.ts';
import { compareGaps } from '../known-gaps.ts';
import { answers, idOf, manifestOf as manifestOfAnswer } from '../lint/admission.ts';
import { changes, manifestOf as manifestOfChange } from '../lint/versions.ts';
import { container, podWith } from '../pod.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { bind, both, fallback, six, told } from '../stages/nodes.ts';
import { type Edit, failures, type PodEdit } from './failures.ts';
import { commands, mounts } from './starts.ts';

/** Each kind of node, without taints, in a cluster of the newest version that lint and predict know. */
const newest: Edit = (facts) => {
  if (facts.cluster.seen) facts.cluster.seen.version = got('v1.36.0');
  told({ taints: [] })(facts);
};
const nodes: readonly [NodeKind, ReturnType<typeof snapshotWith>][] = [
  ['1.6', snapshotWith(both(six, newest))],
  ['1.7 without bind filter', snapshotWith(both(fallback, newest))],
  ['1.7 with bind filter', snapshotWith(both(bind, newest))],
];

interface Case {
  id: string;
  text: string;
}

const filesIn = (path: string): Case[] => {
  const folder = new URL(path, import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:yaml|yml)$/.test(file) || (path.endsWith('lessons/') && file.endsWith('.txt')))
    .map((file) => ({ id: file, text: readFileSync(new URL(file, folder), 'utf8') }));
};

const textOf = (edit: PodEdit): string => {
  let text = '';
  podWith((pod) => {
    edit?.(pod);
    text = JSON.stringify(pod);
  });
  return text;
};

const recorded: Case[] = readFileSync(new URL('../lint/yaml-kubectl-v1.34.5.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

const cases: Readonly<Record<string, readonly Case[]>> = {
  files: ['../manifests/', '../lessons/', '../predict/'].flatMap(filesIn),
  admission: answers.map((answer) => ({ id: idOf(answer), text: manifestOfAnswer(answer) })),
  versions: changes.map((change) => ({ id: change.id, text: manifestOfChange(change) })),
  yaml: recorded.map(({ id, text }) => ({ id, text })),
  starts: [...commands, ...mounts].map(({ id, fields }) => ({
    id,
    text: textOf((pod) => {
      container(fields)(pod);
      if (fields.volumeMounts !== undefined) pod.spec.volumes = [{ name: 'data', hostPath: { path: 'C:\\data' } }];
    }),
  })),
  failures: failures.map(([id, edit]) => ({ id, text: textOf(edit) })),
};

/** What lint calls an error, predict does not say will start, and the other way round. */
describe('lint and predict agree', () => {
  test.each(Object.keys(cases))('on the manifests of %s', (name) => {
    const failed = new Map<string, string>();
    for (const { id, text } of cases[name] ?? []) {
      const input = { file: 'a.yaml', text };
      for (const [kind, snapshot] of nodes) {
        const { problems } = lint([input], { nodes: [kind], all: false, kubernetes: '1.36' });
        const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
        const { predictions, troubles } = predictManifests([input], [snapshot]);
        const fails = predictions.filter(({ verdict }) => verdict === 'does-not-run');
        const starts = predictions.length > 0 && predictions.every(({ verdict }) => verdict === 'runs');
        if (errors.length > 0 && starts && troubles.length === 0)
          failed.set(`${id}, ${kind}`, `it starts, but lint says: ${errors.join('; ')}`);
        if (errors.length === 0 && (fails.length > 0 || troubles.length > 0)) {
          const said = fails.flatMap(({ stages }) =>
            stages.flatMap(({ points }) => points.filter(({ verdict }) => verdict === 'fails')),
          );
          const words = [...troubles, ...said.map(({ summary }) => summary)].join('; ');
          failed.set(`${id}, ${kind}`, `lint has no error, but predict says: ${words}`);
        }
      }
    }
    compareGaps(failed, new URL(`agreement-${name}.gaps.txt`, import.meta.url));
  });

  test('there are enough of them', () => {
    expect(Object.values(cases).flat().length).toBeGreaterThan(700);
  });
});
