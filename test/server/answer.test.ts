import { once } from 'node:events';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../agent/monitor.ts';
import { httpProblemSchema } from '../../agent/server/answer/problem.ts';
import { operations } from '../../agent/server/operations.ts';
import { snapshotWith } from '../snapshot.ts';
import { originFor, serverFor } from './client.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const json = 'application/json; charset=utf-8';
const text = 'text/plain; charset=utf-8';
const html = 'text/html; charset=utf-8';
const junit = 'application/xml; charset=utf-8';
const prometheus = 'text/plain; version=0.0.4; charset=utf-8';

const server = () => serverFor(savedMonitor(snapshotWith()));

/** The bytes of an answer as they come over the wire; fetch would unpack them. */
async function bytesOf(url: string, encoding: string) {
  const asked = request(url, { headers: { 'accept-encoding': encoding }, agent: false }).end();
  const [answer] = await once(asked, 'response');
  return {
    encoding: answer.headers['content-encoding'],
    etag: answer.headers.etag,
    bytes: await buffer(answer),
  };
}

describe('the form of /report', () => {
  test.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/json', json],
    ['application/*', json],
    ['text/*', text],
    ['text/plain', text],
    ['text/plain;charset=UTF-8', text],
    ['text/html', html],
    [browser, html],
    ['application/xml', junit],
    ['text/plain;version=0.0.4', prometheus],
    ['text/html;q=0.2, text/plain;q=0.8', text],
    ['text/plain;q=0, */*', json],
    ['application/json;q=0, */*', text],
    ['application/json;q=0.1, text/*;q=0.1, text/html;q=0.9', html],
  ])('is for Accept: %s', async (accept, contentType) => {
    const ask = await server();
    const { status, headers } = await ask('/report', { headers: accept === undefined ? {} : { accept } });
    expect([status, headers['content-type']]).toEqual([200, contentType]);
    expect(headers.vary).toBe('Accept, Accept-Encoding');
  });

  test('is JSON for an Accept header that is too long to be read', async () => {
    const ask = await server();
    const { headers } = await ask('/report', { headers: { accept: 'text/plain,'.repeat(200) } });
    expect(headers['content-type']).toBe(json);
  });

  test.each(['image/png', '*/*;q=0', 'application/json;q=0', 'application/vnd.goss-json', 'nonsense', ';;,'])(
    'is none of those that Accept: %s wants, and says what there is',
    async (accept) => {
      const ask = await server();
      const { status, headers, body } = await ask('/report', { headers: { accept } });
      expect(status).toBe(406);
      expect(headers).toMatchObject({
        vary: 'Accept, Accept-Encoding',
        'content-type': 'application/problem+json; charset=utf-8',
      });
      expect(httpProblemSchema.parse(JSON.parse(body)).detail).toMatch(
        /^the report is available as application\/json, text\/plain, text\/html, application\/xml, and .*\?format= with json, text, html, prometheus, npd, junit/,
      );
    },
  );

  test('is what ?format= says, with any Accept', async () => {
    const ask = await server();
    for (const accept of ['text/html', 'image/png', '*/*']) {
      const { headers } = await ask('/report?format=text', { headers: { accept } });
      expect(headers['content-type']).toBe(text);
    }
  });
});

describe('gzip', () => {
  const packed = ['gzip', 'gzip, deflate, br, zstd', 'br;q=1, gzip;q=0.8', '*', 'gzip;q=0.5, identity;q=0', 'GZIP'];
  const plain = ['', 'identity', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', 'gzip;q=0.1, identity;q=0.9'];

  test.each(packed)('packs for Accept-Encoding: %s', async (encoding) => {
    const origin = await originFor(savedMonitor(snapshotWith()));
    const unpacked = await bytesOf(`${origin}/report`, 'identity');
    const answer = await bytesOf(`${origin}/report`, encoding);
    expect(answer.encoding).toBe('gzip');
    expect(gunzipSync(answer.bytes)).toEqual(unpacked.bytes);
    expect(answer.bytes.length).toBeLessThan(unpacked.bytes.length / 2);
    expect(answer.etag).not.toBe(unpacked.etag);
  });

  test.each(plain)('does not for Accept-Encoding: %s', async (encoding) => {
    const origin = await originFor(savedMonitor(snapshotWith()));
    const answer = await bytesOf(`${origin}/report`, encoding);
    expect(answer.encoding).toBeUndefined();
    expect(JSON.parse(answer.bytes.toString())).toMatchObject({ status: 'healthy' });
  });

  test.each(['/status', '/', '/livez', '/report?format=npd', '/report?check=containerd-account', '/nothing'])(
    'leaves %s alone, which is small or made for one request',
    async (path) => {
      const origin = await originFor(savedMonitor(snapshotWith()));
      expect((await bytesOf(`${origin}${path}`, 'gzip')).encoding).toBeUndefined();
    },
  );

  test('is packed once: all who ask at the same time get the same', async () => {
    const origin = await originFor(savedMonitor(snapshotWith()));
    const answers = await Promise.all(Array.from({ length: 8 }, () => bytesOf(`${origin}/facts`, 'gzip')));
    expect(new Set(answers.map(({ bytes }) => bytes.toString('base64'))).size).toBe(1);
  });

  test('is a representation of its own: who has the one does not have the other', async () => {
    const ask = await server();
    const etagFor = async (encoding: string) =>
      String((await ask('/report', { headers: { 'accept-encoding': encoding } })).headers.etag);
    const [gzip, identity] = [await etagFor('gzip'), await etagFor('identity')];
    const having = (etag: string, encoding: string) =>
      ask('/report', { headers: { 'accept-encoding': encoding, 'if-none-match': etag } });
    expect(await having(gzip, 'gzip')).toMatchObject({ status: 304, body: '', headers: { etag: gzip } });
    expect((await having(`W/${gzip}`, 'gzip')).status).toBe(304);
    expect((await having(identity, 'gzip')).status).toBe(200);
    expect((await having(gzip, 'identity')).status).toBe(200);
  });
});

test('a 304 says what a 200 would have said of caching', async () => {
  const ask = await server();
  const { headers } = await ask('/report');
  const again = await ask('/report', { headers: { 'if-none-match': String(headers.etag) } });
  for (const name of ['etag', 'vary', 'cache-control'] as const) expect(again.headers[name], name).toBe(headers[name]);
  expect(again.headers['content-type']).toBeUndefined();
  expect(headers['last-modified']).toBeUndefined();
});

test.each([
  ['/livez', 'no-store'],
  ['/readyz', 'no-store'],
  ['/status', 'no-store'],
  ['/version', 'no-store'],
  ['/metrics', 'no-store'],
  ['/', 'no-store'],
  ['/report', 'private, no-cache'],
  ['/report?format=html', 'private, no-cache'],
  ['/report?check=os-build', 'private, no-cache'],
  ['/facts', 'private, no-cache'],
  ['/openapi.json', 'private, no-cache'],
  ['/schema/report.json', 'private, no-cache'],
  ['/report?format=x', 'no-store'],
  ['/nothing', 'no-store'],
])('of %s caches may keep: %s', async (path, cacheControl) => {
  const ask = await server();
  expect((await ask(path)).headers['cache-control']).toBe(cacheControl);
});

test.each(['/report', '/livez', '/nothing', '/report?format=nonsense', '/metrics'])(
  'a browser may do nothing with %s but show it by itself',
  async (path) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { headers } = await ask(path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers['cache-control']).toMatch(/^(?:no-store|private, no-cache)$/);
  },
);

test('the page may run its own script and style, by their hashes, and nothing else', async () => {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  const { headers } = await ask('/', { headers: { accept: 'text/html' } });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/=]{44}'/);
  expect(policy).toMatch(/style-src 'sha256-[A-Za-z0-9+/=]{44}'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

test('304 repeats the same policy, because a browser replaces the old one by it', async () => {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  const accept = 'text/html';
  const { headers } = await ask('/', { headers: { accept } });
  const again = await ask('/', { headers: { accept, 'if-none-match': String(headers.etag) } });
  expect(again.status).toBe(304);
  for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy'] as const) {
    expect(again.headers[name], name).toBe(headers[name]);
  }
});

// RFC 9110, section 12.5.5, and RFC 9111, section 5.1.
test('each answer that Accept decides says so, and has an age exactly if it is kept and of a run', async () => {
  const gatherer = { gather: async () => snapshotWith() };
  const monitor = createMonitor({ gatherer, intervalSeconds: 3600, log: pino({ enabled: false }) });
  await monitor.run();
  onTestFinished(() => monitor.stop());
  const ask = await serverFor(monitor);
  const routes = Object.keys(operations).flatMap((named) => /^GET (?!\/bundle)([^{]*)$/.exec(named)?.[1] ?? []);
  expect(routes.length).toBeGreaterThan(10);
  for (const path of routes) {
    const answers = await Promise.all(
      ['*/*', 'text/html', 'image/png'].map((accept) => ask(path, { headers: { accept } })),
    );
    const kinds = new Set(answers.map(({ status, headers }) => `${status} ${headers['content-type']}`));
    for (const { headers, status } of answers) {
      const isKept = headers['cache-control'] === 'private, no-cache';
      expect([path, status, headers.etag !== undefined]).toEqual([path, status, isKept]);
      if (kinds.size > 1) expect([path, status, headers.vary]).toEqual([path, status, 'Accept, Accept-Encoding']);
      const isOfRun = isKept && !/^\/(?:openapi|schema|explain|checks)/.test(path);
      expect([path, status, headers.age]).toEqual([path, status, isOfRun ? expect.stringMatching(/^\d+$/) : undefined]);
    }
  }
});
