import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createKeeper } from '../../agent/history/keeper.ts';
import { usualHistoryBounds } from '../../agent/history/lines.ts';
import { openState } from '../../agent/host/state-folder.ts';
import { createMonitor, type Monitor, savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { describeApi, published } from '../../agent/server/openapi.ts';
import { operations } from '../../agent/server/operations.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { composed } from '../composed.ts';
import { snapshotWith } from '../snapshot.ts';
import { asLocalService } from '../variations.ts';
import { type Answer, serverFor } from './client.ts';
import { page } from './page.ts';
import { fileToken, readersServer } from './readers.ts';

const log = pino({ enabled: false });

interface Described {
  operationId: string;
  parameters?: { name: string; in: string }[];
  security: object[];
  requestBody?: { content: Record<string, { example?: string }> };
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}

async function descriptionOf(monitor: Monitor = savedMonitor(snapshotWith())) {
  const ask = await serverFor(monitor);
  const { status, headers, body } = await ask('/openapi.json');
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return JSON.parse(body);
}

/** The routes that fastify has, as "GET /path", without the HEAD that it adds to each GET. */
async function realRoutes(): Promise<string[]> {
  const app = createApp({ shared: createShared(savedMonitor(snapshotWith())), guard: loopbackGuard, log });
  onTestFinished(() => app.close());
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)));
  await app.ready();
  return routes.filter((route) => !route.startsWith('HEAD '));
}

const complaintsOf = (validate: ValidateFunction, value: unknown) =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

/** Validators of what the description says, as somebody's program would make them of it; each is compiled once. */
const described = (() => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(describeApi([], {}), 'api');
  const validators = new Map<string, ValidateFunction>();
  return (schema: { $ref?: string }, value: unknown) => {
    const key = JSON.stringify(schema);
    const validate =
      validators.get(key) ?? ajv.compile(schema.$ref === undefined ? schema : { $ref: `api${schema.$ref}` });
    validators.set(key, validate);
    return complaintsOf(validate, value);
  };
})();

describe('/openapi.json', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await descriptionOf());
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  test('describes every route that there is, and no other', async () => {
    const { paths } = await descriptionOf();
    const inPaths = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const real = await realRoutes();
    expect(
      real.filter((route) => !inPaths.includes(route)),
      'add to agent/server/operations.ts',
    ).toEqual([]);
    expect(
      Object.keys(operations).filter((route) => !real.includes(route)),
      'there are no such routes',
    ).toEqual([]);
    expect(inPaths.toSorted()).toEqual(real.toSorted());
  });

  test('gives every operation a name of its own', async () => {
    const ids = Object.values(operations).map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('says of each route who may ask', async () => {
    const { paths } = await descriptionOf();
    expect(paths['/livez'].get.security).toEqual([]);
    expect(paths['/'].get.security).toEqual([{}, { token: [] }]);
    expect(paths['/report'].get.security).toEqual([{ token: [] }]);
    expect(Object.keys(paths['/report'].get.responses)).toEqual(expect.arrayContaining(['401', '403']));
    expect(Object.keys(paths['/livez'].get.responses)).toEqual(['200', '503', 'default']);
  });

  test('refers to every form of JSON only once, and to none that is not there', async () => {
    const description = await descriptionOf();
    const refs = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(new Set(refs.map(([, name]) => name))).toEqual(new Set(Object.keys(description.components.schemas)));
    expect(Object.keys(description.components.schemas)).toEqual(Object.keys(published));
    expect(description.components.schemas.report.properties.history).toEqual({ $ref: '#/components/schemas/history' });
  });

  test('describes parameters with their values', async () => {
    const { paths } = await descriptionOf();
    const { parameters } = paths['/report'].get;
    expect(parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required])).toEqual([
      ['format', false],
      ['status', false],
      ['check', false],
    ]);
    expect(parameters[0].schema.enum).toContain('junit');
    expect(paths['/metrics'].get.parameters).toMatchObject([
      { name: 'X-Prometheus-Scrape-Timeout-Seconds', in: 'header', required: false, schema: { type: 'number' } },
    ]);
  });
});

describe('/schema/', () => {
  test.each(Object.keys(published))('%s.json is a JSON Schema that a validator takes', async (name) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { status, headers, body } = await ask(`/schema/${name}.json`);
    expect(status).toBe(200);
    const schema = JSON.parse(body);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false });
    expect(complaintsOf(ajv.compile(schema), { strange: true })).not.toEqual([]);
    const again = await ask(`/schema/${name}.json`, { headers: { 'if-none-match': String(headers.etag) } });
    expect(again.status).toBe(304);
  });
});

/** Nodes and moments in which routes answer otherwise. */
const worlds: Readonly<Record<string, () => Promise<Monitor>>> = {
  'a healthy node': async () => savedMonitor(snapshotWith()),
  'a healthy node by the default account': async () => savedMonitor(snapshotWith(asLocalService)),
  ...Object.fromEntries(
    (['nssm-user-account', 'laptop-without-windows'] as const).map((name) => [
      `the node ${name}`,
      async () => savedMonitor(composed[name] ?? snapshotWith()),
    ]),
  ),
  'a node right after a run': async () => {
    const monitor = createMonitor({ gatherer: { gather: async () => snapshotWith() }, intervalSeconds: 60, log });
    await monitor.run();
    onTestFinished(() => monitor.stop());
    return monitor;
  },
  'before the first run': async () =>
    createMonitor({ gatherer: { gather: () => new Promise(() => undefined) }, intervalSeconds: 60, log }),
};

describe.each(Object.keys(worlds))('of %s', (world) => {
  test('every route answers as it is described, with a body and without, and when asked wrongly', async () => {
    const monitor = await (worlds[world]?.() ?? Promise.reject(new Error('no such world')));
    const ask = await serverFor(monitor);
    const { paths } = JSON.parse((await ask('/openapi.json')).body);
    const complaints: string[] = [];

    function check(route: string, { responses }: Described, { status, headers, body }: Answer) {
      const said = `${route}: ${status}`;
      const response = responses[String(status)];
      if (response === undefined) return complaints.push(`${said} is not described`);
      const contentType = headers['content-type']?.split(';', 1)[0];
      if (contentType === undefined) return body === '' ? 0 : complaints.push(`${said} has a body without a type`);
      const content = response.content?.[contentType];
      if (content === undefined) return complaints.push(`${said} in ${contentType} is not described`);
      if (!contentType.endsWith('json') || body === '') return 0;
      const wrong = described(content.schema, JSON.parse(body));
      return complaints.push(...wrong.map((what) => `${said}: ${what}`));
    }

    for (const [path, methods] of Object.entries<Record<string, Described>>(paths)) {
      for (const [name, operation] of Object.entries(methods)) {
        const method = name.toUpperCase();
        // A run that never comes back is not waited for.
        if (world === 'before the first run' && method === 'POST' && path === '/report') continue;
        const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
        const sent =
          content?.example === undefined ? {} : { body: content.example, headers: { 'content-type': type ?? '' } };
        const plain = await ask(path, { method, ...sent });
        check(`${method} ${path}`, operation, plain);
        if (method === 'POST') check(`an empty ${method} ${path}`, operation, await ask(path, { method }));
        if (method === 'GET') {
          const head = await ask(path, { method: 'HEAD' });
          // The default answer of every operation.
          const status = path === '/bundle' ? 405 : plain.status;
          if (head.status !== status || head.body !== '') complaints.push(`HEAD ${path}: ${head.status} ${head.body}`);
          if (head.status !== 405) check(`HEAD ${path}`, operation, head);
          const etag = plain.headers.etag ?? '"none"';
          check(`${path} again`, operation, await ask(path, { headers: { 'if-none-match': etag } }));
        }
      }
    }
    for (const form of ['json', 'text', 'html', 'junit', 'prometheus', 'npd']) {
      check(`form ${form}`, paths['/report'].get, await ask(`/report?format=${form}`));
    }
    for (const path of ['/report?format=x', '/report?x=y', '/report?check=x', '/report?check=containerd-account']) {
      check(path, paths['/report'].get, await ask(path));
    }
    check('Accept', paths['/report'].get, await ask('/report', { headers: { accept: 'image/png' } }));
    expect(complaints).toEqual([]);
  });
});

/** Other tests bring these about: who may read, limits of what many ask, calls that hang, and a bundle. */
const ofOtherTests = /^(?:GET|POST) \S+ (?:401|403|429|default)$|^GET \/(?:livez|healthz) 503$|^GET \/bundle 200$/;

test('each status of a description is that of an answer, and what no parameter may be is refused', async () => {
  const state = openState(false, { directory: null, file: 'history.jsonl' });
  const history = createKeeper({ state, log, bounds: usualHistoryBounds });
  const shared = { intervalSeconds: 60, history, log };
  const failing = composed['nssm-user-account'] ?? snapshotWith();
  const runs = [snapshotWith(), failing];
  const live = createMonitor({ gatherer: { gather: async () => runs.shift() ?? snapshotWith() }, ...shared });
  await live.run();
  onTestFinished(() => live.stop());
  const early = createMonitor({ gatherer: { gather: () => new Promise(() => undefined) }, ...shared });
  const answered = new Set<string>();
  const described = new Set<string>();
  for (const monitor of [live, savedMonitor(failing), early]) {
    const options = monitor === live ? { page } : {};
    const app = createApp({ shared: createShared(monitor, null, options), guard: loopbackGuard, log });
    onTestFinished(() => app.close());
    const headers = { host: 'localhost' };
    const { paths } = (await app.inject({ url: '/openapi.json', headers })).json();
    for (const [path, methods] of Object.entries<Record<string, Described>>(paths)) {
      for (const [name, { requestBody, parameters = [], responses }] of Object.entries(methods)) {
        const method = name === 'get' ? 'GET' : 'POST';
        const ask = async (query: string, options: { accept?: string; etag?: string; body?: string } = {}) => {
          const { accept = '*/*', etag = '"none"', body } = options;
          const { statusCode } = await app.inject({
            ...{ method, url: `${path}${query}`, headers: { ...headers, accept, 'if-none-match': etag } },
            ...(body === undefined ? {} : { payload: body }),
          });
          answered.add(`${method} ${path} ${statusCode}`);
          return statusCode;
        };
        for (const status of Object.keys(responses)) described.add(`${method} ${path} ${status}`);
        const example = Object.values(requestBody?.content ?? {})[0]?.example;
        const body = example === undefined ? {} : { body: example };
        const isRun = `${method} ${path}` === 'POST /report';
        // A run that never comes back is not waited for; one node alone judges texts, and none makes a bundle.
        const isLeft = monitor === early ? isRun : path === '/bundle' || (monitor !== live && example !== undefined);
        if (!isLeft) await ask('', body);
        if (isRun && monitor === live) await ask('');
        if (path === '/') for (const etag of ['*', '"none"']) await ask('', { accept: 'text/html', etag });
        if (monitor !== live) continue;
        if (method === 'POST') await ask('', { body: 'x'.repeat(2 ** 20 + 1) });
        if (example !== undefined) await ask('', { body: ' ' });
        if (method === 'GET' && path !== '/bundle') await ask('', { etag: '*' });
        if (example === undefined && path !== '/bundle') await ask('', { accept: 'image/png' });
        const inQuery = parameters.filter((one) => one.in === 'query');
        for (const query of inQuery.length === 0 ? [] : ['strange', ...inQuery.map((one) => one.name)]) {
          expect([400, 404], `${method} ${path}?${query}`).toContain(await ask(`?${query}=!`, body));
        }
      }
    }
  }
  const unlike = (all: Set<string>, others: Set<string>) =>
    [...all].filter((one) => !others.has(one) && !ofOtherTests.test(one));
  expect({ undescribed: unlike(answered, described), unanswered: unlike(described, answered) }).toEqual({
    undescribed: [],
    unanswered: [],
  });
});

test('a document that never changes has no age', async () => {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  for (const path of ['/openapi.json', ...Object.keys(published).map((name) => `/schema/${name}.json`)]) {
    const { status, headers } = await ask(path);
    expect([path, status, headers.age]).toEqual([path, 200, undefined]);
  }
});

test('a client without the right to read gets the described answer too', async () => {
  const ask = await readersServer();
  const { paths } = JSON.parse((await ask('/openapi.json', { token: fileToken })).body);
  for (const [path, methods] of Object.entries<Record<string, Described>>(paths)) {
    for (const [method, { security, responses }] of Object.entries(methods)) {
      const { status, body } = await ask(path, { method: method.toUpperCase() });
      if (security.length === 1) {
        expect(status, path).toBe(401);
        const schema = responses['401']?.content?.['application/problem+json']?.schema ?? {};
        expect(described(schema, JSON.parse(body)), path).toEqual([]);
      } else expect(status, path).toBe(200);
    }
  }
});
