import { expect, test } from 'vitest';
import {
  compareMinor,
  judgedByOthers,
  minorIn,
  minorOf,
  newestMinor,
  oldestKubeletOf,
  oldestMinor,
} from '../../agent/manifest/kubernetes.ts';

// As kubectl version, GKE, EKS and AKS write them.
test.each([
  ['1.34', 34],
  ['v1.34.2', 34],
  ['1.31+', 31],
  ['v1.30.5-gke.1014001', 30],
  ['1.100', 100],
  ['1', null],
  ['2.34', null],
  ['11.34', null],
  ['1.34x', null],
  ['', null],
])('the minor version of %j is %s', (version, minor) => {
  expect(minorIn(version)).toBe(minor);
});

test('a version that is not known is judged by the nearest, which is said', () => {
  const [older, newer] = [`1.${oldestMinor - 1}`, `1.${newestMinor + 1}`];
  expect([older, newer, null, 'x', `1.${oldestMinor}`].map(minorOf)).toEqual([
    ...[oldestMinor, newestMinor, newestMinor, newestMinor, oldestMinor],
  ]);
  for (const known of [`1.${oldestMinor}`, `v1.${newestMinor}.0`, 'x']) expect(judgedByOthers(known)).toBeNull();
  const range = `Kubernetes 1.${oldestMinor} to 1.${newestMinor}, not those of `;
  expect(judgedByOthers(older)).toContain(`${range}${older}: it judges by 1.${oldestMinor}`);
  expect(judgedByOthers(newer)).toContain(`${range}${newer}: it judges by 1.${newestMinor}`);
  expect(['1.34', '1.30', '1.9'].toSorted(compareMinor)).toEqual(['1.9', '1.30', '1.34']);
});

// Source: kubernetes.io/releases/version-skew-policy: three minor versions older since 1.28, two before.
test.each([
  [27, 25],
  [28, 25],
  [34, 31],
])('with an API server of 1.%i a kubelet of 1.%i may run', (server, kubelet) => {
  expect(oldestKubeletOf(server)).toBe(kubelet);
});
