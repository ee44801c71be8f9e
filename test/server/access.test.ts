import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { serve } from '../../agent/cli/serve.ts';
import { savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { snapshotWith } from '../snapshot.ts';
import { serverFor } from './client.ts';
import { page } from './page.ts';
import { fileToken, jwtOf, readersServer, reviewing } from './readers.ts';

/** Who asks on the node's address: with which token, and whether the API server can be asked about it. */
const readers = {
  nobody: {},
  garbage: { token: 'not-a-token-of-anybody-not-even-a-jwt' },
  unknown: { token: jwtOf('unknown') },
  file: { token: fileToken },
  allowed: { token: jwtOf('allowed') },
  forbidden: { token: jwtOf('forbidden') },
  away: { token: jwtOf('allowed'), at: 'away' },
  'file, away': { token: fileToken, at: 'away' },
} as const;
type Reader = keyof typeof readers;

/**
 * What each route answers, by who asks. The monitor is of a recorded healthy node, which has no history (404) and cannot
 * be run again (409), and the body is empty, which nothing can be read from (400). Loopback asks for no token.
 */
const table = `
                           loopback | nobody garbage unknown file allowed forbidden away
GET  /livez                     200 |    200     200     200  200     200       200  200
GET  /healthz                   200 |    200     200     200  200     200       200  200
GET  /readyz                    200 |    200     200     200  200     200       200  200
GET  /version                   200 |    200     200     200  200     200       200  200
GET  /status                    200 |    200     200     200  200     200       200  200
GET  /checks                    200 |    200     200     200  200     200       200  200
GET  /metrics                   200 |    200     200     200  200     200       200  200
GET  /                          200 |    200     200     200  200     200       200  200
GET  /report                    200 |    401     401     401  200     200       403  503
POST /report                    409 |    401     401     401  409     409       403  503
GET  /facts                     200 |    401     401     401  200     200       403  503
GET  /explain                   200 |    200     200     200  200     200       200  200
POST /explain                   400 |    401     401     401  400     400       403  503
POST /lint                      400 |    401     401     401  400     400       403  503
POST /predict                   400 |    401     401     401  400     400       403  503
GET  /history                   404 |    401     401     401  404     404       403  503
GET  /bundle                    200 |    401     401     401  200     200       403  503
GET  /openapi.json              200 |    401     401     401  200     200       403  503
GET  /schema/explain.json       200 |    401     401     401  200     200       403  503
GET  /schema/facts.json         200 |    401     401     401  200     200       403  503
GET  /schema/history.json       200 |    401     401     401  200     200       403  503
GET  /schema/lint.json          200 |    401     401     401  200     200       403  503
GET  /schema/predict.json       200 |    401     401     401  200     200       403  503
GET  /schema/problem.json       200 |    401     401     401  200     200       403  503
GET  /schema/report.json        200 |    401     401     401  200     200       403  503
GET  /schema/status.json        200 |    401     401     401  200     200       403  503
GET  /schema/version.json       200 |    401     401     401  200     200       403  503
`;

/** Nobody knows the size of a bundle before it is made, and making it for nobody costs as much. */
const withoutHead = ['/bundle'];
const takesHead = ({ method, path }: Pick<Row, 'method' | 'path'>) => method === 'GET' && !withoutHead.includes(path);

interface Row {
  route: string;
  method: string;
  path: string;
  loopback: number;
  node: [reader: Reader, status: number][];
}

const [, heading = '', ...lines] = table.trimEnd().split('\n');
const columns = heading.split('|')[1]?.trim().split(/\s+/) as Reader[];
const rows = lines.map((line): Row => {
  const [method = '', path = '', loopback, , ...node] = line.split(/\s+/);
  const statuses = columns.map((reader, index): [Reader, number] => [reader, Number(node[index])]);
  const file = statuses.find(([reader]) => reader === 'file')?.[1] ?? Number.NaN;
  // A token of the file is good whether the API server answers or not.
  return {
    route: `${method} ${path}`,
    method,
    path,
    loopback: Number(loopback),
    node: [...statuses, ['file, away', file]],
  };
});

/** A listener on the node's address; each request comes from an address of its own, so that no limit counts. */
async function listener() {
  const { api, cluster } = await reviewing();
  api.people = {
    [jwtOf('allowed')]: { name: 'allowed', audiences: ['hostprobe'] },
    [jwtOf('forbidden')]: { name: 'forbidden', audiences: ['hostprobe'] },
  };
  api.permits = rows.map((row) => `allowed ${row.method.toLowerCase()} ${row.path}`);
  const away = await reviewing();
  await away.api.close();
  const asks = { here: await readersServer({ cluster }), away: await readersServer({ cluster: away.cluster }) };
  let asked = 0;
  return (reader: Reader, path: string, method: string, headers: Record<string, string> = {}) => {
    asked += 1;
    const { at, ...more } = { at: 'here' as const, ...readers[reader] };
    return asks[at](path, { method, headers, from: `127.0.0.${asked}`, ...more });
  };
}

const everyReader = Object.keys(readers) as Reader[];
/** Strangers learn nothing, not even that there is nothing. */
const whenUnrouted = (status: number): [Reader, number][] =>
  everyReader.map((reader) => [
    reader,
    reader === 'away' ? 503 : ['nobody', 'garbage', 'unknown'].includes(reader) ? 401 : status,
  ]);

describe('the table of access', () => {
  test('has a row for every route, and no other', async () => {
    const app = createApp({
      shared: createShared(savedMonitor(snapshotWith()), null, { page }),
      guard: loopbackGuard,
      log: pino({ enabled: false }),
    });
    const routes: string[] = [];
    app.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)));
    await app.ready();
    const heads = rows.filter(takesHead).map(({ path }) => `HEAD ${path}`);
    expect(routes.toSorted()).toEqual([...rows.map(({ route }) => route), ...heads].toSorted());
    await app.close();
  });

  test.each(rows)('on loopback: $route', async ({ method, path, loopback }) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Bearer ${fileToken}` }]) {
      const { status } = await ask(path, { method, headers });
      expect(status, JSON.stringify(headers)).toBe(loopback);
      if (method !== 'GET') continue;
      const head = await ask(path, { method: 'HEAD', headers });
      expect(head.status, 'HEAD').toBe(takesHead({ method, path }) ? loopback : 405);
    }
  });

  test.each(rows)('on the node’s address: $route', async ({ method, path, node }) => {
    const askAs = await listener();
    for (const [reader, expected] of node) {
      const { status, body } = await askAs(reader, path, method);
      expect(status, reader).toBe(expected);
      if (expected === 401 || expected === 403 || expected === 503) expect(JSON.parse(body).status).toBe(expected);
      if (takesHead({ method, path })) {
        expect(await askAs(reader, path, 'HEAD'), `HEAD as ${reader}`).toMatchObject({ status: expected, body: '' });
      }
    }
  });
});

const documents = {
  'read-a-node.md': readFileSync('.github/read-a-node.md', 'utf8'),
  'SECURITY.md': readFileSync('.github/SECURITY.md', 'utf8'),
  'serve --help': serve.details,
};

test.each(Object.entries(documents))('%s names every route that is open to all', (_name, text) => {
  const open = rows.filter(({ node: [first] }) => first?.[1] === 200).map(({ path }) => path);
  const [list = ''] = /^.*(?=(?:is|are) open to (?:all|everyone))/ms.exec(text) ?? [];
  const words = list.slice(-260).split(/[\s`,]+/);
  expect(open.filter((path) => !words.includes(path))).toEqual([]);
});

describe('what is no route', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/livez/'],
    ['GET', '/livez/../report'],
    ['GET', '//livez'],
    ['GET', '/%2e/report'],
    ['GET', '/LIVEZ'],
    ['POST', '/nothing'],
  ])('is answered to readers only: %s %s', async (method, path) => {
    const askAs = await listener();
    for (const [reader, expected] of whenUnrouted(404)) {
      expect((await askAs(reader, path, method)).status, reader).toBe(expected);
    }
  });

  test.each([
    ['OPTIONS', '/livez'],
    ['OPTIONS', '/report'],
    ['DELETE', '/report'],
    ['POST', '/status'],
    ['PROPFIND', '/facts'],
    ['HEAD', '/bundle'],
    ['POST', '/bundle'],
  ])('nor is a method that a route does not take: %s %s', async (method, path) => {
    const askAs = await listener();
    for (const [reader, expected] of whenUnrouted(405)) {
      expect((await askAs(reader, path, method)).status, reader).toBe(expected);
    }
  });

  test('not even when the URL names another host with an open path in it', async () => {
    const askAs = await listener();
    expect((await askAs('nobody', 'https://livez/report', 'GET')).status).toBe(401);
    expect((await askAs('nobody', '/report?/livez', 'GET')).status).toBe(401);
    expect((await askAs('nobody', '/report#/livez', 'GET')).status).toBe(401);
  });
});
