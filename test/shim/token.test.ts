import { expect, test } from 'vitest';
import { rootOf } from '../../agent/shim/paths.ts';
import { clientObstacle, hasToken, tokenPlaces } from '../../agent/shim/token.ts';
import { podWith } from '../pod.ts';

// Source: KEP-1981 (bind mounts from containerd 1.7 on) and kubernetes issue 104443 (paths without a drive).
test.each([
  ['bind', 'C:\\app', null],
  ['bind', null, null],
  ['bind', 'D:\\app', 'drive'],
  ['fallback', 'C:\\app', 'mount-point'],
  ['volume', null, 'mount-point'],
] as const)('in %s mode, started in %s, a client is kept from its token by %s', (mode, directory, obstacle) => {
  expect(clientObstacle(mode, directory)).toBe(obstacle);
});

// kubernetes.io, "Configure service accounts for pods": opt out of API credential automounting.
test('a pod has a token unless it opts out, and one that mounts it has it all the same', () => {
  const without = podWith((pod) => Object.assign(pod.spec, { automountServiceAccountToken: false }));
  const mounts = [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }];
  expect(hasToken(podWith(), { volumeMounts: [] })).toBe(true);
  expect(hasToken(without, { volumeMounts: [] })).toBe(false);
  expect(hasToken(without, { volumeMounts: [{ name: 'x', mountPath: 'C:\\x' }] })).toBe(false);
  expect(hasToken(without, { volumeMounts: mounts })).toBe(true);
});

test('whether a relative path works is not known where the working directory is not', () => {
  const [, , relative] = tokenPlaces('bind', rootOf('bind', null), null);
  expect(relative).toMatchObject({ form: 'relative', works: null });
});
