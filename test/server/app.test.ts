import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { httpLimits } from '../../agent/server/limits/connections.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { snapshotWith } from '../snapshot.ts';
import { serverFor } from './client.ts';

const problem = (body: string) => JSON.parse(body);

describe('the server', () => {
  test('says in problem JSON that a path is not there', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { status, headers, body } = await ask('/reprot?x=1');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(problem(body)).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'there is no /reprot; GET / lists the routes',
    });
  });

  test('ends a connection on which nothing comes, no sooner than a run may take', async () => {
    const app = createApp({
      shared: createShared(savedMonitor(snapshotWith())),
      ...{ guard: loopbackGuard, log: pino({ enabled: false }) },
    });
    await app.ready();
    expect(app.server.timeout).toBeGreaterThan(60_000);
    expect(app.server.timeout).toBeLessThan(600_000);
    await app.close();
  });

  test('says which schemas there are', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { detail } = problem((await ask('/schema/x.json')).body);
    expect(detail).toMatch(
      /^there is no \/schema\/x\.json; the schemas are .*\breport, .*, each at \/schema\/<name>\.json$/,
    );
  });

  test('matches routes exactly: nothing is open because its path begins like an open one', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    for (const path of ['/livez/', '/livez/x', '/status/report', '/LIVEZ', '//livez']) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  test.each([
    ['DELETE', '/report', 'GET, HEAD, POST'],
    ['POST', '/status', 'GET, HEAD'],
    ['OPTIONS', '/facts', 'GET, HEAD'],
  ])('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { status, headers, body } = await ask(path, { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(problem(body).detail).toBe(`${path} accepts ${allow}, not ${method}`);
  });

  test.each(['evil.example', 'evil.example:20258', '10.0.0.7:20258', '127.0.0.1.evil.example'])(
    'gives nothing to a browser that was led here as "%s"',
    async (host) => {
      const ask = await serverFor(savedMonitor(snapshotWith()));
      for (const path of ['/report', '/livez', '/nothing']) {
        const { status, body } = await ask(path, { headers: { host } });
        expect(status, path).toBe(421);
        expect(body).not.toContain('win-node-1');
      }
    },
  );

  test.each(['localhost', 'localhost:9000', '127.0.0.1:20258', '[::1]:20258', 'LOCALHOST'])(
    'answers to the loopback name %s',
    async (host) => {
      const ask = await serverFor(savedMonitor(snapshotWith()));
      expect((await ask('/livez', { headers: { host } })).status).toBe(200);
    },
  );

  test('a page of another origin cannot trigger a run', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const from = (origin: string) => ask('/report', { method: 'POST', headers: { origin } });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from('http://localhost:3000')).status).toBe(403);
    const own = { origin: 'http://localhost:20258', host: 'localhost:20258', 'sec-fetch-site': 'same-origin' };
    expect((await ask('/report', { method: 'POST', headers: own })).status).toBe(409);
  });

  test('a hundred images of a page from elsewhere take nothing of what a reader may ask of a costly route', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    for (const site of ['cross-site', 'same-site']) {
      for (let image = 0; image < 50; image++) {
        const { status, body } = await ask('/bundle', {
          headers: { 'sec-fetch-site': site, 'sec-fetch-dest': 'image' },
        });
        expect(status).toBe(403);
        expect(problem(body).detail).toContain('a page from another site may not ask for this');
      }
    }
    for (const path of ['/explain', '/lint', '/predict']) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect((await ask(path, { method: 'POST', body: 'x', headers })).status).toBe(403);
    }
    expect((await ask('/bundle', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
    expect((await ask('/status', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });

  test('leaves a client ten seconds for a request, and five for its headers and its TLS handshake', async () => {
    const log = pino({ enabled: false });
    const app = createApp({ shared: createShared(savedMonitor(snapshotWith())), guard: loopbackGuard, log });
    expect(app.server).toMatchObject({ requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 10_000 });
    expect(httpLimits).toMatchObject({ handshakeTimeout: 5_000, connectionsCheckingInterval: 1_000 });
    await app.close();
  });

  test('refuses bodies and headers beyond what anybody needs', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const large = await ask('/report', { method: 'POST', body: 'x'.repeat(2000) });
    expect(large.status).toBe(413);
    expect(problem(large.body)).toMatchObject({ status: 413 });
    expect((await ask('/report', { headers: { padding: 'x'.repeat(10_000) } })).status).toBe(431);
  });
});

test('loads no compiler of schemas: no route has a schema, and one takes memory that each node pays', async () => {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { createRequire } from 'node:module';
    import { pino } from ${at('../../node_modules/pino/pino.js')};
    import { savedMonitor } from ${at('../../agent/monitor.ts')};
    import { createApp } from ${at('../../agent/server/app.ts')};
    import { createShared } from ${at('../../agent/server/shared-state.ts')};
    import { snapshotWith } from ${at('../snapshot.ts')};
    const app = createApp({ shared: createShared(savedMonitor(snapshotWith())), guard: () => null, log: pino({ enabled: false }) });
    const { statusCode } = await app.inject({ url: '/livez', headers: { host: 'localhost' } });
    const { cache } = createRequire(${at('./')});
    const loaded = Object.keys(cache);
    console.log(JSON.stringify({ statusCode, few: loaded.length > 10, compilers: loaded.filter((path) => /node_modules.(?:ajv|@fastify.[a-z-]+-compiler)./.test(path)) }));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual({ statusCode: 200, few: true, compilers: [] });
});
