import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import type { Snapshot } from '../../../agent/snapshot.ts';
import { composed } from '../../composed.ts';
import { readExposition } from '../../exposition.ts';
import { complaintsOfPromtool } from '../../promtool.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';

/** What Prometheus 3 sends with a scrape. */
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const prometheus2 =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const textType = 'text/plain; version=0.0.4; charset=utf-8';

/** A monitor whose first run ends when the test says so. */
function monitorAtStart() {
  const gathered = Promise.withResolvers<Snapshot>();
  const monitor = createMonitor({
    gatherer: { gather: () => gathered.promise },
    intervalSeconds: 60,
    log: pino({ enabled: false }),
  });
  return { monitor, comeBack: () => gathered.resolve(snapshotWith()) };
}

describe('/metrics', () => {
  test('is the report and hostprobe itself, in one valid text', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    await ask('/livez');
    await ask('/nothing');
    const { headers, body } = await ask('/metrics');
    expect(headers).toMatchObject({ 'content-type': textType, 'cache-control': 'no-store' });
    const samples = readExposition(body);
    const sampleOf = (name: string, labels = {}) =>
      samples.find((one) => one.name === name && matches(one.labels, labels))?.value;
    expect(sampleOf('hostprobe_check_status', { check: 'containerd-account', status: 'pass' })).toBe(1);
    expect(sampleOf('hostprobe_http_requests_total', { code: '404' })).toBe(1);
    expect(sampleOf('hostprobe_http_requests_total', { code: '200' })).toBe(1);
    // The server runs in this process, which says the same of itself.
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    for (const [name, own] of [
      ['process_resident_memory_bytes', rss],
      ['nodejs_heap_size_used_bytes', heapUsed],
      ['process_cpu_seconds_total', (user + system) / 1e6],
    ] as const) {
      expect(sampleOf(name), name).toBeGreaterThan(own / 5);
      expect(sampleOf(name), name).toBeLessThan(own * 5);
    }
    expect(sampleOf('process_start_time_seconds')).toBeCloseTo(Date.now() / 1000 - process.uptime(), -1);
    expect(sampleOf('nodejs_version_info', { version: process.version })).toBe(1);
  });

  test('measures how long the event loop was blocked since the last scrape', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const lag = async () =>
      readExposition((await ask('/metrics')).body).find(({ name }) => name === 'nodejs_eventloop_lag_max_seconds')
        ?.value;
    await pause(50);
    const until = performance.now() + 300;
    while (performance.now() < until);
    await pause(50);
    expect(await lag()).toBeGreaterThan(0.2);
  });

  test('counts the processor time of hostprobe in seconds, its own and that of the system for it', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const used = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    };
    const before = used();
    const { body } = await ask('/metrics');
    const told = readExposition(body).find(({ name }) => name === 'process_cpu_seconds_total')?.value;
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(used());
  });

  test.each(Object.keys(composed))('of the node %s has nothing that promtool complains of', async (story) => {
    const ask = await serverFor(savedMonitor(composed[story] ?? snapshotWith()));
    await ask('/nothing');
    expect(await complaintsOfPromtool((await ask('/metrics')).body)).toBe('');
  });

  test.each([undefined, '*/*', 'text/plain', 'text/plain;version=0.0.4', prometheus2, prometheus3, 'text/html', ';;,'])(
    'is the text format for a client that asks for %s',
    async (accept) => {
      const ask = await serverFor(savedMonitor(snapshotWith()));
      const { status, headers } = await ask('/metrics', { headers: accept === undefined ? {} : { accept } });
      expect([status, headers['content-type']]).toEqual([200, textType]);
    },
  );
});

describe('/metrics before the first report', () => {
  const timeout = (seconds: string) => ({ 'x-prometheus-scrape-timeout-seconds': seconds });

  test('describes hostprobe itself, without errors', async () => {
    const ask = await serverFor(monitorAtStart().monitor);
    const { body } = await ask('/metrics');
    expect(await complaintsOfPromtool(body)).toBe('');
    expect(body).toContain('hostprobe_build_info{version="0.1.0"} 1\n');
    expect(body).not.toContain('hostprobe_status');
  });

  test('waits for it, for a scraper that says how long it does', async () => {
    const { monitor, comeBack } = monitorAtStart();
    const ask = await serverFor(monitor);
    monitor.start();
    const scraped = ask('/metrics', { headers: timeout('60') });
    await ask('/livez');
    comeBack();
    expect((await scraped).body).toContain('hostprobe_status{status="healthy"} 1\n');
    monitor.stop();
  });

  test('leaves the scraper half a second for the way of the answer', async () => {
    const { monitor, comeBack } = monitorAtStart();
    const ask = await serverFor(monitor);
    monitor.start();
    const scraped = ask('/metrics', { headers: timeout('0.5') });
    await ask('/livez');
    comeBack();
    expect((await scraped).body).not.toContain('hostprobe_status');
    monitor.stop();
  });

  test.each(['0.6', '0.5', '-1', 'soon', 'NaN', ''])('does not wait longer than that: %j', async (seconds) => {
    const ask = await serverFor(monitorAtStart().monitor);
    const { status, body } = await ask('/metrics', { headers: timeout(seconds) });
    expect(status).toBe(200);
    expect(body).not.toContain('hostprobe_status');
  });
});

const matches = (labels: Record<string, string>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
