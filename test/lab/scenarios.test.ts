import { expect, test } from 'vitest';
import { describeCondition } from '../../agent/publish/condition.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { scenarioOf, scenarios } from '../../scripts/lab/scenarios.ts';
import { readReport, readStrict } from './report.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

/** What each scenario's name promises: the checks that speak, by what they say. Everything else passes or is skipped. */
const promised: Readonly<Record<string, { fail?: string[]; warn?: string[]; unknown?: string[]; hidden?: string[] }>> =
  {
    'healthy-1.7': {},
    'healthy-1.6': { warn: ['containerd-version'] },
    'healthy-2': {},
    'no-bind-filter': { warn: ['bind-filter'] },
    'containerd-user-account': { fail: ['containerd-account'] },
    'account-change-pending': { warn: ['containerd-account-pending'] },
    'containerd-stopped': {
      fail: ['containerd-service', 'cri-endpoint'],
      unknown: ['runtime-ready', 'annotation-passthrough'],
    },
    'cri-silent': { fail: ['cri-endpoint'], unknown: ['runtime-ready', 'annotation-passthrough'] },
    'cri-frozen': { fail: ['cri-endpoint'], unknown: ['runtime-ready', 'annotation-passthrough'] },
    'cri-lists-hang': { fail: ['cri-endpoint'] },
    'kubelet-endpoint-differs': { fail: ['cri-endpoint'] },
    'config-imports': {},
    'config-broken': { fail: ['containerd-config'], warn: ['containerd-restart-pending'] },
    'containerd-rebuilt': { warn: ['containerd-restart-pending'] },
    'containerd-folders-moved': {},
    'shim-released': { warn: ['shim-version', 'sandbox-mode'] },
    'shim-missing': { fail: ['shim-version'] },
    'old-shim': { warn: ['shim-version', 'sandbox-mode'] },
    'token-expired': { fail: ['token-claims'] },
    'token-of-another-pod': { fail: ['token-claims'] },
    'stray-host-token': { fail: ['token-client'], warn: ['bind-filter', 'token-paths'] },
    'not-host-process': { fail: ['host-process'] },
    'local-service': { hidden: ['interactive-logon-right'] },
    'local-service-cri-silent': {
      fail: ['cri-endpoint'],
      unknown: ['runtime-ready'],
      hidden: ['interactive-logon-right'],
    },
    'local-service-containerd-stopped': {
      fail: ['containerd-service', 'cri-endpoint'],
      unknown: ['runtime-ready', 'annotation-passthrough'],
      hidden: ['interactive-logon-right'],
    },
    'local-service-user-account': { fail: ['containerd-account'], hidden: ['interactive-logon-right'] },
  };

test('every scenario has its promise', () => {
  expect(Object.keys(promised)).toEqual(Object.keys(scenarios));
});

test.each(Object.entries(promised))('%s gives the findings of its name and no others', (name, promise) =>
  withNode('scenario', scenarioOf(name), async (node) => {
    const { findings } = await readReport(node);
    const saying = (status: string) =>
      findings.filter((finding) => finding.status === status).map(({ check }) => check);
    const said = {
      ...{ fail: saying('fail'), warn: saying('warn') },
      ...{ unknown: saying('unknown'), hidden: saying('hidden') },
    };
    expect(said).toEqual({ fail: [], warn: [], unknown: [], hidden: [], ...promise });
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
  }),
);

test('as README installs it, a healthy node is healthy: exit code 0, HTTP 200, the condition True', () =>
  withNode('local-service', scenarioOf('local-service'), async (node) => {
    const once = startAgent(node, 'report', ['report', '-o', 'json']);
    expect(await once.exited, once.log()).toBe(0);
    const report = reportSchema.parse(JSON.parse(once.stdout()));
    expect(report.outline.agent.account).toContain('LOCAL SERVICE');
    expect(report).toMatchObject({ status: 'healthy', counts: { warn: 0, fail: 0, unknown: 0, hidden: 1 } });
    expect(describeCondition(report)).toMatchObject({ status: 'True', reason: 'ChecksPassed' });

    const port = await freePort();
    const agent = startAgent(node, 'agent', ['serve', '--listen', `127.0.0.1:${port}`]);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    await until(async () => (await ask('/readyz')) === 200);
    expect(await ask('/report')).toBe(200);
    expect(await agent.stop()).toBe(0);
  }));
