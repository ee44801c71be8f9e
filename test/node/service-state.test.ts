import { describe, expect, test } from 'vitest';
import type { WindowsEvent } from '../../agent/facts/logs.ts';
import { onNode } from '../../agent/fix.ts';
import { judgeState, loggedFailures, stateEvidence } from '../../agent/node/service-state.ts';
import { serviceWith } from '../distributions.ts';
import { commandsOf } from '../fix.ts';
import { denied, got } from '../snapshot.ts';

describe('judgeState', () => {
  test('has nothing to say of a service that runs and will start again', () => {
    expect(judgeState(serviceWith({ startType: 'auto' }), 'x')).toBeNull();
    expect(judgeState(serviceWith({ startType: 'demand' }), 'x')).toBeNull();
  });

  test('carries the consequence and the exit code of a service that is stopped', () => {
    const verdict = judgeState(serviceWith({ state: 'stopped', pid: null, exitCode: 1069 }), 'nothing works');
    expect(verdict?.status).toBe('fail');
    expect(verdict?.summary).toBe(
      'the service containerd is stopped (it could not log on with its account): nothing works',
    );
  });

  test('gives a service that could not log on another account before it starts it', () => {
    const stopped = { state: 'stopped', pid: null, exitCode: 1069 } as const;
    const steps = (account: string) => {
      const verdict = judgeState(serviceWith({ ...stopped, account }), 'x');
      return verdict?.fix.steps.map(({ run }) => run).slice(0, -1);
    };
    expect(steps('.\\Administrator')).toEqual([
      'sc.exe config containerd obj= LocalSystem',
      'Start-Service containerd',
    ]);
    expect(steps('LocalSystem')).toEqual(['Start-Service containerd']);
    const ended = judgeState(serviceWith({ ...stopped, exitCode: 1067, account: '.\\svc' }), 'x');
    expect(ended?.fix.steps[0]?.run).toBe('Start-Service containerd');
  });

  test('does what must be done before a start only where the service is started', () => {
    const before = [onNode('End what is left.', 'Stop-Process -Id 1')];
    const first = (state: 'stopped' | 'paused') =>
      judgeState(serviceWith({ state }), 'x', { before })?.fix.steps[0]?.run;
    expect([first('stopped'), first('paused')]).toEqual(['Stop-Process -Id 1', 'Restart-Service containerd -Force']);
  });

  test('has the end of what a wrapper kept read before the service is started', () => {
    const files = { stdout: 'C:\\k\\kubelet.out.log', stderr: 'C:\\k\\kubelet.err.log' };
    const commands = (kept: { stdout: string | null; stderr: string | null }) => {
      const wrapper = got({ application: 'C:\\k\\kubelet.exe', parameters: '', ...kept });
      const verdict = judgeState(serviceWith({ state: 'stopped', pid: null, exitCode: 1, wrapper }), 'x');
      return verdict?.fix.steps.map(({ run }) => run).slice(0, -1);
    };
    const read = (path: string) => `Get-Content -Tail 50 -LiteralPath '${path}'`;
    expect(commands(files)).toEqual([read(files.stderr), 'Start-Service containerd']);
    expect(commands({ ...files, stderr: null })).toEqual([read(files.stdout), 'Start-Service containerd']);
    expect(commands({ stdout: null, stderr: null })).toEqual(['Start-Service containerd']);
  });

  test('waits for a service between states, then ends it with what it started, and starts it again', () => {
    const verdict = judgeState(serviceWith({ state: 'stop-pending', pid: 1200 }), 'x');
    expect(verdict?.status).toBe('warn');
    expect(commandsOf(verdict?.fix)).toEqual([
      'sc.exe queryex containerd',
      "taskkill.exe /F /T /FI 'SERVICES eq containerd'",
      'Get-Service containerd | ForEach-Object { $_; $_.DependentServices } | Where-Object StartType -ne Disabled | Start-Service',
    ]);
  });
});

describe('stateEvidence', () => {
  test('shows what a wrapper starts', () => {
    const wrapper = got({ application: 'powershell.exe', parameters: '-File x.ps1', stdout: null, stderr: null });
    expect(stateEvidence(serviceWith({ wrapper }))).toContainEqual({
      label: 'wraps',
      value: 'powershell.exe -File x.ps1',
    });
  });

  test('does without a wrapper that could not be read, and without a process', () => {
    const labels = stateEvidence(serviceWith({ wrapper: denied(), pid: null })).map(({ label }) => label);
    expect(labels).toEqual(['service containerd', 'command line']);
  });
});

const service = serviceWith({ name: 'containerd', displayName: 'Container runtime' });
const event = (text: string, more: Partial<WindowsEvent> = {}): WindowsEvent => ({
  ...{ log: 'System', source: 'Service Control Manager', id: 7031, level: 'error', text, count: 1 },
  ...{ at: '2026-11-01T10:00:00.000Z', ...more },
});
const logged = (...events: WindowsEvent[]) =>
  loggedFailures({ sources: [], lines: [], leftOut: 0, windows: { channels: [], events } }, service);

test('failures of a service are found by its name or its display name, the newest first', () => {
  expect(logged(event('CONTAINERD\n1'), event('Container runtime\n2\n60000', { id: 7034, count: 4 }))).toEqual([
    { label: 'System log, event 7034', value: '2026-11-01T10:00:00.000Z, 4 times: Container runtime, 2, 60000' },
    { label: 'System log, event 7031', value: '2026-11-01T10:00:00.000Z: CONTAINERD, 1' },
  ]);
});

test('at most three, and none of others: another service, another source, another log', () => {
  const four = ['1', '2', '3', '4'].map((number) => event(`containerd\n${number}`));
  expect(logged(...four).map(({ value }) => value.at(-1))).toEqual(['4', '3', '2']);
  expect(logged(event('containerd-old\n1'), event('hns\ncontainerd'))).toEqual([]);
  expect(
    logged(event('containerd', { source: 'Application Error' }), event('containerd', { log: 'Application' })),
  ).toEqual([]);
});

test('a snapshot without these logs gives none', () => {
  expect(loggedFailures(undefined, service)).toEqual([]);
  expect(loggedFailures({ sources: [], lines: [], leftOut: 0 }, service)).toEqual([]);
});
