import { expose, type Metric, type Series } from '../exposition.ts';
import type { Watch } from '../watch.ts';

/** hostprobe's own numbers, added to those of the report. */
export function selfMetrics(watch: Watch, requests: ReadonlyMap<number, number>): string {
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const age = watch.ageSeconds();
  const metrics: Metric[] = [
    metric('gauge', 'hostprobe_report_age_seconds', 'Age of the newest report.', age === null ? [] : [only(age)]),
    metric(
      'gauge',
      'hostprobe_report_stale',
      'Whether the newest report missed its schedule, or the look after it failed.',
      [only(Number(watch.stale()))],
    ),
    metric('counter', 'hostprobe_runs_total', 'Looks at the node since the start.', [
      { labels: { result: 'succeeded' }, value: watch.runs.succeeded },
      { labels: { result: 'failed' }, value: watch.runs.failed },
    ]),
    metric(
      'gauge',
      'hostprobe_run_duration_seconds',
      'How long the newest look took.',
      watch.runs.lastMs === null ? [] : [only(watch.runs.lastMs / 1000)],
    ),
    metric(
      'counter',
      'hostprobe_http_requests_total',
      'Requests answered since the start, by status code.',
      [...requests].map(([code, value]) => ({ labels: { code: String(code) }, value })),
    ),
    metric('gauge', 'hostprobe_process_resident_memory_bytes', 'Resident memory of hostprobe itself.', [only(rss)]),
    metric('counter', 'hostprobe_process_cpu_seconds_total', 'Processor time that hostprobe itself used.', [
      only((user + system) / 1e6),
    ]),
    metric('gauge', 'hostprobe_process_uptime_seconds', 'Time since hostprobe started.', [
      only(Math.round(process.uptime())),
    ]),
  ];
  return expose(metrics);
}

const metric = (type: Metric['type'], name: string, help: string, series: readonly Series[]): Metric => ({
  name,
  help,
  type,
  series,
});
const only = (value: number): Series => ({ labels: {}, value });
