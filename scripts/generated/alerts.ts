import { stringify } from 'yaml';
import type { Area } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';

interface Alert {
  /** Its name in Prometheus. */
  alert: string;
  severity: 'critical' | 'warning';
  /** How long it must last. */
  for: string;
  summary: string;
}

/** One alert for the checks of an area. */
const alerts: Readonly<Record<Area, Alert>> = {
  account: {
    alert: 'HostProcessAccount',
    severity: 'critical',
    for: '5m',
    summary: 'HostProcess containers on {{ $labels.node }} cannot log on with their account ({{ $labels.check }}).',
  },
  runtime: {
    alert: 'HostProcessRuntime',
    severity: 'critical',
    for: '5m',
    summary:
      'The container runtime or the kubelet on {{ $labels.node }} is not set up for HostProcess containers ({{ $labels.check }}).',
  },
  files: {
    alert: 'HostProcessFiles',
    severity: 'warning',
    for: '15m',
    summary:
      'Files of HostProcess containers on {{ $labels.node }} are not at the expected paths ({{ $labels.check }}).',
  },
  token: {
    alert: 'HostProcessToken',
    severity: 'warning',
    for: '15m',
    summary:
      'HostProcess containers on {{ $labels.node }} find no service account token that works ({{ $labels.check }}).',
  },
  network: {
    alert: 'HostProcessNetwork',
    severity: 'warning',
    for: '15m',
    summary: 'HostProcess containers on {{ $labels.node }} cannot use the network as expected ({{ $labels.check }}).',
  },
  node: {
    alert: 'HostProcessNode',
    severity: 'warning',
    for: '15m',
    summary:
      'Windows on {{ $labels.node }} does not meet the requirements of HostProcess containers ({{ $labels.check }}).',
  },
};

/** Alerts about hostprobe itself. */
const aboutHostprobe = [
  {
    alert: 'HostprobeStale',
    expr: 'hostprobe_report_stale == 1',
    for: '15m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'hostprobe on {{ $labels.node }} has no current report.',
      description: 'Its last runs failed or missed their schedule. The log of its pod says why.',
    },
  },
  {
    alert: 'HostprobeDown',
    expr: 'kube_daemonset_status_number_unavailable{daemonset="hostprobe"} > 0',
    for: '15m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'hostprobe does not run on {{ $value }} Windows nodes.',
      description:
        'The fault that hostprobe looks for may stop its own pod. kubectl describe pod shows the event, and hostprobe explain names its causes.',
    },
  },
];

function rulesOfChecks() {
  return Object.entries(alerts).map(([area, { alert, severity, for: lasting, summary }]) => {
    const ids = checks.filter((check) => check.area === area).map(({ id }) => id);
    return {
      alert,
      expr: `hostprobe_check_status{status="fail",check=~"${ids.join('|')}"} == 1`,
      for: lasting,
      labels: { severity },
      annotations: {
        summary,
        description: 'Read /report of hostprobe on that node for the evidence and the fix.',
      },
    };
  });
}

const groups = () => [{ name: 'hostprobe', rules: [...rulesOfChecks(), ...aboutHostprobe] }];

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
