import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assess } from '../../agent/assess.ts';
import { compareNode } from '../../agent/compare/comparison.ts';
import { diagnose, explanationOf } from '../../agent/diagnose.ts';
import type { History } from '../../agent/history.ts';
import { lint } from '../../agent/lint.ts';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { predictManifests } from '../../agent/predict/manifests.ts';
import { schemas } from '../../agent/schemas.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { run } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

const input = {
  file: 'agent.yaml',
  text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, image: a:1}]}\n',
};
const failure = { source: 'text', text: 'failed to create user process token: failed to logon user: x', count: 1 };

/** Something of each form that hostprobe really gives. */
const given: Readonly<Record<string, object>> = {
  report: assess(snapshotWith()),
  facts: snapshotWith(),
  history: {
    schemaVersion: 1,
    since: null,
    begins: '2026-11-01T11:00:00.000Z',
    file: null,
    problem: 'kept in memory only',
    changes: [{ at: '2026-11-01T12:00:00.000Z', after: null, what: 'mode', from: 'fallback', to: 'bind' }],
  } satisfies History,
  explain: explanationOf(diagnose([failure], knownFacts(snapshotWith()))),
  lint: lint([input], { nodes: nodeKinds, all: false }),
  predict: predictManifests([input], [snapshotWith()]),
  compare: compareNode(
    snapshotWith((facts) => {
      facts.os.architecture = 'arm64';
    }),
    [snapshotWith()],
  ),
};

describe('hostprobe schema', () => {
  test.each(Object.keys(schemas))(
    '%s prints a JSON Schema that the real thing fits, and nonsense does not',
    async (name) => {
      const { code, stdout } = await run(['schema', name]);
      expect(code).toBe(0);
      const schema = z.fromJSONSchema(JSON.parse(stdout));
      expect(schema.safeParse(given[name]).error).toBeUndefined();
      expect(schema.safeParse({ ...given[name], schemaVersion: 'one' }).success).toBe(false);
    },
  );

  test.each([
    [[], `hostprobe schema: name one schema: ${Object.keys(schemas).join(', ')}\n`],
    [['repot'], 'hostprobe schema: there is no schema repot; did you mean report?\n'],
  ])('hostprobe schema %j is bad use', async (args, stderr) => {
    expect(await run(['schema', ...args])).toEqual({ code: 64, stdout: '', stderr });
  });
});
