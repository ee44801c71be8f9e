import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { clusterDns } from '../../agent/checks/cluster-dns.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(clusterDns, snapshotWith(both(...edits)));
const resolved = (...addresses: string[]): Edit => {
  return (facts) => {
    facts.network.clusterName = got(addresses);
  };
};
const host = (address: string | null): Edit => {
  return (facts) => {
    facts.network.apiServer.host = address;
  };
};

describe('cluster-dns', () => {
  test("passes when the name does not resolve, as usual with the node's DNS", () => {
    const finding = judge();
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('KUBERNETES_SERVICE_HOST');
    expect(finding.evidence).toContainEqual({ label: 'name servers', value: '10.0.0.2' });
    expect(judge(plainProgram).status).toBe('pass');
  });

  test('passes when it resolves to the API server, among others or as an IPv6 address', () => {
    expect(judge(resolved('10.96.0.1')).status).toBe('pass');
    expect(judge(resolved('10.96.0.2', '10.96.0.1')).status).toBe('pass');
    expect(judge(resolved('fd00::1'), host('fd00::1')).status).toBe('pass');
  });

  test('warns when it resolves to another server', () => {
    const finding = judge(resolved('198.51.100.1'));
    expect(finding.status).toBe('warn');
    expect(finding.evidence).toContainEqual({ label: 'kubernetes.default.svc', value: '198.51.100.1' });
    expect(finding.summary).toContain('resolves to 198.51.100.1, but the API server of this cluster is 10.96.0.1');
    expect(judge(resolved('198.51.100.1'), host('fd00::1')).status).toBe('warn');
  });

  test.each([null, 'api.example.com'])('has nothing to compare with when the API server is %s', (name) => {
    expect(judge(resolved('198.51.100.1'), host(name)).status).toBe('pass');
  });

  test('warns when the node has no DNS server, so that no image can be pulled either', () => {
    const finding = judge((facts) => {
      facts.network.nameServers = got([]);
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('names of image registries');
    expect(textOf(finding.fix)).toContain("Set-DnsClientServerAddress -InterfaceAlias '<interface>'");
    expect(finding.fix?.verify?.run).toBe('Resolve-DnsName mcr.microsoft.com');
  });

  test('warns when the servers were asked and did not answer', () => {
    const finding = judge((facts) => {
      facts.network.clusterName = { ok: false, error: { kind: 'timeout', message: 'no answer within 3000 ms' } };
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('no answer within 3000 ms');
    expect(textOf(finding.fix)).toContain('-Server $_ -DnsOnly');
  });

  test('is unknown when the name could not be asked for', () => {
    expect(
      judge((facts) => {
        facts.network.clusterName = denied();
      }).status,
    ).toBe('unknown');
  });
});
