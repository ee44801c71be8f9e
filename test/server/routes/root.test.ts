import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import { httpProblemSchema } from '../../../agent/server/answer/problem.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';
import { fileToken, readersServer } from '../readers.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const text = 'text/plain; charset=utf-8';
const html = 'text/html; charset=utf-8';

const server = () => serverFor(savedMonitor(snapshotWith()));

describe('/', () => {
  test.each([undefined, '*/*', 'text/plain', 'text/plain, text/html'])(
    'is the status for Accept: %s',
    async (accept) => {
      const ask = await server();
      const { headers, body } = await ask('/', { headers: accept === undefined ? {} : { accept } });
      expect(headers).toMatchObject({
        'content-type': text,
        vary: 'Accept, Accept-Encoding',
        'cache-control': 'no-store',
      });
      expect(body).toMatch(/^hostprobe 0\.1\.0: healthy\nNew HostProcess pods start here: .*\.\n/);
      expect(body.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    },
  );

  test('is the page of the report for a browser, which need not be sent again', async () => {
    const ask = await server();
    const { status, headers, body } = await ask('/', { headers: { accept: browser } });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, html, 'private, no-cache']);
    expect(body).toBe((await ask('/report?format=html')).body);
    const again = await ask('/', { headers: { accept: browser, 'if-none-match': String(headers.etag) } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('is nothing else', async () => {
    const ask = await server();
    const { status, body } = await ask('/', { headers: { accept: 'application/json' } });
    expect(status).toBe(406);
    expect(httpProblemSchema.parse(JSON.parse(body)).detail).toContain('the JSON report is at /report');
  });

  test('asks a browser to come again before the first run', async () => {
    const gatherer = { gather: () => new Promise<never>(() => undefined) };
    const ask = await serverFor(createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) }));
    const { status, headers } = await ask('/', { headers: { accept: browser } });
    expect([status, headers.refresh]).toEqual([503, '1']);
    expect((await ask('/')).body).toContain('no report yet');
  });

  test('gives strangers the status, and the page to readers only', async () => {
    const ask = await readersServer();
    expect((await ask('/')).body).toMatch(/^hostprobe 0\.1\.0: healthy\n/);
    for (const accept of [browser, 'text/html', 'text/html;q=0.1', 'text/*;q=0.1, text/html']) {
      const { status, headers, body } = await ask('/', { headers: { accept } });
      expect(status, accept).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
      expect(body).not.toContain('win-node-1');
    }
    const { headers, body } = await ask('/', { headers: { accept: browser }, token: fileToken });
    expect(headers['content-type']).toBe(html);
    expect(body).toContain('win-node-1');
  });
});

test('/checks is a page for a browser, with every check and its reason, and text for others', async () => {
  const ask = await server();
  const { status, headers, body } = await ask('/checks', { headers: { accept: browser } });
  expect([status, headers['content-type'], headers.vary]).toEqual([200, html, 'Accept, Accept-Encoding']);
  const { checks } = await import('../../../agent/checks/index.ts');
  const inContents = [...(/<nav[\s\S]*?<\/nav>/.exec(body)?.[0] ?? '').matchAll(/href="#([^"]+)"/g)].map(
    ([, id]) => id,
  );
  const areas = new Set(checks.map(({ area }) => area));
  expect(inContents.toSorted()).toEqual([...areas, ...checks.map(({ id }) => id)].toSorted());
  for (const id of inContents) expect(body.split(` id="${id}"`)).toHaveLength(2);
  // Styles and scripts are those that the policy names.
  expect(body).not.toContain('<script');
  expect((await ask('/checks')).headers['content-type']).toBe(text);
  const one = await ask('/checks?check=bind-filter', { headers: { accept: browser } });
  expect(one.headers['content-type']).toBe(text);
});

test('the page of the report leads to what else is served', async () => {
  const ask = await server();
  const { body } = await ask('/', { headers: { accept: browser } });
  for (const path of ['explain', 'checks', 'openapi.json']) expect(body).toContain(`href="${path}"`);
});
