import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { serviceAccountCa } from '../../agent/checks/service-account-ca.ts';
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
  withoutFiles,
} from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(serviceAccountCa, snapshotWith(both(...edits)));
const ca = (certificates: number, expiresAt: string | null, subject: string | null = 'CN=kubernetes'): Edit => {
  return (facts) => {
    pathIn(facts, 'fixed').ca = got({ certificates, subject, expiresAt, fingerprint: 'fe' });
  };
};

describe('service-account-ca', () => {
  test.each([
    ['bind', () => undefined],
    ['volume', volumeMode],
    ['fallback', fallbackMode],
  ] as [string, Edit][])('passes in %s mode and says how long it is good', (_, edit) => {
    expect(judge(edit)).toMatchObject({
      status: 'pass',
      summary: '1 certificate, valid until 2035-01-01T00:00:00.000Z',
    });
  });

  test('fails when it is missing next to a token', () => {
    const finding = judge((facts) => {
      pathIn(facts, 'fixed').ca = got(null);
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('serviceaccount\\ca.crt is not there');
    expect(textOf(finding.fix)).toContain('kubectl get configmap kube-root-ca.crt -n hostprobe');
    expect(textOf(finding.fix)).not.toContain('<namespace>');

    const ofPodUnknown = judge((facts) => {
      pathIn(facts, 'fixed').ca = got(null);
      facts.token.pod.namespace = null;
    });
    expect(textOf(ofPodUnknown.fix)).toContain('<namespace> is the namespace of the pod');
  });

  test('fails when it holds no certificate', () => {
    const finding = judge(ca(0, null));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('contains no certificate in PEM');
    expect(textOf(finding.fix)).toContain('kubectl get configmap kube-root-ca.crt -n hostprobe');
  });

  test('fails when the only certificate has expired, warns when another may still be good', () => {
    const only = judge(ca(1, '2026-10-31T00:00:00.000Z'));
    expect(only.status).toBe('fail');
    // A new pod gets the same file while the ConfigMap has the old certificate.
    expect(textOf(only.fix)).toMatch(
      /kube-root-ca\.crt[\s\S]+rotate the certificate authority[\s\S]+see clock-skew[\s\S]+kubectl delete pod/,
    );
    expect(judge(ca(1, '2026-10-31T00:00:00.000Z', null)).summary).toContain('(subject not known) expired');
    const bundle = judge(ca(2, '2026-10-31T00:00:00.000Z'));
    expect(bundle.status).toBe('warn');
    expect(bundle.summary).toContain('expired at 2026-10-31T00:00:00.000Z');
    // A certificate is good until the moment that it names.
    expect(judge(ca(1, '2026-11-01T12:00:00.000Z'))).toMatchObject({ status: 'warn' });
  });

  test('counts certificates', () => {
    expect(judge(ca(2, '2035-01-01T00:00:00.000Z')).summary).toBe(
      '2 certificates, valid until 2035-01-01T00:00:00.000Z',
    );
  });

  test('warns within thirty days of the end', () => {
    const finding = judge(ca(1, '2026-11-11T12:00:00.000Z'));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('within 10 days');
    expect(judge(ca(1, '2026-11-02T12:00:00.000Z')).summary).toMatch(/expires within 1 day$/);
    expect(judge(ca(1, '2026-11-02T18:00:00.000Z')).summary).toMatch(/expires within 2 days$/);
    expect(judge(ca(1, '2026-12-01T11:59:59.000Z')).status).toBe('warn');
    expect(judge(ca(1, '2026-12-01T12:00:00.000Z')).status).toBe('pass');
  });

  test('passes when the time was not read, and says so', () => {
    expect(judge(ca(1, null))).toMatchObject({
      status: 'pass',
      summary: '1 certificate, valid until a time that is not known',
    });
  });

  test('is skipped without a token and outside a HostProcess container, unknown when it may not be read', () => {
    expect(judge((facts) => facts.token.paths.forEach(withoutFiles)).status).toBe('skip');
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
    expect(
      judge((facts) => {
        pathIn(facts, 'fixed').ca = denied();
      }).status,
    ).toBe('unknown');
  });
});
