import { describe, expect, test } from 'vitest';
import { NotKnown } from '../../agent/fact.ts';
import {
  isDenied,
  ownContainer,
  ownMode,
  ownTokenPath,
  readAtForm,
  recreatePod,
  showOwnPod,
  tokenEvidence,
  tokenOwner,
} from '../../agent/node/own-container.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import {
  both,
  type Edit,
  fallbackMode,
  isolated,
  pathIn,
  plainProgram,
  volumeMode,
  withoutFiles,
} from '../variations.ts';

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
    say: 'See its volumes.',
    run: "kubectl get pod <pod> -n <namespace> -o jsonpath='{.spec.volumes}'",
    on: 'cluster',
  });
});

describe("the path of this pod's own token", () => {
  test('is where the pod mounts it in bind mode, below the mount point in the others', () => {
    expect(ownTokenPath(factsWith().token, 'bind').form).toBe('fixed');
    expect(ownTokenPath(factsWith(volumeMode).token, 'volume').form).toBe('mount-point');
    expect(ownTokenPath(factsWith(fallbackMode).token, 'fallback').form).toBe('mount-point');
  });

  test('is the link in bind mode only when the bound path is seen to be empty', () => {
    const unbound = factsWith((facts) => withoutFiles(pathIn(facts, 'fixed')));
    expect(ownTokenPath(unbound.token, 'bind').form).toBe('mount-point');
    const hidden = factsWith((facts) => {
      pathIn(facts, 'fixed').token = denied();
    });
    expect(ownTokenPath(hidden.token, 'bind').form).toBe('fixed');
    const neither = factsWith((facts) => {
      withoutFiles(pathIn(facts, 'fixed'));
      withoutFiles(pathIn(facts, 'mount-point'));
    });
    expect(ownTokenPath(neither.token, 'bind').form).toBe('fixed');
  });

  test('is unknown when the snapshot does not have it', () => {
    expect(() => readAtForm(factsWith(plainProgram).token, 'mount-point')).toThrow(NotKnown);
  });
});

test('evidence says denied, absent and failed apart', () => {
  const path = pathIn(factsWith(), 'fixed');
  const shown = (token: typeof path.token) => tokenEvidence({ ...path, directory: 'C:\\t', token }).value;
  expect(shown(path.token)).toBe('C:\\t: token, 1180 bytes, content 0123456789abcdef');
  expect(shown(got(null))).toBe('C:\\t: no token');
  expect(shown(denied())).toBe('C:\\t: access denied');
  expect(shown({ ok: false, error: { kind: 'failed', message: 'EIO' } })).toBe('C:\\t: could not read: EIO');
});

test('only a refusal counts as denied', () => {
  expect(isDenied(denied())).toBe(true);
  expect(isDenied({ ok: false, error: { kind: 'timeout', message: 'no answer' } })).toBe(false);
  expect(isDenied(got(null))).toBe(false);
});

test('a token belongs to whom its claims name', () => {
  const { token } = pathIn(factsWith(), 'fixed');
  if (!token.ok || token.value?.claims == null) throw new Error('the healthy node has a token');
  const { claims } = token.value;
  expect(tokenOwner(token.value)).toBe('system:serviceaccount:hostprobe:hostprobe, pod hostprobe-x7k2p');
  expect(tokenOwner({ ...token.value, claims: { ...claims, pod: null } })).toBe(
    'system:serviceaccount:hostprobe:hostprobe',
  );
  expect(tokenOwner({ ...token.value, claims: null })).toContain('not a JSON web token');
});
