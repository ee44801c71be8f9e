import { describe, expect, test } from 'vitest';
import { NotKnown } from '../../agent/fact.ts';
import { ownContainer, ownMode, recreatePod, showOwnPod } from '../../agent/node/own-container.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { both, type Edit, fallbackMode, isolated, plainProgram, volumeMode } from '../variations.ts';

const custom: Edit = (facts) => {
  Object.assign(facts.sandbox, { form: 'custom', mountPoint: 'D:\\rootfs\\' });
};
const silo =
  (value: { id: number; server: boolean } | null): Edit =>
  (facts) => {
    facts.identity.silo = got(value);
  };

describe('what hostprobe runs in', () => {
  test.each([
    ['bind mode', () => undefined, 'host-process', 'bind'],
    ['volume mode', volumeMode, 'host-process', 'volume'],
    ['fallback mode', fallbackMode, 'host-process', 'fallback'],
    ['a rootfs of its own choosing, in a silo', custom, 'host-process', 'bind'],
    ['a rootfs of its own choosing, in no silo', both(custom, silo(null)), 'host-process', 'fallback'],
    ['a server silo, whatever the variable says', silo({ id: 9, server: true }), 'isolated', null],
    ['an isolated container', isolated, 'isolated', null],
    ['no container', plainProgram, 'none', null],
  ] as [string, Edit, string, string | null][])('%s', (_, edit, container, mode) => {
    const facts = factsWith(edit);
    expect([ownContainer(facts), ownMode(facts)]).toEqual([container, mode]);
  });

  test('the mode of a chosen rootfs is not guessed when the silo is hidden', () => {
    const facts = factsWith(custom);
    facts.identity.silo = denied();
    expect(() => ownMode(facts)).toThrow(NotKnown);
  });
});

test('a step on the pod has its names, or says which to fill in', () => {
  const pod = { name: 'a', namespace: 'b', uid: null, serviceAccount: null };
  expect(recreatePod(pod)).toEqual({
    say: 'Recreate the pod.',
    run: 'kubectl delete pod a -n b',
    on: 'cluster',
    risk: 'The pod is stopped; its controller creates a new one.',
  });
  expect(showOwnPod({ ...pod, name: null, namespace: null }, 'See its volumes.', '{.spec.volumes}')).toEqual({
    say: 'See its volumes, with its name in place of <pod> and its namespace in place of <namespace>.',
    run: "kubectl get pod <pod> -n <namespace> -o jsonpath='{.spec.volumes}'",
    on: 'cluster',
  });
});
