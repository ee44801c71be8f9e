import { readVersion, showVersion } from '../containerd.ts';
import { expose, expositionType, type Metric } from '../exposition.ts';
import type { Renderer } from '../renderer.ts';
import { findingSchema, type Report, status as statusSchema } from '../report.ts';

const findingStatuses = findingSchema.shape.status.options;

/** Labels are ids of hostprobe's own and version numbers: never text, paths or SIDs from the node. */
export const prometheus: Renderer = {
  id: 'prometheus',
  contentType: expositionType,
  render: (report) => expose(metricsOf(report)),
};

const gauge = (name: string, help: string, series: Metric['series']): Metric => ({ name, help, type: 'gauge', series });

function metricsOf(report: Report): Metric[] {
  const facts = Object.entries(report.facts);
  return [
    gauge('hostprobe_build_info', 'The hostprobe that looked.', [
      { labels: { version: report.tool.version }, value: 1 },
    ]),
    gauge(
      'hostprobe_status',
      'Overall status of the node: 1 for the one that holds.',
      statusSchema.options.map((status) => ({ labels: { status }, value: Number(report.status === status) })),
    ),
    gauge(
      'hostprobe_check_status',
      'Status of each check: 1 for the one that holds.',
      report.findings.flatMap((finding) =>
        findingStatuses.map((status) => ({
          labels: { check: finding.check, status },
          value: Number(finding.status === status),
        })),
      ),
    ),
    gauge(
      'hostprobe_fact_ok',
      'Whether the fact could be gathered.',
      facts.map(([fact, { ok }]) => ({ labels: { fact }, value: Number(ok) })),
    ),
    gauge(
      'hostprobe_fact_duration_seconds',
      'How long gathering the fact took.',
      facts.map(([fact, { ms }]) => ({ labels: { fact }, value: ms / 1000 })),
    ),
    gauge('hostprobe_containerd_info', 'The containerd that answers on the CRI endpoint.', containerdInfo(report)),
    gauge('hostprobe_report_timestamp_seconds', 'When the node was looked at, in seconds since 1970.', [
      { labels: {}, value: Date.parse(report.at) / 1000 },
    ]),
  ];
}

/** Only what reads as a version becomes a label, so that a strange runtime cannot write into it. */
function containerdInfo({ runtime }: Report): Metric['series'] {
  const version = runtime === null ? null : readVersion(runtime.version);
  return version === null ? [] : [{ labels: { version: showVersion(version) }, value: 1 }];
}
