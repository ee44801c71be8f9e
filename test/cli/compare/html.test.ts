import { expect, test } from 'vitest';
import { comparisonPage } from '../../../agent/cli/compare/html.ts';
import { compareAll, compareNode } from '../../../agent/compare/comparison.ts';
import type { Snapshot } from '../../../agent/snapshot.ts';
import { faultsIn } from '../../accessible.ts';
import { snapshotWith } from '../../snapshot.ts';

const node = (name: string, pool: string, change?: Parameters<typeof snapshotWith>[0]): Snapshot => {
  const snapshot = { ...snapshotWith(change), node: name };
  const { cluster } = snapshot.facts;
  if (!cluster.ok || !cluster.value.seen?.node.ok || cluster.value.seen.node.value === null)
    throw new Error('it is seen');
  cluster.value.seen.node.value.labels = { 'kubernetes.azure.com/agentpool': pool };
  return snapshot;
};
const sick = node('sick', 'win', ({ services }) => {
  if (!services.containerd.ok || services.containerd.value === null) throw new Error('there is containerd');
  services.containerd.value.account = '.\\k8s-admin';
});
const peers = ['a', 'b', 'c'].map((name) => node(name, 'win'));

test('the page of a comparison has no fault for those who do not see it, one head, no script, and is titled by its node', () => {
  const one = comparisonPage(compareNode(sick, [...peers, node('odd', 'gpu')]));
  const all = comparisonPage(compareAll([sick, ...peers, node('alone', 'gpu')]));
  for (const page of [one, all]) {
    expect(faultsIn(page)).toEqual([]);
    expect(page.match(/<h1\b/g)).toHaveLength(1);
    expect(page).not.toContain('<script');
  }
  expect(one).toContain('<title>sick beside its pool - hostprobe</title>');
  expect(all).toContain('<title>Nodes beside their pools - hostprobe</title>');
});

test('a value that differs with another stands below it, be it one or several', () => {
  const one = compareNode(sick, peers);
  const [first] = one.differences;
  if (first === undefined) throw new Error('the node differs');
  const pair = (what: string) => ({ what, field: 'x', here: 'mine', there: null, sharing: 3, of: 3 });
  for (const names of [[], ['alpha'], ['alpha', 'beta']]) {
    const page = comparisonPage({ ...one, differences: [{ ...first, also: names.map(pair) }] });
    expect(faultsIn(page)).toEqual([]);
    expect([...page.matchAll(/<li>(\w+): mine; peers: none<\/li>/g)].map(([, name]) => name)).toEqual(names);
  }
  expect(faultsIn(comparisonPage({ ...one, differences: [] }))).toEqual([]);
});

test('the icon tells nodes that stand out from those that do not, and a node without peers says that it has none', () => {
  const iconOf = (...given: Parameters<typeof comparisonPage>) =>
    /<link rel="icon" href="([^"]+)"/.exec(comparisonPage(...given))?.[1];
  const [differs, alike] = [iconOf(compareNode(sick, peers)), iconOf(compareNode(node('x', 'win'), peers))];
  expect(differs).not.toBe(alike);
  expect([iconOf(compareAll([sick, ...peers])), iconOf(compareAll(peers))]).toEqual([differs, alike]);
  expect(comparisonPage(compareNode(sick, []))).toContain('Peers: none.');
});
