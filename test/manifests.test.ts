import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../agent/lint.ts';
import { nodeKinds } from '../agent/node/new-pod.ts';

/** Manifests of the shapes in which HostProcess DaemonSets are met: good ones. */
const folder = new URL('manifests/', import.meta.url);
const good = readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));

const targets = [['of any kind', nodeKinds] as const, ...nodeKinds.map((kind) => [kind, [kind]] as const)];

describe.each(good)('$file', (input) => {
  test.each(targets)('is without an error on containerd %s', (_name, nodes) => {
    const { problems, pods } = lint([input], { nodes, all: false });
    expect(pods).toHaveLength(1);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is without a warning on the nodes of today', () => {
    const { problems } = lint([input], { nodes: ['2.x with bind filter'], all: false });
    expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
