import { expose, expositionType, gauge, type Metric, only, type Series } from '../print/exposition.ts';
import type { Renderer } from '../renderer.ts';
import { findingStatuses, type Report, reportStatuses } from '../report.ts';
import { readVersion } from '../shim/version.ts';

/**
 * Labels are hostprobe's own ids, version numbers, and names of Kubernetes, never text, paths or SIDs from the node.
 */
export const prometheus: Renderer = {
  id: 'prometheus',
  contentType: expositionType,
  render: (report) => expose(metricsOf(report)),
};

/** Also exposed before the first report. */
export const buildInfo = (version: string): Metric =>
  gauge('hostprobe_build_info', 'Version of hostprobe.', [{ labels: { version }, value: 1 }]);

function metricsOf(report: Report): Metric[] {
  const facts = Object.entries(report.facts);
  const overall = reportStatuses.map((status) => ({
    labels: { status },
    value: Number(report.status === status),
  }));
  const ofChecks = report.findings.flatMap((finding) =>
    findingStatuses.map((status) => ({
      labels: { check: finding.check, status },
      value: Number(finding.status === status),
    })),
  );
  return [
    buildInfo(report.tool.version),
    gauge('hostprobe_status', 'Overall status of the node: 1 for the current one.', overall),
    gauge('hostprobe_check_status', 'Status of each check: 1 for the current one.', ofChecks),
    gauge(
      'hostprobe_probe_success',
      'Whether the probe gathered the fact.',
      facts.map(([fact, { ok }]) => ({ labels: { fact }, value: Number(ok) })),
    ),
    gauge(
      'hostprobe_probe_duration_seconds',
      'How long the probe took.',
      facts.map(([fact, { ms }]) => ({ labels: { fact }, value: ms / 1000 })),
    ),
    ...containerMetrics(report),
    gauge('hostprobe_containerd_info', 'The containerd that answers on the CRI endpoint.', containerdInfo(report)),
    gauge(
      'hostprobe_report_timestamp_seconds',
      'Time of the run, in seconds since 1970.',
      only(Date.parse(report.at) / 1000),
    ),
  ];
}

type Container = NonNullable<Report['containers']>[number];

/** What an account that may read job objects sees of each HostProcess container; a name that is none of Kubernetes gives no series. */
function containerMetrics({ containers = [] }: Report): Metric[] {
  const named = containers.filter(({ namespace, pod, container }) =>
    [namespace, pod, container].every((name) => kubernetesName.test(name)),
  );
  const gaugeOf = (name: string, help: string, read: (container: Container) => number | null) =>
    gauge(
      `hostprobe_container_${name}`,
      help,
      named.flatMap((one) => {
        const { namespace, pod, container } = one;
        const value = read(one);
        return value === null ? [] : [{ labels: { namespace, pod, container }, value }];
      }),
    );
  return [
    gaugeOf('processes', 'Processes in the job of a HostProcess container.', ({ processes }) => processes),
    gaugeOf('cpu_seconds', 'Processor time of a HostProcess container since it began.', ({ cpuSeconds }) => cpuSeconds),
    gaugeOf('memory_bytes', 'Memory that a HostProcess container commits.', ({ memoryBytes }) => memoryBytes),
    gaugeOf(
      'memory_limit_bytes',
      'Memory limit of a HostProcess container.',
      ({ memoryLimitBytes }) => memoryLimitBytes,
    ),
    gaugeOf('handles', 'Handles of the processes of a HostProcess container.', ({ handles }) => handles),
  ];
}

/** RFC 1123, as Kubernetes demands of all three. */
const kubernetesName = /^[a-z\d](?:[-a-z\d.]{0,251}[a-z\d])?$/;

/**
 * The version as a label. A runtime may report any text, and another one in each run. To keep the number of series small,
 * text that is not a version gives no series, and only known suffixes are kept.
 */
function containerdInfo({ runtime }: Report): Series[] {
  const version = runtime === null ? null : readVersion(runtime.version);
  if (version === null || version.major > 9 || version.minor > 99 || version.patch > 99) return [];
  const suffix = knownSuffix.exec(version.suffix)?.[0] ?? '';
  return [{ labels: { version: `${version.major}.${version.minor}.${version.patch}${suffix}` }, value: 1 }];
}

/** Pre-releases of containerd, and what Azure, k3s and Debian add. */
const knownSuffix = /^(?:[-~](?:alpha|beta|rc)\.?\d{1,2}|[-+]azure|[-+]k3s\d|[~+]ds\d)$/;
