import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  counter,
  expose,
  expositionType,
  gauge,
  type Metric,
  only,
  openMetricsEnd,
  openMetricsType,
} from '../../print/exposition.ts';
import { buildInfo } from '../../renderers/prometheus.ts';
import { toolVersion } from '../../version.ts';
import type { Watch } from '../../watch.ts';
import { preferredType } from '../answer.ts';
import type { Shared } from '../shared.ts';

/** The newest report and hostprobe itself, in the Prometheus text format, or in OpenMetrics for who prefers it. */
export function addMetricsRoute(app: FastifyInstance, { watch, bodies, requests }: Shared): void {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  loop.enable();
  app.addHook('onClose', async () => void loop.disable());

  app.get('/metrics', { config: { open: true } }, async (request, reply) => {
    await firstLook(watch, waitMs(request));
    const look = watch.newest();
    const ofReport = look === null ? expose([buildInfo(toolVersion)]) : bodies.report(look, 'prometheus', false).bytes;
    const own = [...watchMetrics(watch), requestMetric(requests), ...processMetrics(loop)];
    reply.headers({ 'cache-control': 'no-store', vary: 'Accept' });
    // Prometheus understands the text format whatever it asks for.
    return preferredType(request, [expositionType, openMetricsType]) === openMetricsType
      ? reply.type(openMetricsType).send(`${ofReport}${expose(own, 'openmetrics')}${openMetricsEnd}`)
      : reply.type(expositionType).send(`${ofReport}${expose(own)}`);
  });
}

/** What an answer needs to reach the scraper; windows_exporter keeps back as much. */
const marginSeconds = 0.5;
const maxWaitSeconds = 10;

/**
 * Answers come from the newest report at once. Only when there is none yet, shortly after the start, a scraper that
 * tells how long it waits (X-Prometheus-Scrape-Timeout-Seconds) gets the first report with its first scrape. 0: it does not tell.
 */
function waitMs({ headers }: FastifyRequest): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']) - marginSeconds;
  return seconds > 0 ? Math.min(seconds, maxWaitSeconds) * 1000 : 0;
}

async function firstLook(watch: Watch, ms: number): Promise<void> {
  if (ms === 0 || watch.newest() !== null) return;
  const timer = new AbortController();
  const late = pause(ms, undefined, { ref: false, signal: timer.signal });
  // The pause rejects only when it is no longer waited for.
  late.catch(() => undefined);
  await Promise.race([watch.first, late]);
  timer.abort();
}

function watchMetrics(watch: Watch): Metric[] {
  const { succeeded, failed, lastMs } = watch.runs;
  return [
    gauge('hostprobe_report_age_seconds', 'Age of the newest report.', only(watch.ageSeconds())),
    gauge(
      'hostprobe_report_stale',
      'Whether the newest report missed its schedule, or the look after it failed.',
      only(Number(watch.stale())),
    ),
    counter('hostprobe_runs_total', 'Looks at the node since the start.', [
      { labels: { result: 'succeeded' }, value: succeeded },
      { labels: { result: 'failed' }, value: failed },
    ]),
    gauge(
      'hostprobe_run_duration_seconds',
      'How long the newest look took.',
      only(lastMs === null ? null : lastMs / 1000),
    ),
  ];
}

function requestMetric(requests: ReadonlyMap<number, number>): Metric {
  const series = [...requests].map(([code, value]) => ({ labels: { code: String(code) }, value }));
  return counter('hostprobe_http_requests_total', 'Requests answered since the start, by status code.', series);
}

/** Delays are sampled so often; a sample includes the time between two. Windows wakes a timer up to 16 ms late, which shows as lag. */
const loopResolutionMs = 20;

/** Under the names that clients of Prometheus give to such numbers in every program, and in Node. */
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
    counter('process_cpu_seconds_total', 'Processor time that hostprobe used.', only((user + system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory of hostprobe.', only(rss)),
    gauge('nodejs_heap_size_used_bytes', 'Memory that objects of hostprobe take.', only(heapUsed)),
    gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'How late the event loop was since the last scrape, 99th percentile.',
      lag(loop.percentile(99)),
    ),
    gauge(
      'nodejs_eventloop_lag_max_seconds',
      'How late the event loop was since the last scrape, at worst.',
      lag(loop.max),
    ),
    gauge('nodejs_version_info', 'The Node that hostprobe runs on.', [
      { labels: { version: process.version }, value: 1 },
    ]),
  ];
  loop.reset();
  return metrics;
}
