import { describe, expect, test } from 'vitest';
import { NotKnown } from '../../agent/fact.ts';
import { isDenied, ownTokenPath, readAtForm, tokenEvidence, tokenOwner } from '../../agent/node/own-token.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { fallbackMode, pathIn, plainProgram, volumeMode, withoutFiles } from '../variations.ts';

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
