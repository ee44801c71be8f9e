import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { tokenClaims } from '../../agent/checks/token-claims.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { Claims } from '../../agent/facts/token.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import {
  both,
  type Edit,
  fallbackMode,
  isolated,
  pathIn,
  plainProgram,
  volumeMode,
  withoutApi,
  withoutFiles,
} from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(tokenClaims, snapshotWith(both(...edits)));
/** The same change of the token in every place where it is. */
const claims =
  (change: Partial<Claims>): Edit =>
  (facts) => {
    for (const { token } of facts.token.paths) {
      if (token.ok && token.value?.claims) Object.assign(token.value.claims, change);
    }
  };
const pod =
  (change: Partial<FactValues['token']['pod']>): Edit =>
  (facts) =>
    Object.assign(facts.token.pod, change);

describe('token-claims', () => {
  test.each([
    ['bind', () => undefined],
    ['volume', volumeMode],
    ['fallback', fallbackMode],
  ] as [string, Edit][])("passes for this pod's own fresh token in %s mode", (_, edit) => {
    const finding = judge(edit);
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('system:serviceaccount:hostprobe:hostprobe, for pod hostprobe-x7k2p');
  });

  test('passes when the manifest does not say which pod this is', () => {
    expect(judge(pod({ name: null, namespace: null, uid: null, serviceAccount: null })).status).toBe('pass');
  });

  test.each([
    ['uid', { pod: { name: 'hostprobe-x7k2p', uid: '00000000-0000-4000-8000-000000000000' } }],
    ['name', { pod: { name: 'other-1', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' } }],
    ['namespace', { namespace: 'kube-system' }],
    ['serviceAccount', { serviceAccount: 'default' }],
  ] as [string, Partial<Claims>][])("fails for another pod's token, recognised by its %s", (key, change) => {
    const finding = judge(claims(change));
    expect(finding).toMatchObject({ status: 'fail', causes: ['token-path'] });
    expect(finding.summary).toContain(`the token is another pod's: ${key} `);
  });

  test('fails for an expired token and says when', () => {
    const finding = judge(claims({ expiresAt: '2026-11-01T11:59:00.000Z', warnAfter: null }));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('expired at 2026-11-01T11:59:00.000Z');
    expect(textOf(finding.fix)).toContain('subPath');
    // The API server compares as go-jose's Claims.Validate does: After.
    expect(judge(claims({ expiresAt: '2026-11-01T12:00:00.000Z', warnAfter: null })).status).toBe('pass');
    expect(judge(claims({ expiresAt: '2026-11-01T11:59:59.999Z', warnAfter: null })).status).toBe('fail');
  });

  test('warns for a stretched token that is past its renewal', () => {
    const finding = judge(claims({ warnAfter: '2026-11-01T11:00:00.000Z' }));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('extends');
  });

  test('warns when the kubelet has not renewed for more than a day, and leaves it an hour', () => {
    expect(judge(claims({ warnAfter: null, issuedAt: '2026-10-31T10:59:59.999Z' })).status).toBe('warn');
    expect(judge(claims({ warnAfter: null, issuedAt: '2026-10-31T11:00:01.000Z' })).status).toBe('pass');
  });

  test('warns for a token from the future and points to the clock, and allows a minute', () => {
    const finding = judge(claims({ notBefore: '2026-11-01T12:02:00.000Z', issuedAt: '2026-11-01T12:02:00.000Z' }));
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toMatch(/w32tm \/resync \/rediscover\n +Risk: The time jumps/);
    expect(judge(claims({ notBefore: '2026-11-01T12:01:00.000Z' })).status).toBe('pass');
    expect(judge(claims({ notBefore: '2026-11-01T12:01:00.001Z' })).status).toBe('warn');
  });

  // The API server has the last word on time: where the token is good by its clock, that of the node is wrong.
  test.each([
    ['ahead of the server', '2026-11-01T11:30:00.000Z', ['clock-skew']],
    ['behind the server', '2026-11-01T12:30:00.000Z', []],
    ['as the server', '2026-11-01T12:00:00.000Z', []],
  ])('an expired token, with a clock that is %s', (_, date, broughtBy) => {
    const finding = judge(claims({ expiresAt: '2026-11-01T11:59:00.000Z', warnAfter: null }), (facts) => {
      facts.network.apiServer.answer = got({
        status: 401,
        date,
        receivedAt: '2026-11-01T12:00:00.000Z',
        certificate: null,
      });
    });
    expect(finding).toMatchObject({ status: 'fail', broughtBy });
  });

  test('warns for a token that is bound to no pod', () => {
    const finding = judge(claims({ pod: null, expiresAt: null, warnAfter: null }));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('bound to no pod');
  });

  test("judges the node only where the pod's UID is not known, and in any capitals", () => {
    const elsewhere = claims({ node: 'ip-10-0-0-7.internal' });
    expect(judge(elsewhere).status).toBe('pass');
    expect(judge(elsewhere, pod({ uid: null })).status).toBe('warn');
    expect(judge(claims({ node: 'WIN-NODE-1' }), pod({ uid: null })).status).toBe('pass');
    expect(judge(withoutApi, pod({ uid: null, node: 'WIN-NODE-1' })).status).toBe('pass');
  });

  test('fails for a file that is not a token', () => {
    const finding = judge((facts) => {
      const { token } = pathIn(facts, 'fixed');
      if (token.ok && token.value) Object.assign(token.value, { claims: null, size: 12 });
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toMatch(/\\token is not a JSON web token$/);
    expect(finding.evidence).toContainEqual({ label: 'size in bytes', value: '12' });
  });

  test('judges the link below the mount point when the bound path has none', () => {
    const finding = judge((facts) => withoutFiles(pathIn(facts, 'fixed')));
    expect(finding.evidence).toContainEqual({
      label: 'path',
      value: 'C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount',
    });
  });

  test('is skipped without a token and outside a HostProcess container, unknown when it may not be read', () => {
    expect(judge((facts) => facts.token.paths.forEach(withoutFiles)).status).toBe('skip');
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
    expect(
      judge((facts) => {
        pathIn(facts, 'fixed').token = denied();
      }).status,
    ).toBe('unknown');
  });
});
