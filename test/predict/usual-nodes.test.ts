import { expect, test } from 'vitest';
import { usualSnapshots } from '../../agent/predict/usual-nodes.ts';
import { predict } from '../../agent/predict.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { podWith } from '../pod.ts';
import { shippedWith } from '../shim/shipped.ts';

/** Sources: learn.microsoft.com, "Windows Server release information"; containerd script/setup/runhcs-version. */
const builds: Readonly<Record<string, number>> = { 'Server 2022': 20_348, 'Server 2025': 26_100 };

test.each(usualSnapshots().map((snapshot) => [snapshot.node, snapshot] as const))(
  '%s is what its name says',
  (name, node) => {
    const [, series = '', server = ''] = /^containerd (\d\.\w)[^,]*, (.*)$/.exec(name) ?? [];
    const { os, runtime, 'runtime-binaries': binaries } = knownFacts(node);
    expect(os?.version).toMatchObject({ value: { build: builds[server] } });
    const version = runtime?.version.ok ? runtime.version.value.version : '';
    expect(version).toMatch(new RegExp(`^v${series.replace('x', '\\d')}\\.`));
    expect(binaries?.shim?.version).toMatchObject({ value: shippedWith(version) });
    const mode = series === '1.6' ? 'volume' : name.includes('without bind filter') ? 'fallback' : 'bind';
    expect(predict(podWith(), node)).toMatchObject({ mode, containerd: version });
  },
);

test('the usual nodes differ', () => {
  const names = usualSnapshots().map(({ node }) => node);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(5);
});
