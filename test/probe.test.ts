import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QueryError } from '../agent/error.ts';
import type { FactId } from '../agent/fact/ids.ts';
import { createGatherer, type OnFact, type Probes, partOf, toFactError } from '../agent/probe.ts';
import { hostWith } from './host.ts';
import { factsWith } from './snapshot.ts';

/** Probes that find the healthy node at once, but for those that a test gives. */
function probesWith(answers: Partial<Record<FactId, () => unknown>> = {}): Probes {
  const entries = Object.entries(factsWith()).map(([fact, value]) => {
    const read = answers[fact as FactId] ?? (async () => value);
    return [fact, { fact, deadlineMs: 1_000, read }];
  });
  // One probe for every fact; what a test answers is its own affair.
  return Object.fromEntries(entries) as Probes;
}
const gathererOf = (probes: Probes, onFact: OnFact = () => undefined) =>
  createGatherer({
    host: hostWith({}),
    probes,
    settings: { listen: [{ address: '127.0.0.1', port: 20258 }] },
    node: 'win-node-1',
    onFact,
  });
const limitsOf = async (read: () => unknown) => (await gathererOf(probesWith({ limits: read })).gather()).facts.limits;

describe('gather', () => {
  test('puts every fact into the snapshot, with the node, the time and the tool', async () => {
    const snapshot = await gathererOf(probesWith()).gather();
    expect(snapshot).toMatchObject({ node: 'win-node-1', at: '2026-11-01T12:00:00.000Z', tool: { name: 'hostprobe' } });
    const values = Object.fromEntries(
      Object.entries(snapshot.facts).map(([id, fact]) => [id, fact.ok ? fact.value : fact.error]),
    );
    expect(values).toEqual(factsWith());
  });

  test('keeps the kind and the code of what could not be read, and the other facts', async () => {
    const snapshot = await gathererOf(
      probesWith({ limits: () => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5')) }),
    ).gather();
    expect(snapshot.facts.limits).toMatchObject({ ok: false, error: { kind: 'denied', code: '5' } });
    expect(snapshot.facts.os.ok).toBe(true);
  });

  test('asks no cluster where it is told why, and reads what needs none', async () => {
    const probes = probesWith();
    probes.cluster.read = async (host) => {
      host.cluster({ server: '', ca: null, serverName: null, credential: { kind: 'token', token: '' } });
      return factsWith().cluster;
    };
    const { facts } = await gathererOf(probes).gather('not asked yet');
    expect(facts.cluster).toMatchObject({ ok: false, error: { kind: 'failed', message: 'not asked yet' } });
    expect(facts.os.ok).toBe(true);
  });

  test.each([
    [
      'throws before its first await',
      () => {
        throw new TypeError('x is undefined');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('x is undefined'))],
  ])('calls it a bug of hostprobe when a probe %s', async (_how, read) => {
    const fact = await limitsOf(read);
    expect(fact).toMatchObject({
      ok: false,
      error: { kind: 'failed', message: "hostprobe's own bug: x is undefined" },
    });
  });

  test('runs again after a probe that threw', async () => {
    let answers = 0;
    const gatherer = gathererOf(
      probesWith({
        limits: () => {
          answers += 1;
          if (answers === 1) throw new TypeError('x is undefined');
          return Promise.resolve(factsWith().limits);
        },
      }),
    );
    expect((await gatherer.gather()).facts.limits.ok).toBe(false);
    expect((await gatherer.gather()).facts.limits.ok).toBe(true);
  });

  test('refuses a value that does not fit the fact', async () => {
    expect(await limitsOf(async () => ({ inJob: 'yes' }))).toMatchObject({
      ok: false,
      error: { kind: 'failed', message: expect.stringContaining('inJob') },
    });
  });

  test('lets no secret out: not in a value, not in an error, not in what is logged', async () => {
    const logged: unknown[] = [];
    const secret = 'hunter2hunter2';
    const snapshot = await gathererOf(
      probesWith({
        services: async () => {
          const { services } = factsWith();
          if (services.kubelet.ok && services.kubelet.value) services.kubelet.value.commandLine = `k --token=${secret}`;
          return services;
        },
        limits: () => Promise.reject(new QueryError('failed', `cannot read Bearer ${secret}`)),
        os: () => Promise.reject(new Error(`cannot read password=${secret}`)),
      }),
      (...line) => logged.push(line),
    ).gather();
    expect(JSON.stringify([snapshot, logged])).not.toContain(secret);
    expect(snapshot.facts.services).toMatchObject({
      value: { kubelet: { value: { commandLine: 'k --token=[redacted:key]' } } },
    });
  });
});

describe('a probe that does not come back', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('costs its own fact, is not started again while it is out, and is when it has come back', async () => {
    let answers = 0;
    const answer = Promise.withResolvers<unknown>();
    const gatherer = gathererOf(
      probesWith({
        limits: () => {
          answers += 1;
          return answers === 1 ? answer.promise : Promise.resolve(factsWith().limits);
        },
      }),
    );
    const gather = async () => {
      const gathering = gatherer.gather();
      await vi.advanceTimersByTimeAsync(1_000);
      return (await gathering).facts;
    };
    expect(await gather()).toMatchObject({ limits: { ok: false, error: { kind: 'timeout' } }, os: { ok: true } });
    expect((await gather()).limits).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(answers).toBe(1);
    answer.reject(new Error('too late to matter'));
    await vi.advanceTimersByTimeAsync(0);
    expect((await gather()).limits).toMatchObject({ ok: true });
  });

  test('a part with a deadline of its own is given up alone', async () => {
    const part = partOf(new Promise<string>(() => undefined), 200);
    await vi.advanceTimersByTimeAsync(200);
    expect(await part).toMatchObject({ ok: false, error: { kind: 'timeout', message: 'no answer within 200 ms' } });
  });
});

describe('toFactError', () => {
  test.each([
    [Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'denied', 'EACCES'],
    [Object.assign(new Error('EPERM: not permitted'), { code: 'EPERM' }), 'denied', 'EPERM'],
    [Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }), 'failed', 'EIO'],
    [new QueryError('unsupported', 'no such call'), 'unsupported', undefined],
    ['a string', 'failed', undefined],
  ])('%s is %s', (thrown, kind, code) => {
    const error = toFactError(thrown);
    expect(error.kind).toBe(kind);
    expect(error.code).toBe(code);
  });
});
