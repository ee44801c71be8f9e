import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createMonitor } from '../../../agent/monitor.ts';
import { createSetupReader } from '../../../agent/probe.ts';
import { setup } from '../../../agent/probes/setup.ts';
import { createApp } from '../../../agent/server/app.ts';
import { loopbackGuard } from '../../../agent/server/auth/loopback.ts';
import { createShared } from '../../../agent/server/shared-state.ts';
import { readSnapshot } from '../../../agent/snapshot/read.ts';
import { hostWith } from '../../host.ts';
import { snapshotWith } from '../../snapshot.ts';

const log = pino({ enabled: false });
const variables = new Map([['CLOUD_KEY', 'not to be shown']]);

/** An agent whose machine has one variable. */
async function serving(onRead: () => Promise<void> = async () => undefined) {
  const host = hostWith({
    registry: {
      async values(key) {
        await onRead();
        return key.endsWith('Environment') ? variables : null;
      },
    },
  });
  const monitor = createMonitor({ gatherer: { gather: async () => snapshotWith() }, intervalSeconds: 60, log });
  await monitor.run();
  onTestFinished(() => monitor.stop());
  const readSetup = createSetupReader({ host, probe: async () => setup, settings: { listen: [] } });
  const shared = createShared(monitor, { host, readSetup, ownLog: { text: () => '' }, log });
  const app = createApp({ shared, guard: loopbackGuard, log });
  onTestFinished(() => app.close());
  return (path: string, headers: Record<string, string> = {}) =>
    app.inject({ url: path, headers: { host: 'localhost:20258', ...headers } });
}

const variableIn = (body: string) => {
  const { setup: found } = readSnapshot(body, 'facts.json');
  const keys = found?.ok && found.value.registry.ok ? found.value.registry.value : [];
  const values = keys.find(({ key }) => key.endsWith('Environment'))?.values;
  return values?.ok ? values.value?.CLOUD_KEY : undefined;
};
const path = (key: string) => `/facts?with=setup&placeholders=${key.repeat(64)}`;

test('/facts?with=setup has the setup too, its secrets as placeholders of the key that the reader sent', async () => {
  const ask = await serving();
  expect(readSnapshot((await ask('/facts')).body, 'facts.json')).toEqual(snapshotWith());
  const first = (await ask(path('a'))).body;
  expect(first).not.toContain('not to be shown');
  expect(variableIn(first)).toMatch(/^\[redacted:setup:[0-9a-f]{12}\]$/);
  expect(variableIn((await ask(path('a'))).body)).toBe(variableIn(first));
  expect(variableIn((await ask(path('b'))).body)).not.toBe(variableIn(first));
  expect(variableIn((await ask('/facts?with=setup')).body)).not.toBe(variableIn(first));
});

test('the setup is read for one reader at a time', async () => {
  const waits = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const ask = await serving(() => {
    begun.resolve();
    return waits.promise;
  });
  const first = ask(path('a'));
  await begun.promise;
  const second = await ask(path('a'));
  expect([second.statusCode, second.headers['retry-after']]).toEqual([429, '10']);
  expect((await ask('/facts')).statusCode).toBe(200);
  waits.resolve();
  expect((await first).statusCode).toBe(200);
});

test.each([
  ['with=all', {}, 400, 'with can only be setup'],
  ['with=setup&placeholders=1', {}, 400, 'placeholders must be 64 hex digits'],
  ['setup', {}, 400, 'unknown parameter setup'],
  ['with=setup', { 'sec-fetch-site': 'cross-site' }, 403, 'another site'],
])('/facts?%s from %j is refused', async (query, headers, status, detail) => {
  const ask = await serving();
  const answer = await ask(`/facts?${query}`, headers);
  expect([answer.statusCode, answer.json().detail]).toEqual([status, expect.stringContaining(detail)]);
});
