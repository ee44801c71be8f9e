import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../agent/lint.ts';
import type { Narrowing } from '../agent/target.ts';

/** Manifests of the shapes in which HostProcess DaemonSets are met: good ones. */
const folder = new URL('manifests/', import.meta.url);
const good = readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));

const nodes: readonly Narrowing[] = [
  { containerd: null, bindFilter: null },
  { containerd: '1.6', bindFilter: null },
  { containerd: '1.7', bindFilter: true },
  { containerd: '1.7', bindFilter: false },
  { containerd: '2.x', bindFilter: true },
  { containerd: '2.x', bindFilter: false },
];

describe.each(good)('$file', (input) => {
  test.each(nodes)('is without an error on containerd $containerd, bind filter $bindFilter', (narrowing) => {
    const { problems, pods } = lint([input], { narrowing, all: false });
    expect(pods).toHaveLength(1);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is without a warning on the nodes of today', () => {
    const { problems } = lint([input], { narrowing: { containerd: '2.x', bindFilter: true }, all: false });
    expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
