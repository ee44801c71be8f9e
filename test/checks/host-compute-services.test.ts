import { expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { hostComputeServices } from '../../agent/checks/host-compute-services.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { processWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(hostComputeServices, snapshotWith(edit));

const demand = { startType: 'demand' } as const;
const disabled = { startType: 'disabled' } as const;

const withPod = (hostProcess: boolean | null, ready: boolean) => (facts: FactValues) => {
  const pod = { id: '1', name: 'iis', namespace: 'web', uid: '2', createdAt: '2026-11-01T11:00:00.000Z', handler: '' };
  facts.runtime.sandboxes = got([{ ...pod, ready, hostProcess }]);
};

const withKubeProxy = (facts: FactValues) => {
  facts['runtime-process']['kube-proxy'] = [processWith({ pid: 680 })];
};

test('passes for both, running or waiting to be asked for', () => {
  expect(judge()).toMatchObject({
    status: 'pass',
    summary: 'vmcompute running, hns running; neither is disabled or missed',
    evidence: [
      { label: 'service vmcompute', value: 'running, start type demand' },
      { label: 'service hns', value: 'running, start type demand' },
    ],
  });
  const stopped = judge((facts) => {
    facts.os.computeService = got({ state: 'stopped', ...demand });
    facts.os.networkService = got({ state: 'stopped', ...demand });
    withPod(true, true)(facts);
    facts['runtime-process']['kube-proxy'] = [];
  });
  expect(stopped.status).toBe('pass');
});

test('warns of a service that is disabled, also while it runs', () => {
  const stopped = judge((facts) => {
    facts.os.computeService = got({ state: 'stopped', ...disabled });
  });
  expect(stopped.status).toBe('warn');
  expect(stopped.summary).toContain('vmcompute is stopped and disabled, so that Windows does not start it');
  expect(commandsOf(stopped.fix).slice(0, 2)).toEqual([
    'sc.exe config vmcompute start= demand',
    'Start-Service vmcompute',
  ]);

  const running = judge((facts) => {
    facts.os.networkService = got({ state: 'running', ...disabled });
  });
  expect(running.summary).toContain('hns runs, but is disabled');
  expect(textOf(running.fix)).not.toContain('Start-Service');
});

test('names a pod that needs both services once', () => {
  const finding = judge((facts) => {
    facts.os.computeService = got({ state: 'stopped', ...demand });
    facts.os.networkService = got({ state: 'stopped', ...demand });
    withPod(false, true)(facts);
    facts['runtime-process']['kube-proxy'] = [];
  });
  expect(finding.evidence.filter(({ label }) => label === 'needed by')).toEqual([
    { label: 'needed by', value: 'the running pod web/iis' },
  ]);
});

test('names the first pod that runs and needs the service, not one that has ended or runs on the host', () => {
  const { summary } = judge((facts) => {
    facts.os.computeService = got({ state: 'stopped', ...demand });
    const pod = { namespace: 'web', uid: '2', createdAt: '2026-11-01T11:00:00.000Z', handler: '', ready: true };
    facts.runtime.sandboxes = got([
      { ...pod, id: '1', name: 'agent', hostProcess: true },
      { ...pod, id: '2', name: 'ended', hostProcess: false, ready: false },
      { ...pod, id: '3', name: 'iis', hostProcess: false },
      { ...pod, id: '4', name: 'api', hostProcess: false },
    ]);
  });
  expect(summary).toContain('vmcompute is stopped, though the running pod web/iis cannot work without it');
});

test('warns of a stopped hns while kube-proxy runs, in a snapshot without start types too', () => {
  const finding = judge((facts) => {
    facts.os.networkService = got({ state: 'stopped' });
    withKubeProxy(facts);
  });
  expect(finding.status).toBe('warn');
  expect(finding.summary).toContain('hns is stopped, though kube-proxy (pid 680) cannot work without it');
  expect(finding.evidence).toContainEqual({ label: 'service hns', value: 'stopped' });
});

test('warns of both while an ordinary pod runs', () => {
  const stop = (facts: FactValues) => {
    facts.os.computeService = got({ state: 'stopped', ...demand });
    facts.os.networkService = got({ state: 'stopped', ...demand });
    facts['runtime-process']['kube-proxy'] = [];
  };
  const judgeWith = (hostProcess: boolean | null, ready: boolean) =>
    judge((facts) => {
      stop(facts);
      withPod(hostProcess, ready)(facts);
    });
  const finding = judgeWith(false, true);
  expect(finding.summary).toMatch(
    /^vmcompute is stopped, though the running pod web\/iis .*; hns is stopped, though the running pod web\/iis /,
  );
  expect(commandsOf(finding.fix).slice(0, 2)).toEqual(['Start-Service vmcompute', 'Start-Service hns']);
  expect([judgeWith(false, false).status, judgeWith(null, true).status]).toEqual(['pass', 'pass']);
});

test('shows what Windows logged of them', () => {
  const { evidence } = judge((facts) => {
    const event = { log: 'System', source: 'Service Control Manager', id: 7031, level: 'error' as const };
    const said = { text: 'Host Network Service\n1', count: 1, at: '2026-11-01T10:00:00.000Z' };
    facts.logs.windows = { channels: [], events: [{ ...event, ...said }] };
  });
  expect(evidence).toContainEqual({
    label: 'System log, event 7031',
    value: '2026-11-01T10:00:00.000Z: Host Network Service, 1',
  });
});

test('leaves services that are not there to containers-feature, and is unknown where they could not be read', () => {
  const missing = judge((facts) => {
    facts.os.networkService = got(null);
  });
  const hidden = judge((facts) => {
    facts.os.computeService = denied();
  });
  expect([missing.status, hidden.status]).toEqual(['skip', 'unknown']);
});
