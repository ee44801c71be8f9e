import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { plainView } from '../../agent/renderer.ts';
import { prometheus } from '../../agent/renderers/prometheus.ts';
import { runbookOf } from '../../agent/server/routes/checks.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { rules } from '../../scripts/generated/alerts.ts';
import { readExposition } from '../exposition.ts';
import { faults } from '../faults.ts';
import { complaintsAboutRules } from '../promtool.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { healthyVariations } from '../variations.ts';

/** Nodes by the name that they have in Prometheus: all stories, and a node for each fault that no story has. */
const nodes: Record<string, Snapshot> = {
  ...Object.fromEntries(storyNames().map((name) => [name, snapshotOf(name)])),
  ...Object.fromEntries(
    Object.entries(faults).flatMap(([check, edits]) =>
      Object.entries(edits).map(([status, edit]) => [`${check}-${status}`, snapshotWith(edit)]),
    ),
  ),
};
const reports = Object.entries(nodes).map(([node, snapshot]) => [node, assess(snapshot)] as const);

/** A scrape of each minute, as the PodMonitor labels it. */
const scraped = reports.flatMap(([node, report]) =>
  readExposition(prometheus.render(report, plainView))
    .filter(({ name, value }) => name === 'hostprobe_check_status' && value === 1)
    .map(({ labels }) => ({
      series: seriesOf('hostprobe_check_status', { ...labels, ...target(node) }),
      values: '1x130',
    })),
);

function target(node: string) {
  return { node, instance: '10.0.0.7:20258' };
}
function seriesOf(name: string, labels: Record<string, string>) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** Of a finding, the alert that names its check for its status. */
function alertOf(check: string, status: string) {
  return rules().find(({ expr }) => {
    const [, of, ids] = /status="(\w+)",check=~"([^"]+)"/.exec(expr) ?? [];
    return of === status && ids?.split('|').includes(check);
  });
}

const fired = reports.flatMap(([node, { findings }]) =>
  findings
    .filter(({ status }) => status === 'warn' || status === 'fail')
    .map(({ check, status }) => ({ node, check, status, alert: alertOf(check, status) })),
);

const all = { groups: [{ name: 'hostprobe', rules: rules() }] };

describe('the alerts', () => {
  test('are met for every status that every check can give: nothing that is declared is dead', () => {
    const met = new Set(
      reports.flatMap(([, { findings }]) => findings.map(({ check, status }) => `${check} ${status}`)),
    );
    for (const edit of Object.values(healthyVariations)) {
      for (const { check, status } of assess(snapshotWith(edit)).findings) met.add(`${check} ${status}`);
    }
    const declared = checks.flatMap(({ id, gives }) => gives.map((status) => `${id} ${status}`));
    expect(
      declared.filter((one) => !met.has(one)),
      'no node of the tests gives these: for warn or fail add an edit of the healthy node to test/faults.ts, for pass or skip one to healthyVariations in test/variations.ts, or for any of them a story to test/composed.ts; or take the status out of `gives` of the check',
    ).toEqual([]);
    const undeclared = [...met].filter((one) => !/ (?:unknown|hidden)$/.test(one) && !declared.includes(one));
    // In an ordinary container the runner itself skips what is about the node.
    expect(
      undeclared.filter((one) => !one.endsWith(' skip')),
      'a node gives these: add the status to `gives` of the check',
    ).toEqual([]);
  });

  test('fire for every check that warns or fails on a node, and for no other', async () => {
    expect(fired.filter(({ alert }) => alert === undefined)).toEqual([]);
    const samples = fired.map(({ node, check, status, alert }) => ({
      labels: seriesOf('ALERTS', {
        ...{ alertname: alert?.alert ?? '', alertstate: 'firing', severity: alert?.labels.severity ?? '' },
        ...{ check, status, ...target(node) },
      }),
      value: 1,
    }));
    const promql = [{ expr: 'ALERTS{alertstate="firing"}', eval_time: '2h', exp_samples: samples }];
    const tests = [{ interval: '1m', input_series: scraped, promql_expr_test: promql }];
    expect(await complaintsAboutRules(all, tests)).toBe('');
    // Every alert about a check is among them.
    const names = new Set(fired.map(({ alert }) => alert?.alert));
    expect(rules().filter(({ alert }) => alert.startsWith('HostProcess') && !names.has(alert))).toEqual([]);
  });

  test('wait for as long as they say, and link to what to do', async () => {
    const labels = { check: 'containerd-account-pending', status: 'warn', ...target('win-1') };
    const expected = {
      exp_labels: { severity: 'warning', ...labels },
      exp_annotations: {
        summary: 'Accounts of HostProcess containers on win-1 are about to fail (containerd-account-pending).',
        description: 'Read /report of hostprobe on that node for the evidence and the fix.',
        runbook_url: 'https://10.0.0.7:20258/checks?check=containerd-account-pending',
      },
    };
    const alertname = 'HostProcessAccountWarning';
    const tests = [
      {
        interval: '1m',
        input_series: [{ series: seriesOf('hostprobe_check_status', labels), values: '0x9 1x60' }],
        alert_rule_test: [
          { alertname, eval_time: '20m', exp_alerts: [] },
          { alertname, eval_time: '30m', exp_alerts: [expected] },
        ],
      },
    ];
    expect(await complaintsAboutRules(all, tests)).toBe('');
  });

  test('distinguish a node without an agent, or with a stale report, from a healthy one', async () => {
    const info = (node: string, os_image: string) => ({
      series: seriesOf('kube_node_info', { node, os_image, instance: 'kube-state-metrics:8080' }),
      values: '1x60',
    });
    const stale = (node: string, values: string) => ({
      series: seriesOf('hostprobe_report_stale', target(node)),
      values,
    });
    const windows = 'Windows Server 2022 Datacenter';
    const firing = (alertname: string, labels: Record<string, string>) => ({
      labels: seriesOf('ALERTS', { alertname, alertstate: 'firing', severity: 'warning', ...labels }),
      value: 1,
    });
    const tests = [
      {
        interval: '1m',
        input_series: [
          ...['healthy', 'stale', 'died', 'never'].map((node) => info(node, windows)),
          info('linux', 'Debian GNU/Linux 13'),
          stale('healthy', '0x60'),
          stale('stale', '1x60'),
          stale('died', '0x20 stale'),
        ],
        promql_expr_test: [
          {
            expr: 'ALERTS{alertstate="firing"}',
            eval_time: '50m',
            exp_samples: [
              firing('HostprobeStale', target('stale')),
              ...['died', 'never'].map((node) =>
                firing('HostprobeDown', { node, os_image: windows, instance: 'kube-state-metrics:8080' }),
              ),
            ],
          },
        ],
      },
    ];
    expect(await complaintsAboutRules(all, tests)).toBe('');
  });

  test('name every check in those alerts whose status it can give, and each has its page', () => {
    for (const check of checks) {
      const { id, gives } = check;
      for (const status of ['warn', 'fail'] as const) {
        expect(alertOf(id, status) !== undefined, `${id} ${status}`).toBe(
          (gives as readonly string[]).includes(status),
        );
      }
      expect(runbookOf(check, 20_300)).toContain(`"127.0.0.1:20300/report?check=${id}`);
    }
    for (const { annotations } of rules()) expect(annotations.runbook_url).toMatch(/^https:\/\//);
  });
});
