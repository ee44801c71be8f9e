import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Monitor } from '../../monitor.ts';
import { counter, expose, expositionType, gauge, type Metric, only } from '../../print/exposition.ts';
import { buildInfo } from '../../renderers/prometheus.ts';
import type { Report } from '../../report.ts';
import { toolVersion } from '../../version.ts';
import type { Shared } from '../shared-state.ts';

/** Metrics of the newest report and of hostprobe itself, in the Prometheus text format. */
export function addMetricsRoute(app: FastifyInstance, { monitor, bodies, requests }: Shared): void {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  loop.enable();
  app.addHook('onClose', async () => void loop.disable());

  app.get('/metrics', { config: { open: true } }, async (request, reply) => {
    await firstRun(monitor, waitMs(request));
    const run = monitor.newest();
    const ofReport =
      run === null
        ? expose([buildInfo(toolVersion)])
        : bodies.part(withoutNames(run.report), 'prometheus', false).bytes;
    const own = [...monitorMetrics(monitor), requestMetric(requests), ...processMetrics(loop)];
    return reply.type(expositionType).send(`${ofReport}${expose(own)}`);
  });
}

/** What anybody may read: containers are named by their pods, which only readers of the report may see. */
const withoutNames = ({ containers: _named, ...report }: Report): Report => report;

/** Time for the response to reach the scraper; windows_exporter reserves the same. */
const marginSeconds = 0.5;
const maxWaitSeconds = 10;

/**
 * Responses come from the newest report at once. Only before the first report a scraper that sends its timeout
 * (X-Prometheus-Scrape-Timeout-Seconds) waits for it. 0: it sends none.
 */
function waitMs({ headers }: FastifyRequest): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']) - marginSeconds;
  return seconds > 0 ? Math.min(seconds, maxWaitSeconds) * 1000 : 0;
}

async function firstRun(monitor: Monitor, ms: number): Promise<void> {
  if (ms === 0 || monitor.newest() !== null) return;
  const timer = new AbortController();
  const late = pause(ms, undefined, { ref: false, signal: timer.signal });
  // The pause rejects only when nothing waits for it any more.
  late.catch(() => undefined);
  await Promise.race([monitor.first, late]);
  timer.abort();
}

function monitorMetrics(monitor: Monitor): Metric[] {
  const { succeeded, failed, lastMs } = monitor.runs;
  return [
    gauge('hostprobe_report_age_seconds', 'Age of the newest report.', only(monitor.ageSeconds())),
    gauge(
      'hostprobe_report_stale',
      'Whether the newest report missed its schedule, or the run after it failed.',
      only(Number(monitor.stale())),
    ),
    counter('hostprobe_runs_total', 'Runs since the start.', [
      { labels: { result: 'succeeded' }, value: succeeded },
      { labels: { result: 'failed' }, value: failed },
    ]),
    gauge(
      'hostprobe_run_duration_seconds',
      'Duration of the newest run.',
      only(lastMs === null ? null : lastMs / 1000),
    ),
  ];
}

function requestMetric(requests: ReadonlyMap<number, number>): Metric {
  const series = [...requests].map(([code, value]) => ({ labels: { code: String(code) }, value }));
  return counter('hostprobe_http_requests_total', 'Requests answered since the start, by status code.', series);
}

/** Sampling interval; a sample includes it. Windows fires timers up to 16 ms late, which appears as lag. */
const loopResolutionMs = 20;

/** The usual names of Prometheus client libraries, for processes and for Node.js. */
function processMetrics(loop: ReturnType<typeof monitorEventLoopDelay>): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const lag = (nanoseconds: number) => only(Math.max(0, nanoseconds / 1e9 - loopResolutionMs / 1000));
  const metrics = [
    gauge(
      'process_start_time_seconds',
      'When hostprobe started, in seconds since 1970.',
      only(performance.timeOrigin / 1000),
    ),
    counter('process_cpu_seconds_total', 'CPU time that hostprobe used.', only((user + system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory of hostprobe.', only(rss)),
    gauge('nodejs_heap_size_used_bytes', 'Heap memory in use.', only(heapUsed)),
    gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'Event loop delay since the last scrape, 99th percentile.',
      lag(loop.percentile(99)),
    ),
    gauge('nodejs_eventloop_lag_max_seconds', 'Event loop delay since the last scrape, maximum.', lag(loop.max)),
    gauge('nodejs_version_info', 'Version of Node.js.', [{ labels: { version: process.version }, value: 1 }]),
  ];
  loop.reset();
  return metrics;
}
