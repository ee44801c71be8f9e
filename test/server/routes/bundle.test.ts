import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../../agent/host.ts';
import { createMonitor } from '../../../agent/monitor.ts';
import type { ReadSetup } from '../../../agent/probe.ts';
import { createApp } from '../../../agent/server/app.ts';
import { loopbackGuard } from '../../../agent/server/auth/loopback.ts';
import type { Clock } from '../../../agent/server/limits/clock.ts';
import { openListeners } from '../../../agent/server/listen.ts';
import { createShared } from '../../../agent/server/shared-state.ts';
import { file, nodeWith } from '../../bundle/node.ts';
import { opened, snapshotOfLogs } from '../../bundle/take.ts';
import { heldClock } from '../held-clock.ts';

const path = 'C:\\k\\kubelet.log';
const snapshot = snapshotOfLogs(path);
const lines = Array.from({ length: 60_000 }, (_, line) => `line ${line} ${Math.sin(line)}\n`).join('');

/** A server of a live node with two listeners; resolves with their ports. */
async function serving(
  host: Host | null,
  of = snapshot,
  { readSetup = null, clock }: { readSetup?: ReadSetup | null; clock?: Clock } = {},
): Promise<[number, number]> {
  const log = pino({ enabled: false });
  const monitor = createMonitor({ gatherer: { gather: async () => of }, intervalSeconds: 60, log });
  await monitor.run();
  const ownLog = { text: () => '{"msg":"listening","token":"abcdef123456"}\n' };
  const shared = createShared(monitor, { host, readSetup, ownLog, log }, clock === undefined ? {} : { clock });
  const ports = await Promise.all(
    [1, 2].map(async () => {
      const app = createApp({ shared, guard: loopbackGuard, log });
      const [listener] = await openListeners({
        listen: [{ address: '127.0.0.1', port: 0 }],
        appFor: () => app,
        host: null,
      });
      onTestFinished(() => app.close());
      return listener?.at.port ?? 0;
    }),
  );
  onTestFinished(() => monitor.stop());
  return ports as [number, number];
}

async function ask(port: number, url = '/bundle', localAddress = '127.0.0.1'): Promise<IncomingMessage> {
  const asked = request({ host: '127.0.0.1', port, path: url, agent: false, localAddress });
  asked.end();
  const [answer] = await once(asked, 'response');
  return answer;
}
const problemOf = async (answer: IncomingMessage) => JSON.parse((await buffer(answer)).toString());

/** Asks until it gets its turn. */
async function askInTurn(port: number): Promise<IncomingMessage> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask(port);
    if (answer.statusCode !== 429) return answer;
    answer.resume();
    await sleep(20);
  }
  throw new Error('the first bundle is never given up');
}

describe('GET /bundle', () => {
  test('gives the bundle of the newest run, with the logs of the node and its own', async () => {
    const [port] = await serving(nodeWith({ [path]: file(lines) }));
    const answer = await ask(port);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="hostprobe-win-node-1-20261101T120000Z.zip"',
      'cache-control': 'no-store',
    });
    const { text } = await opened(await buffer(answer));
    const facts = await buffer(await ask(port, '/facts'));
    expect(text('snapshot.json')).toBe(facts.toString());
    expect(text('logs/kubelet-kubelet.log')).toBe(lines);
    expect(text('logs/hostprobe.jsonl')).toMatch(/"token":"\[redacted:key:[0-9a-f]{12}\]"/);
  });

  test('has the name of its node, in any letters', async () => {
    const [port] = await serving(nodeWith({}), { ...snapshot, node: 'узел-節點' });
    const answer = await ask(port);
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="hostprobe-____-__-20261101T120000Z.zip"; filename*=UTF-8''hostprobe-${encodeURIComponent('узел-節點')}-20261101T120000Z.zip`,
    );
  });

  test('obeys since and max-size', async () => {
    const [port] = await serving(nodeWith({ [path]: file(lines) }));
    const late = await opened(await buffer(await ask(port, '/bundle?since=30m')));
    expect(late.names).not.toContain('logs/kubelet-kubelet.log');
    const small = await opened(await buffer(await ask(port, '/bundle?max-size=1MB')));
    expect(small.manifest.entries.find(({ path: name }) => name === 'logs/kubelet-kubelet.log')?.truncated).toBe(true);
  });

  test.each([
    ['since=yesterday', 'since must be a time back from now'],
    ['max-size=1TB', 'max-size must be a size from 1MB to 4GB'],
    ['max-size=1MB&max-size=2MB', 'the parameter max-size must be given once'],
    ['placeholders=x', 'the parameter placeholders must be 64 hex digits'],
    ['redact=no', 'unknown parameter redact; it is one of: since, placeholders, max-size'],
  ])('refuses ?%s', async (query, detail) => {
    const [port] = await serving(null);
    const answer = await ask(port, `/bundle?${query}`);
    expect([answer.statusCode, (await problemOf(answer)).detail]).toEqual([400, expect.stringContaining(detail)]);
  });

  test('has the setup of the node beside its facts, with the placeholders of the bundle', async () => {
    const keys: string[] = [];
    const [port] = await serving(null, snapshot, {
      async readSetup(key) {
        keys.push(Buffer.from(key).toString('hex'));
        return { ok: false, ms: 1, error: { kind: 'denied', message: 'no' } };
      },
    });
    const { text } = await opened(await buffer(await ask(port, `/bundle?placeholders=${'c'.repeat(64)}`)));
    expect(JSON.parse(text('snapshot.json'))).toMatchObject({ setup: { error: { kind: 'denied' } } });
    await buffer(await askInTurn(port));
    expect(keys).toEqual(['c'.repeat(64), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  test('is made for one client at a time, over all listeners; the next gets Retry-After', async () => {
    const waits = Promise.withResolvers<void>();
    const clock = heldClock();
    const host = nodeWith({ [path]: file(lines) }, { onRead: () => waits.promise });
    const [port, other] = await serving(host, snapshot, { clock });
    const first = await ask(port);
    // However long the node makes it wait.
    clock.pass(100);
    for (const asked of [port, other]) {
      const answer = await ask(asked);
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '10']);
      expect((await problemOf(answer)).detail).toContain('GET /bundle');
    }
    waits.resolve();
    expect((await opened(await buffer(first))).names).toContain('manifest.json');
    expect((await askInTurn(other)).statusCode).toBe(200);
  });

  test('a client that goes away in the middle leaves nothing behind, and the next one has its turn', async () => {
    let reads = 0;
    const never = Promise.withResolvers<void>();
    const endless = nodeWith(
      { [path]: file(lines) },
      {
        onRead: async () => {
          reads += 1;
          if (reads === 3) await never.promise;
        },
      },
    );
    const [port] = await serving(endless);
    const first = await ask(port);
    await once(first, 'data');
    while (reads < 3) await sleep(5);
    first.destroy();
    const second = await askInTurn(port);
    const { text } = await opened(await buffer(second));
    expect(text('logs/kubelet-kubelet.log')).toBe(lines);
    never.resolve();
  });

  test('a client that reads nothing holds up no other route, and makes nothing grow', async () => {
    const [port] = await serving(nodeWith({ [path]: file(lines.repeat(5)) }));
    const first = await ask(port);
    expect((await ask(port, '/livez')).statusCode).toBe(200);
    first.destroy();
    expect((await askInTurn(port)).statusCode).toBe(200);
  });

  test('the next turn is kept for the reader who was refused', async () => {
    const waits = Promise.withResolvers<void>();
    const [port] = await serving(nodeWith({ [path]: file(lines) }, { onRead: () => waits.promise }));
    const first = await ask(port, '/bundle', '127.0.0.2');
    const refused = await ask(port, '/bundle', '127.0.0.3');
    expect(refused.statusCode).toBe(429);
    waits.resolve();
    await buffer(first);
    const again = await ask(port, '/bundle', '127.0.0.2');
    expect([again.statusCode, (await problemOf(again)).detail]).toEqual([
      429,
      'the next bundle is for another reader; ask again in 10 s',
    ]);
    expect((await ask(port, '/bundle', '127.0.0.3')).statusCode).toBe(200);
  });
});
