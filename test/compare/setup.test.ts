import { expect, test } from 'vitest';
import { compareNode } from '../../agent/compare/comparison.ts';
import { setupWith } from '../setup.ts';
import { snapshotWith } from '../snapshot.ts';

type Edit = NonNullable<Parameters<typeof setupWith>[0]>;

const nodeWith = (number: number, edit?: Edit) => ({
  ...snapshotWith(),
  node: `win-node-${number}`,
  setup: setupWith(edit),
});
const pool = [2, 3, 4, 5].map((number) => nodeWith(number));
const changed = <Item extends { name: string }>(list: { items: Item[] }, name: string, more: Partial<Item>) => {
  list.items = list.items.map((item) => (item.name === name ? { ...item, ...more } : item));
};

test.each<[what: string, edit: Edit, told: RegExp]>([
  [
    'an update that it lacks',
    ({ updates }) => changed(updates, 'RollupFix', { version: '20348.2655.1.7' }),
    /RollupFix/,
  ],
  ['a filter that is stopped', ({ services }) => changed(services, 'bindflt', { state: 'stopped' }), /bindflt.*state/],
  [
    'a driver of another version',
    ({ services }) => changed(services, 'csagent', { version: { ok: true, value: '7.05.17000.0' } }),
    /csagent.*version/,
  ],
  [
    'an account of a service',
    ({ services }) => changed(services, 'kubelet', { account: '.\\admin' }),
    /kubelet.*account/,
  ],
  [
    'a switch of HNS that is not set',
    ({ registry }) => {
      if (registry[0]?.values.ok) delete registry[0].values.value?.HNSControlFlag;
    },
    /hns\\State.*HNSControlFlag/,
  ],
  [
    'an exclusion that is missing',
    ({ registry }) => {
      registry.pop();
    },
    /Exclusions/,
  ],
  [
    'a line of the hosts file',
    ({ hosts }) => {
      hosts?.pop();
    },
    /hosts/,
  ],
  [
    'a variable of another value',
    ({ services }) => changed(services, 'kubelet', { environment: { HTTP_PROXY: '[redacted:setup:ffffffffffff]' } }),
    /kubelet.*environment/,
  ],
  [
    'an image of another digest',
    ({ images }) => changed(images, 'r.io/agent:1.4', { digest: `sha256:${'c'.repeat(64)}` }),
    /agent/,
  ],
  ['a task that is off', ({ tasks }) => changed(tasks, 'hns-remediator', { enabled: false }), /hns-remediator|tasks/],
])('%s is told first', (_, edit, told) => {
  const { differences } = compareNode(nodeWith(1, edit), pool);
  expect(differences[0]?.what).toMatch(told);
});

test('a setting of containerd that changed since is told of the node itself, each key by its own name', () => {
  const edited = nodeWith(1, ({ files }) => {
    const { settings } = files.items[0] ?? expect.fail();
    if (settings.ok) Object.assign(settings.value, { version: '3', 'plugins.cri.device_ownership': 'true' });
  });
  const { differences } = compareNode(edited, [{ ...nodeWith(1), at: '2026-10-31T12:00:00.000Z' }]);
  const told = differences.flatMap(({ also, ...first }) => [first, ...also]);
  expect(told.map(({ what, here, there }) => [/ settings (.*)$/.exec(what)?.[1], there, here])).toEqual([
    ['version', '2', '3'],
    ['plugins.cri.device_ownership', null, 'true'],
  ]);
});

test('a healthy node is like the others; those whose setup was read are compared, and the others are named', () => {
  expect(compareNode(nodeWith(1), pool)).toMatchObject({ differences: [], care: [] });
  const { setup: _, ...unasked } = nodeWith(5);
  const sick = nodeWith(1, ({ services }) => changed(services, 'bindflt', { state: 'stopped' }));
  const { care, differences } = compareNode(sick, [...pool.slice(0, 3), unasked]);
  expect(differences[0]?.sentence).toMatch(/bindflt.*state is stopped; all 3 peers have running/);
  expect(care).toEqual([
    expect.stringMatching(/^How win-node-5 was set up was not read \(hostprobe facts --with setup\)/),
  ]);
  const alone = compareNode(unasked, pool.slice(0, 3));
  expect(alone).toMatchObject({ differences: [], care: [expect.stringContaining('How win-node-5 was set up')] });
  const nobody = pool.map(({ setup, ...one }) => one);
  expect(compareNode(unasked, nobody.slice(0, 3))).toMatchObject({ differences: [], care: [] });
});

test('a node under load uses several times as much as its peers, and is set up as they are', () => {
  const busy = snapshotWith(({ usage, os, limits }) => {
    for (const one of usage.programs.ok ? usage.programs.value : []) {
      Object.assign(one, {
        cpuSeconds: one.cpuSeconds * 90,
        memoryBytes: one.memoryBytes * 4,
        handles: one.handles * 3,
      });
    }
    const job = usage.containers.ok ? usage.containers.value[0]?.job : undefined;
    if (job?.ok)
      Object.assign(job.value ?? {}, { processes: 9, cpuSeconds: 4100, memoryBytes: 2 ** 28, handles: 2400 });
    os.memory.freeBytes /= 8;
    Object.assign(limits, { peakMemoryBytes: 2 ** 29, activeProcesses: 9 });
  });
  for (const peers of [pool.slice(0, 2), pool]) {
    expect(compareNode({ ...busy, node: 'win-node-1' }, peers).differences).toEqual([]);
  }
  const leaking = snapshotWith(({ usage }) => {
    if (usage.programs.ok) Object.assign(usage.programs.value[0] ?? {}, { handles: 90_000 });
  });
  expect(compareNode({ ...leaking, node: 'win-node-1' }, pool).differences[0]?.what).toMatch(/containerd.*handles/);
});
