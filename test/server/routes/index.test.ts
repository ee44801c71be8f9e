import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import { reportSchema } from '../../../agent/report/schema.ts';
import { readSnapshot } from '../../../agent/snapshot/read.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';

const userAccount = snapshotWith((facts) => {
  const process = facts['runtime-process'].containerd[0];
  if (process) process.account = { ok: true, value: { sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' } };
});
const log = pino({ enabled: false });

/** A live monitor over these snapshots, one a run; the last one stays. */
function monitorOver(...snapshots: (ReturnType<typeof snapshotWith> | Error)[]) {
  let runs = 0;
  const gather = async () => {
    const next = snapshots[Math.min(runs, snapshots.length - 1)];
    runs += 1;
    if (next === undefined || next instanceof Error) throw next;
    return next;
  };
  return { monitor: createMonitor({ gatherer: { gather }, intervalSeconds: 60, log }), runs: () => runs };
}

describe('before the first report', () => {
  test('it is alive and not ready, and says to ask again', async () => {
    const ask = await serverFor(monitorOver(snapshotWith()).monitor);
    expect(await ask('/livez')).toMatchObject({ status: 200, body: '' });
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: '' });
    expect((await ask('/readyz')).status).toBe(503);
    const { status, headers, body } = await ask('/report');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(JSON.parse(body).detail).toContain('is not ready');
    expect(JSON.parse((await ask('/status')).body)).toMatchObject({ status: null, ageSeconds: null });
    expect((await ask('/')).body).toContain('no report yet');
    expect((await ask('/metrics')).status).toBe(200);
  });
});

describe('/report', () => {
  test('is the report in JSON, with its age and whether it is stale', async () => {
    const { monitor } = monitorOver(snapshotWith());
    await monitor.run();
    const ask = await serverFor(monitor);
    const { status, headers, body } = await ask('/report');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      age: '0',
      'cache-control': 'private, no-cache',
      'content-type': 'application/json; charset=utf-8',
    });
    const { stale, ...report } = JSON.parse(body);
    expect(stale).toBe(false);
    expect(reportSchema.parse(report)).toEqual(monitor.newest()?.report);
    monitor.stop();
  });

  test('is 503 for an unhealthy node, so that curl -f works, and 200 when asked', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    expect((await ask('/report')).status).toBe(503);
    expect(await ask('/report?status=200')).toMatchObject({ status: 200, body: (await ask('/report')).body });
  });

  test('is 304 for a client that has it', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { headers } = await ask('/report');
    const etag = String(headers.etag);
    for (const have of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect(await ask('/report', { headers: { 'if-none-match': have } }), have).toMatchObject({
        status: 304,
        body: '',
      });
    }
    expect((await ask('/report', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    expect((await ask('/report?format=text')).headers.etag).not.toBe(etag);
  });

  test('of an unhealthy node stays 503 even for who has it', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    const { headers } = await ask('/report');
    expect((await ask('/report', { headers: { 'if-none-match': String(headers.etag) } })).status).toBe(503);
  });

  test('comes in every form', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    const text = await ask('/report?format=text&status=200');
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.body).toMatch(/^FAIL {4}containerd-account/m);
    expect((await ask('/report?format=prometheus')).headers['content-type']).toContain('version=0.0.4');
    expect((await ask('/report?format=npd')).body).toMatch(/^containerd-account: /);
  });

  test('can be asked for some checks only, and is then judged by them', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    const { status, body } = await ask('/report?check=containerd-account');
    expect(status).toBe(503);
    expect(JSON.parse(body).findings).toHaveLength(1);
    expect(JSON.parse(body).counts).toMatchObject({ fail: 1, pass: 0 });
  });

  test('can be asked for some checks in every form', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    const some = async (form: string, checks: string) =>
      (await ask(`/report?format=${form}&status=200&${checks}`)).body;
    const two = 'check=containerd-account&check=os-build';
    expect(await some('text', two)).toMatch(/ is unhealthy,.*\n1 of 2 passed; 1 failed\.\n$/s);
    expect(await some('text', 'check=os-build,disk-space')).toMatch(/ is healthy,.*\n2 of 2 passed\.\n$/s);
    expect(await some('npd', 'check=os-build')).toBe('1 check passed\n');
    expect(await some('junit', two)).toContain('<testsuites name="hostprobe report" tests="2" failures="1">');
    expect(await some('prometheus', two)).not.toContain('check="disk-space"');
    expect(await some('html', 'check=os-build')).not.toContain('disk-space');
  });

  test.each([
    ['/report?format=txt', 'format cannot be "txt"; did you mean text?'],
    ['/report?status=503', 'the parameter status can only be 200: respond with 200 whatever the report says'],
    ['/report?chek=x', 'unknown parameter chek; did you mean check?'],
    ['/report?check=containerd-acount', 'there is no check "containerd-acount"; did you mean containerd-account?'],
    ['/report?check=', 'there is no check ""; it is one of: '],
  ])('%s is a bad request, and says why', async (path, detail) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { status, body } = await ask(path);
    expect(status).toBe(400);
    expect(JSON.parse(body).detail).toContain(detail);
  });

  test('HEAD gives the same without the body', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { headers } = await ask('/report');
    const head = await ask('/report', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers.etag).toBe(headers.etag);
    expect(head.headers['content-length']).toBe(headers['content-length']);
  });

  test('only POST starts a run', async () => {
    const { monitor, runs } = monitorOver(snapshotWith(), userAccount);
    await monitor.run();
    const ask = await serverFor(monitor);
    for (const path of ['/', '/report', '/facts', '/status', '/metrics', '/readyz']) await ask(path);
    expect(runs()).toBe(1);
    const { status, body } = await ask('/report', { method: 'POST' });
    expect(runs()).toBe(2);
    expect(status).toBe(503);
    expect(JSON.parse(body).status).toBe('unhealthy');
    expect((await ask('/report')).body).toBe(body);
    monitor.stop();
  });

  test('takes a POST with any small body', async () => {
    const { monitor } = monitorOver(snapshotWith());
    await monitor.run();
    const ask = await serverFor(monitor);
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
      const answer = await ask('/report', { method: 'POST', body: '{}', headers: { 'content-type': type } });
      expect(answer.status, type).toBe(200);
    }
    monitor.stop();
  });

  test('is marked stale when the next run failed, and the server is not ready', async () => {
    const { monitor } = monitorOver(snapshotWith(), new Error('broken'));
    await monitor.run();
    const ask = await serverFor(monitor);
    const fresh = await ask('/report');
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/report', { method: 'POST' })).status).toBe(500);
    const { headers, body } = await ask('/report');
    expect(JSON.parse(body)).toMatchObject({ stale: true, status: 'healthy' });
    expect(headers.etag).not.toBe(fresh.headers.etag);
    expect((await ask('/report?format=text')).body).toMatch(/^STALE: /);
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/')).body).toContain('STALE');
    expect((await ask('/metrics')).body).toContain('hostprobe_report_stale 1');
    monitor.stop();
  });
});

describe('a recorded snapshot', () => {
  test('is served without an age, and its probes cannot run again', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/report')).headers.age).toBeUndefined();
    const { status, body } = await ask('/report', { method: 'POST' });
    expect(status).toBe(409);
    expect(JSON.parse(body).detail).toBe('this is a saved snapshot; the probes cannot run');
  });

  test('/facts gives it back, ready to be judged elsewhere', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    const { headers, body } = await ask('/facts');
    expect(readSnapshot(body, 'the answer')).toEqual(userAccount);
    expect((await ask('/facts', { headers: { 'if-none-match': String(headers.etag) } })).status).toBe(304);
  });
});

describe('what anybody may read', () => {
  test('holds ids, statuses and numbers, and no text from the node', async () => {
    const ask = await serverFor(savedMonitor(userAccount));
    for (const path of ['/', '/status', '/metrics', '/version', '/livez', '/healthz', '/readyz']) {
      const { status, body } = await ask(path);
      expect(status, path).toBe(200);
      for (const secret of ['win-node-1', 'Administrator', 'S-1-5', 'C:\\', '10.0.0', 'hostprobe-x7k2p']) {
        expect(body, `${path} and ${secret}`).not.toContain(secret);
      }
    }
    expect(JSON.parse((await ask('/status')).body)).toMatchObject({
      status: 'unhealthy',
      at: '2026-11-01T12:00:00.000Z',
      stale: false,
      checks: { 'containerd-account': 'fail' },
    });
    expect((await ask('/')).body).toMatch(/^FAIL {4}.*containerd-account/m);
    expect(JSON.parse((await ask('/version')).body)).toEqual({
      name: 'hostprobe',
      version: '0.1.0',
      schemaVersion: 1,
      nodejs: process.version,
    });
  });
});
