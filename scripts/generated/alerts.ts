import { stringify } from 'yaml';
import type { Area } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';

interface Alert {
  /** Its name in Prometheus. */
  alert: string;
  /** Of a check that fails. */
  severity: 'critical' | 'warning';
  /** How long a check must fail. */
  for: string;
  /** How long a check must warn: what it warns of works today, so it must outlast an upgrade or a restart of the node. */
  warnFor: string;
  summary: string;
  /** What a warning is about. */
  warning: string;
}

/** One alert for the checks of an area that fail, and one for those that warn. */
const alerts: Readonly<Record<Area, Alert>> = {
  account: {
    alert: 'HostProcessAccount',
    severity: 'critical',
    for: '5m',
    // The next start of containerd may be the next reboot.
    warnFor: '15m',
    summary: 'HostProcess containers on {{ $labels.node }} cannot log on with their account ({{ $labels.check }}).',
    warning: 'Accounts of HostProcess containers on {{ $labels.node }} are about to fail ({{ $labels.check }}).',
  },
  runtime: {
    alert: 'HostProcessRuntime',
    severity: 'critical',
    for: '5m',
    warnFor: '1h',
    summary:
      'The container runtime or the kubelet on {{ $labels.node }} is not set up for HostProcess containers ({{ $labels.check }}).',
    warning:
      'The container runtime or the kubelet on {{ $labels.node }} needs attention before HostProcess containers fail ({{ $labels.check }}).',
  },
  files: {
    alert: 'HostProcessFiles',
    severity: 'warning',
    for: '15m',
    warnFor: '1h',
    summary:
      'Files of HostProcess containers on {{ $labels.node }} are not at the expected paths ({{ $labels.check }}).',
    warning:
      'Files of HostProcess containers on {{ $labels.node }} may not be where they are looked for ({{ $labels.check }}).',
  },
  token: {
    alert: 'HostProcessToken',
    severity: 'warning',
    for: '15m',
    warnFor: '1h',
    summary:
      'HostProcess containers on {{ $labels.node }} find no service account token that works ({{ $labels.check }}).',
    warning: 'A service account token on {{ $labels.node }} is not as it should be ({{ $labels.check }}).',
  },
  network: {
    alert: 'HostProcessNetwork',
    severity: 'warning',
    for: '15m',
    warnFor: '1h',
    summary: 'HostProcess containers on {{ $labels.node }} cannot use the network as expected ({{ $labels.check }}).',
    warning: 'The network of HostProcess containers on {{ $labels.node }} may fail them ({{ $labels.check }}).',
  },
  node: {
    alert: 'HostProcessNode',
    severity: 'warning',
    for: '15m',
    warnFor: '1h',
    summary:
      'Windows or hostprobe itself on {{ $labels.node }} does not meet a requirement of HostProcess containers ({{ $labels.check }}).',
    warning: 'Windows or hostprobe itself on {{ $labels.node }} needs attention ({{ $labels.check }}).',
  },
};

/** A page of the agent on that node, which is open to all. */
const agentPage = (path: string) => `https://{{ $labels.instance }}${path}`;

/** Alerts about hostprobe itself: a node of which nothing is known is not a healthy one. */
const aboutHostprobe = [
  {
    alert: 'HostprobeStale',
    expr: 'hostprobe_report_stale == 1',
    for: '15m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'hostprobe on {{ $labels.node }} has no current report.',
      description: 'Its last runs failed or missed their schedule. The log of its pod says why.',
      runbook_url: agentPage('/status'),
    },
  },
  {
    alert: 'HostprobeDown',
    // Every Windows node of the cluster by kube-state-metrics, unless its agent was scraped.
    expr: 'kube_node_info{os_image=~"Windows.*"} unless on (node) hostprobe_report_stale',
    for: '15m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'Nothing is known of {{ $labels.node }}: hostprobe does not run there, or cannot be scraped.',
      description:
        'The fault that hostprobe looks for may stop its own pod. kubectl describe pod shows the event, and hostprobe explain names its causes.',
      runbook_url:
        'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers',
    },
  },
];

const rulesOfChecks = () =>
  Object.entries(alerts).flatMap(([area, { alert, severity, for: failsFor, warnFor, summary, warning }]) => {
    const rule = (status: 'warn' | 'fail', given: Omit<Rule, 'expr'>): Rule[] => {
      const ids = checks.filter((check) => check.area === area && check.gives.includes(status)).map(({ id }) => id);
      if (ids.length === 0) return [];
      const { alert: name, ...rest } = given;
      return [
        { alert: name, expr: `hostprobe_check_status{status="${status}",check=~"${ids.join('|')}"} == 1`, ...rest },
      ];
    };
    const annotations = (text: string) => ({
      summary: text,
      description: 'Read /report of hostprobe on that node for the evidence and the fix.',
      runbook_url: agentPage('/checks?check={{ $labels.check }}'),
    });
    return [
      ...rule('fail', { alert, for: failsFor, labels: { severity }, annotations: annotations(summary) }),
      ...rule('warn', {
        alert: `${alert}Warning`,
        for: warnFor,
        labels: { severity: 'warning' },
        annotations: annotations(warning),
      }),
    ];
  });

export interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
}

/** All alerts that are shipped. */
export const rules = (): Rule[] => [...rulesOfChecks(), ...aboutHostprobe];

const groups = () => [{ name: 'hostprobe', rules: rules() }];

const yaml = (value: unknown) =>
  `# From scripts/generated/alerts.ts and the checks: npm run generate\n${stringify(value, { lineWidth: 0 })}`;

/** The groups of rules, which the chart puts into its PrometheusRule. */
export const chartAlerts = async (): Promise<string> => yaml(groups());

/** The PrometheusRule of the kustomize component. */
export const componentAlerts = async (): Promise<string> =>
  yaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'hostprobe',
      namespace: 'hostprobe',
      labels: { 'app.kubernetes.io/name': 'hostprobe' },
    },
    spec: { groups: groups() },
  });
