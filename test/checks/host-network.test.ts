import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { hostNetwork } from '../../agent/checks/host-network.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, isolated, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(hostNetwork, snapshotWith(both(...edits)));
const kubeletRefuses: Edit = (facts) => {
  facts.network.kubeletHealth = got(null);
};
const address = (nodeAddress: string | null): Edit => {
  return (facts) => {
    facts.network.nodeAddress = nodeAddress;
  };
};

describe('host-network', () => {
  test("passes when the node's kubelet answers on the loopback, with any HOST_IP", () => {
    expect(judge().status).toBe('pass');
    expect(judge(address('203.0.113.9')).status).toBe('pass');
  });

  test('passes by the address of the node when the kubelet is silent', () => {
    const finding = judge(kubeletRefuses);
    expect(finding).toMatchObject({
      status: 'pass',
      summary: 'the network of the node: its address 10.0.0.7 is on an interface here',
    });
  });

  test('knows an IPv6 address with its zone and in capitals', () => {
    const finding = judge(kubeletRefuses, address('fd00::a'), (facts) => {
      facts.network.interfaces = got([{ name: 'Ethernet', address: 'FD00::A%5', family: 'ipv6', internal: false }]);
    });
    expect(finding.status).toBe('pass');
  });

  test('fails when neither the address nor the kubelet is here', () => {
    const finding = judge(kubeletRefuses, address('203.0.113.9'));
    expect(finding).toMatchObject({ status: 'fail', causes: ['hyperv-isolation'] });
    expect(finding.summary).toContain('203.0.113.9');
    expect(finding.evidence).toContainEqual({ label: 'addresses here', value: '10.0.0.7, 127.0.0.1' });
    expect(textOf(finding.fix)).toContain('spec.nodeName=win-node-1');
  });

  test('only warns when the kubelet could not be asked', () => {
    const silent: Edit = (facts) => {
      facts.network.kubeletHealth = { ok: false, error: { kind: 'timeout', message: 'no answer within 3000 ms' } };
    };
    expect(judge(silent, address('203.0.113.9')).status).toBe('warn');
  });

  test('is skipped with nothing to compare, unknown when the interfaces are hidden', () => {
    expect(judge(kubeletRefuses, address(null)).status).toBe('skip');
    expect(
      judge(kubeletRefuses, (facts) => {
        facts.network.interfaces = denied();
      }).status,
    ).toBe('unknown');
  });

  test('is skipped outside a HostProcess container', () => {
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
  });
});
