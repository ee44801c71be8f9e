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

test('a healthy node is like the others; where one was not asked for its setup, none is compared', () => {
  expect(compareNode(nodeWith(1), pool).differences).toEqual([]);
  const { setup: _, ...unasked } = nodeWith(5);
  const sick = nodeWith(1, ({ services }) => changed(services, 'bindflt', { state: 'stopped' }));
  expect(compareNode(sick, [...pool.slice(1), unasked]).differences).toEqual([]);
});
