import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { apiServer } from '../../agent/checks/api-server.ts';
import type { FactError } from '../../agent/fact.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { textOf } from '../fix.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(apiServer, snapshotWith(both(...edits)));
const server = (change: Partial<FactValues['network']['apiServer']>): Edit => {
  return (facts) => Object.assign(facts.network.apiServer, change);
};
const answer = (status: number, certificate: { trusted: boolean; reason: string | null } | null = null): Edit =>
  server({ answer: got({ status, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate }) });
const error = (error: FactError): Edit => server({ answer: { ok: false, error } });

describe('api-server', () => {
  test.each([200, 401, 403, 404])('passes for %s: it was reached', (status) => {
    expect(judge(answer(status, { trusted: true, reason: null }))).toMatchObject({
      status: 'pass',
      summary: `https://10.96.0.1:443 answers ${status}`,
    });
  });

  test('puts an IPv6 address in brackets', () => {
    expect(judge(server({ host: 'fd00::1' })).summary).toContain('https://[fd00::1]:443');
  });

  test('takes the port of HTTPS where none is given', () => {
    expect(judge(server({ port: null })).summary).toContain('https://10.96.0.1:443 ');
  });

  test('warns for an answer that says that it is not well', () => {
    expect([500, 503].map((status) => judge(answer(status)).status)).toEqual(['warn', 'warn']);
  });

  test('fails when the connection is refused, and shows what kube-proxy says', () => {
    const finding = judge(server({ answer: got(null) }), (facts) => {
      facts.network.kubeProxyHealth = got(null);
    });
    expect(finding).toMatchObject({ status: 'fail', summary: 'https://10.96.0.1:443 refuses the connection' });
    expect(finding.evidence).toContainEqual({ label: 'kube-proxy on the loopback', value: 'no answer' });
    expect(textOf(finding.fix)).toContain('curl.exe -k -m 5 https://10.96.0.1:443/version');
    expect(finding.broughtBy).toEqual(['host-network', 'hns']);
  });

  test.each([
    { kind: 'timeout', message: 'no answer within 3000 ms' },
    { kind: 'failed', message: 'connect ENETUNREACH', code: 'ENETUNREACH' },
    { kind: 'failed', message: 'getaddrinfo ENOTFOUND', code: 'ENOTFOUND' },
    { kind: 'failed', message: 'connect EACCES, as a firewall refuses', code: 'EACCES' },
    { kind: 'failed', message: 'write EPROTO, as no TLS server answers', code: 'EPROTO' },
  ] as FactError[])('fails when it was asked and did not answer: $message', (unanswered) => {
    const finding = judge(error(unanswered));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain(unanswered.message);
  });

  test('is unknown when it could not be asked', () => {
    // Sockets, files or memory that this machine lacks say nothing of the server.
    for (const code of ['EMFILE', 'ENFILE', 'ENOMEM']) {
      expect(judge(error({ kind: 'failed', message: `connect ${code}`, code })).status, code).toBe('unknown');
    }
    expect(judge(error({ kind: 'denied', message: 'not allowed to ask' })).status).toBe('unknown');
  });

  test('fails when ca.crt does not vouch for the certificate, and names both', () => {
    const finding = judge(answer(401, { trusted: false, reason: 'CERT_HAS_EXPIRED' }));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('CERT_HAS_EXPIRED');
    expect(finding.summary).toContain('C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt');
    expect(finding.broughtBy).toEqual(['clock-skew', 'service-account-ca']);
  });

  test('does not judge the certificate without a ca.crt, and says so', () => {
    const finding = judge(answer(401, { trusted: false, reason: 'SELF_SIGNED_CERT_IN_CHAIN' }), server({ ca: null }));
    expect(finding).toMatchObject({
      status: 'pass',
      summary: 'https://10.96.0.1:443 answers 401, its certificate unchecked',
    });
  });

  test('is skipped where no API server is known', () => {
    expect(judge(plainProgram).status).toBe('skip');
  });
});
