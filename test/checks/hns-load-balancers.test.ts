import { expect, test } from 'vitest';
import { hnsLoadBalancers } from '../../agent/checks/hns-load-balancers.ts';
import type { DifferingService } from '../../agent/facts/pod-network.ts';
import { processWith } from '../distributions.ts';
import { withHostProcessPod } from '../pod-network/node.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { both, type Edit } from '../variations.ts';

const at = new Date('2026-11-01T12:00:00Z');
const judge = (edit: Edit) => hnsLoadBalancers.run(factsWith(edit), { at, node: 'win-1' });
const missing: DifferingService = {
  ...{ namespace: 'shop', name: 'cart', address: '10.43.0.10', protocol: 'TCP', port: 80 },
  ...{ present: false, lacks: [], left: [], changedAt: '2026-10-30T09:00:00.000Z' },
};
const compared =
  (...differing: DifferingService[]): Edit =>
  (facts) => {
    const count = { compared: 8, missing: differing.length, wrong: 0 };
    facts['pod-network'].services = got({ at: at.toISOString(), truncated: false, differing, ...count });
  };

test('a Service without a load balancer is named', () => {
  expect(judge(compared())).toMatchObject({ status: 'pass', summary: expect.stringContaining('8 ports compared') });
  expect(judge(compared(missing))).toMatchObject({
    status: 'warn',
    summary: 'HNS has no load balancer for 1 of 8 ports of Services, such as shop/cart (10.43.0.10:80/TCP)',
  });
});

test('one with other endpoints than its Service is told with those that it lacks and those that are left', () => {
  const stale = { ...missing, present: true, lacks: ['10.244.1.5'], left: ['10.244.1.9'] };
  const edit: Edit = (facts) => {
    const count = { compared: 8, missing: 0, wrong: 1 };
    facts['pod-network'].services = got({ at: at.toISOString(), truncated: true, differing: [stale], ...count });
  };
  expect(judge(edit)).toMatchObject({
    summary:
      'the load balancer of 1 of 8 ports of Services has other endpoints than the Service, such as shop/cart (10.43.0.10:80/TCP)',
    evidence: [{ value: 'lacks 10.244.1.5; still has 10.244.1.9; unchanged since 2026-10-30T09:00:00.000Z' }, {}],
  });
});

test('of more than are listed the counts are told', () => {
  const edit: Edit = (facts) => {
    const count = { compared: 900, missing: 1, wrong: 30 };
    const differing = [missing, { ...missing, name: 'till', present: true, lacks: ['10.244.1.5'] }];
    facts['pod-network'].services = got({ at: at.toISOString(), truncated: false, differing, ...count });
  };
  expect(judge(edit).summary).toMatch(/for 1 of 900 ports.*; the load balancer of 30 of 900 ports/);
});

test('that more is there than was read is said', () => {
  const edit: Edit = (facts) => {
    const count = { compared: 8, missing: 0, wrong: 0 };
    facts['pod-network'].services = got({ at: at.toISOString(), truncated: true, differing: [], ...count });
  };
  expect(judge(edit)).toMatchObject({
    summary: expect.stringMatching(/ compared; the cluster or HNS has more than is read$/),
  });
});

test('what changed within five minutes, or nobody knows when, accuses nobody', () => {
  const recent = { ...missing, changedAt: '2026-11-01T11:56:00.000Z' };
  expect(judge(compared(recent, { ...missing, changedAt: null }))).toMatchObject({ status: 'pass' });
});

test('a kube-proxy that was started within ten minutes is still at work', () => {
  const started =
    (startedAt: string): Edit =>
    (facts) => {
      facts['runtime-process']['kube-proxy'] = [processWith({ pid: 3000, startedAt: got(startedAt) })];
    };
  expect(judge(both(compared(missing), started('2026-11-01T11:55:00.000Z')))).toMatchObject({ status: 'pass' });
  expect(judge(both(compared(missing), started('2026-11-01T11:00:00.000Z')))).toMatchObject({ status: 'warn' });
});

test('kube-proxy is restarted as what it is: a pod, a service, or a process', () => {
  const restart = (edit: Edit) => {
    const verdict = judge(both(compared(missing), edit));
    return verdict.status === 'warn' ? verdict.fix.steps[0]?.run : null;
  };
  expect(restart((facts) => withHostProcessPod(facts, { name: 'kube-proxy-windows-x2k9q' }))).toBe(
    'kubectl delete pod kube-proxy-windows-x2k9q -n kube-system',
  );
  expect(restart(() => undefined)).toBe('Get-Process kube-proxy | Stop-Process -Force');
  const asService: Edit = ({ services }) => {
    const { kubelet } = services;
    if (kubelet.ok && kubelet.value) services['kube-proxy'] = got({ ...kubelet.value, name: 'kubeproxy' });
  };
  expect(restart(asService)).toBe('Restart-Service kubeproxy -Force');
});

const orphaned =
  (...addresses: string[]): Edit =>
  (facts) => {
    if (!facts['pod-network'].loadBalancers.ok) return;
    facts['pod-network'].loadBalancers.value.orphaned = addresses.map((address, index) => {
      return { id: `0000000${index}-2424-4C5E-9B9D-000000000000`, address, protocol: 'TCP', port: 443 };
    });
  };

test('one that is left of a Service without pods is evidence, and no accusation', () => {
  expect(judge(both(compared(), orphaned('10.43.0.30')))).toMatchObject({
    status: 'pass',
    evidence: [{}, { label: 'leads to no endpoint: 10.43.0.30:443/TCP' }],
  });
  expect(judge(both(compared(), orphaned('10.43.0.30', '10.43.0.31')))).toMatchObject({ status: 'pass' });
  expect(judge(both(compared(), orphaned('10.43.0.30', '10.43.0.30')))).toMatchObject({
    status: 'warn',
    summary: expect.stringMatching(/^the load balancer of 10\.43\.0\.30:443\/TCP and 1 more leads to no endpoint/),
  });
});

test('one is an accusation where kube-proxy fails', () => {
  const beside = (waits?: [string, string]) =>
    judge(
      both(compared(), orphaned('10.43.0.30'), (facts) => {
        withHostProcessPod(facts, { name: 'kube-proxy-windows-x2k9q', ...(waits && { waits }) });
      }),
    );
  expect(beside()).toMatchObject({ status: 'pass' });
  expect(beside(['CrashLoopBackOff', 'back-off'])).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining('0x803b0013'),
  });
});

test('an account that may not list Services says so', () => {
  const refused: Edit = (facts) => {
    facts['pod-network'].services = denied('list services: 403 Forbidden');
  };
  expect(judge(refused)).toMatchObject({ status: 'skip', summary: expect.stringContaining('403 Forbidden') });
});
