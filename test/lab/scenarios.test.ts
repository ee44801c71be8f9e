import { expect, test } from 'vitest';
import { scenarioOf, scenarios } from '../../scripts/lab/scenarios.ts';
import { readReport, readStrict } from './report.ts';
import { withNode } from './with-node.ts';

/** What each scenario's name promises: the checks that speak, by what they say. Everything else passes or is skipped. */
const promised: Readonly<Record<string, { fail?: string[]; warn?: string[]; unknown?: string[] }>> = {
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
};

test('every scenario has its promise', () => {
  expect(Object.keys(promised)).toEqual(Object.keys(scenarios));
});

test.each(Object.entries(promised))('%s gives the findings of its name and no others', (name, promise) =>
  withNode('scenario', scenarioOf(name), async (node) => {
    const { findings } = await readReport(node);
    const saying = (status: string) =>
      findings.filter((finding) => finding.status === status).map(({ check }) => check);
    const said = { fail: saying('fail'), warn: saying('warn'), unknown: saying('unknown') };
    expect(said).toEqual({ fail: [], warn: [], unknown: [], ...promise });
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
  }),
);
