import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createKeeper } from '../../../agent/history/keeper.ts';
import { usualHistoryBounds } from '../../../agent/history/lines.ts';
import { historySchema } from '../../../agent/history.ts';
import { openState } from '../../../agent/host/state-folder.ts';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import { got, snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';

const log = pino({ enabled: false });
const bound = { ...snapshotWith(), at: '2026-11-01T12:00:00.000Z' };
const unbound = {
  ...snapshotWith((facts) => {
    facts['runtime-binaries'].bindFilter.present = got(false);
  }),
  at: '2026-11-01T13:00:00.000Z',
};

/** A server whose node lost its bind filter between two runs an hour apart. */
async function serverWithHistory() {
  const runs = [bound, unbound];
  const gather = async () => runs.shift() ?? unbound;
  const state = openState(false, { directory: null, file: 'history.jsonl' });
  const history = createKeeper({ state, log, bounds: usualHistoryBounds });
  const monitor = createMonitor({ gatherer: { gather }, intervalSeconds: 60, history, log });
  await monitor.run();
  await monitor.run();
  monitor.stop();
  return serverFor(monitor);
}

describe('/history', () => {
  test('is what changed, oldest first, with a validator', async () => {
    const ask = await serverWithHistory();
    const { status, headers, body } = await ask('/history');
    expect(status).toBe(200);
    const history = historySchema.parse(JSON.parse(body));
    expect(history).toMatchObject({ since: null, begins: bound.at });
    expect(history.changes).toContainEqual({
      at: unbound.at,
      after: bound.at,
      what: 'mode of new pods',
      from: 'bind',
      to: 'fallback',
    });
    const again = await ask('/history', { headers: { 'if-none-match': headers.etag ?? '' } });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  test.each([
    ['30m', '2026-11-01T12:30:00.000Z', true],
    ['2026-11-01T13:00:00Z', '2026-11-01T13:00:00.000Z', true],
    ['2026-11-01T13:00:01Z', '2026-11-01T13:00:01.000Z', false],
  ])('?since=%s begins at %s', async (asked, since, has) => {
    const ask = await serverWithHistory();
    const history = historySchema.parse(JSON.parse((await ask(`/history?since=${asked}`)).body));
    expect(history.since).toBe(since);
    expect(history.changes.length > 0).toBe(has);
  });

  test.each([
    ['since=yesterday', 'since must be a time back from now, such as 30m'],
    ['since=1h&since=2h', 'the parameter since must be given once'],
    ['until=1h', 'unknown parameter until; it is one of: since'],
  ])('?%s is refused with the way out', async (query, detail) => {
    const ask = await serverWithHistory();
    const { status, body } = await ask(`/history?${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(body).detail).toContain(detail);
  });

  test('of a saved snapshot there is none', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { status, body } = await ask('/history');
    expect(status).toBe(404);
    expect(JSON.parse(body).detail).toBe('this is a saved snapshot, which has no history');
  });
});

test('only the page of the report shows what changed', async () => {
  const ask = await serverWithHistory();
  expect((await ask('/report?format=html&status=200')).body).toContain('mode of new pods');
  expect(JSON.parse((await ask('/report')).body)).not.toHaveProperty('history');
  expect((await ask('/report?format=text')).body).not.toContain('CHANGED');
});
