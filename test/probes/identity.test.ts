import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { JobLimits, Token } from '../../agent/host.ts';
import { identity } from '../../agent/probes/identity.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const token: Token = {
  sid: 'S-1-5-19',
  groups: [
    { sid: 'S-1-1-0', enabled: true },
    { sid: 'S-1-5-5-0-4711', enabled: false },
  ],
  privileges: [{ name: 'SeChangeNotifyPrivilege', enabled: true }],
  integrityLevel: 0x4000,
  elevated: true,
  sessionId: 0,
};
const job: JobLimits = {
  inJob: true,
  memoryLimitBytes: null,
  processMemoryLimitBytes: null,
  activeProcessLimit: null,
  peakMemoryBytes: null,
  activeProcesses: 2,
};
const silo = { id: 312, server: false };
const names: Record<string, string> = { 'S-1-5-19': 'NT AUTHORITY\\LOCAL SERVICE', 'S-1-1-0': 'Everyone' };
const accounts = { name: (sid: string) => Promise.resolve(names[sid] ?? null) };
const processes = {
  list: () =>
    Promise.resolve([
      { pid: 4242, parentPid: 4200, name: 'node.exe' },
      { pid: 4200, parentPid: 2000, name: 'cmd.exe' },
    ]),
  startedAt: () => Promise.resolve(new Date('2026-11-01T11:00:00Z')),
};
const denied = () => Promise.reject(new QueryError('denied', 'no', '5'));

const readFact = (given: Parameters<typeof hostWith>[0]) => identity.read(hostWith({ accounts, ...given }), settings);

describe('identity', () => {
  test('reads user, groups by name, privileges, job, silo and parent', async () => {
    const fact = await readFact({
      self: { token: async () => token, job: async () => job, silo: async () => silo },
      processes,
    });
    expect(fact).toEqual({
      token: {
        ok: true,
        value: {
          user: { sid: 'S-1-5-19', name: 'NT AUTHORITY\\LOCAL SERVICE' },
          groups: [
            { sid: 'S-1-1-0', name: 'Everyone', enabled: true },
            { sid: 'S-1-5-5-0-4711', name: null, enabled: false },
          ],
          privileges: [{ name: 'SeChangeNotifyPrivilege', enabled: true }],
          integrity: 'system',
          elevated: true,
          sessionId: 0,
        },
      },
      inJob: { ok: true, value: true },
      silo: { ok: true, value: { id: 312, server: false } },
      pid: 4242,
      parent: { ok: true, value: { pid: 4200, name: 'cmd.exe' } },
    });
  });

  test.each([
    [0x0fff, 'untrusted'],
    [0x1000, 'low'],
    [0x1fff, 'low'],
    [0x2000, 'medium'],
    [0x2100, 'medium'],
    [0x2fff, 'medium'],
    [0x3000, 'high'],
    [0x3fff, 'high'],
    [0x4000, 'system'],
  ])('integrity level %i is %s', async (integrityLevel, integrity) => {
    const fact = await readFact({ self: { token: async () => ({ ...token, integrityLevel }) } });
    expect(fact.token).toMatchObject({ ok: true, value: { integrity } });
  });

  test('each refusal costs only its own part', async () => {
    const fact = await readFact({
      self: { token: denied, job: async () => ({ ...job, inJob: false }), silo: async () => null },
    });
    expect(fact).toMatchObject({
      token: { ok: false, error: { kind: 'denied' } },
      inJob: { ok: true, value: false },
      silo: { ok: true, value: null },
      parent: { ok: false, error: { kind: 'unsupported' } },
    });
    const other = await readFact({ self: { token: async () => token, job: denied, silo: denied }, processes });
    expect(other).toMatchObject({
      token: { ok: true },
      inJob: { ok: false, error: { kind: 'denied' } },
      silo: { ok: false, error: { kind: 'denied' } },
      parent: { ok: true },
    });
  });

  test('a list of processes without this one is no answer', async () => {
    const { parent } = await readFact({ processes: { list: async () => [] } });
    expect(parent).toMatchObject({ ok: false, error: { kind: 'failed', message: expect.stringContaining('4242') } });
  });

  test('a parent that has ended keeps its number and has no name', async () => {
    const list = () => Promise.resolve([{ pid: 4242, parentPid: 4200, name: 'node.exe' }]);
    expect((await readFact({ processes: { list } })).parent).toEqual({ ok: true, value: { pid: 4200, name: null } });
  });
});
