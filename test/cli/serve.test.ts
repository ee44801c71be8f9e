import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { run, saved, serve } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

const recorded = saved(snapshotWith());

describe('hostprobe serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('serves a saved snapshot until %s, and ends cleanly', async (signal) => {
    using server = await serve(['--facts', recorded]);
    const answer = await fetch(`${server.url}/report`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ node: 'win-node-1', stale: false });
    const { code, stdout, log } = await server.end(signal);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(log.at(-1)).toMatchObject({ level: 'info', msg: 'stopping' });
  });

  test('stops although clients keep their connections open, one of them in the middle of a request', async () => {
    using server = await serve(['--facts', recorded]);
    await fetch(`${server.url}/livez`);
    const slow = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => slow.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n', resolve));
    // A reset is as good an end as any.
    slow.on('error', () => undefined);
    const closed = new Promise((resolve) => slow.once('close', resolve));
    expect((await server.end('SIGTERM')).code).toBe(0);
    await closed;
  });

  test('runs at once, and logs one line for the run and one for each probe that failed', async () => {
    using server = await serve(['--interval', '3600']);
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(200);
    const answer = await fetch(`${server.url}/report?status=200`);
    const report = (await answer.json()) as { facts: Record<string, { ok: boolean }> };
    const { log } = await server.end('SIGTERM');
    expect(log.filter(({ msg }) => msg === 'run complete')).toHaveLength(1);
    const failed = Object.keys(report.facts).filter((fact) => !report.facts[fact]?.ok);
    expect(
      log
        .filter(({ msg }) => msg === 'probe failed')
        .map(({ fact }) => fact)
        .sort(),
    ).toEqual(failed.sort());
  });

  test('in a pod runs first at some time within a quarter of its interval, as agents do that start together', async () => {
    const half = `--import=data:text/javascript,${encodeURIComponent('Math.random = () => 0.5')}`;
    using server = await serve(['--interval', '12'], { POD_NAME: 'hostprobe-1', NODE_OPTIONS: half });
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 60_000 }).toBe(200);
    const { log } = await server.end('SIGTERM');
    const at = (said: string) => log.find(({ msg }) => msg === said) ?? {};
    const [listening, complete] = [at('listening'), at('run complete')];
    // A timer is never early.
    const waited = Date.parse(String(complete.time)) - Number(complete.ms) - Date.parse(String(listening.time));
    expect(waited).toBeGreaterThan(1400);
  });

  test('refuses an address that other machines can reach', async () => {
    const { code, stderr } = await run(['serve', '--listen', '0.0.0.0:0', '--facts', recorded]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^hostprobe serve: other machines can reach 0\.0\.0\.0:0, [^\n]*--insecure[^\n]*\n$/);
  });

  test('names the process that uses the port', async () => {
    using server = await serve(['--facts', recorded]);
    const { code, stderr } = await run([
      'serve',
      '--facts',
      recorded,
      '--listen',
      `127.0.0.1:${server.port}`,
      '--log-level',
      'error',
    ]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^hostprobe serve: 127\.0\.0\.1:\d+ cannot be listened on: [^\n]*\n$/);
  });

  test('a wrong snapshot is reported before anything listens', async () => {
    const { code, stderr } = await run(['serve', '--facts', '/no/such/file.json', '--listen', '127.0.0.1:0']);
    expect(code).toBe(64);
    expect(stderr).toContain('there is no such file');
  });
});
