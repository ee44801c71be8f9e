import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host, ServiceAnswer } from '../../agent/host.ts';
import { services } from '../../agent/probes/services.ts';
import { hostWith } from '../host.ts';

const denied = (what: string) => Promise.reject(new QueryError('denied', `${what}: ERROR_ACCESS_DENIED (5)`, '5'));

const answer = (name: string, commandLine: string, more: Partial<ServiceAnswer> = {}): ServiceAnswer => ({
  name,
  displayName: name,
  state: 'running',
  startType: 'auto',
  account: 'LocalSystem',
  commandLine,
  dependsOn: [],
  pid: 1000,
  exitCode: 0,
  failureActions: null,
  ...more,
});

/** A machine with these services; registry values by `<service> <value>`. */
function readFact(
  known: ServiceAnswer[],
  more: { registry?: Record<string, string>; refused?: string[]; processes?: Partial<Host['processes']> } = {},
) {
  const query = (name: string) =>
    more.refused?.includes(name)
      ? denied(`OpenServiceW ${name}`)
      : Promise.resolve(known.find((service) => service.name === name) ?? null);
  const refusedEntries = (more.refused ?? []).map((name) => answer(name, ''));
  const host = hostWith({
    services: { query, list: () => Promise.resolve([...refusedEntries, ...known]) },
    registry: {
      read: (key, value) => Promise.resolve(more.registry?.[`${key.split('\\')[3]} ${value}`] ?? null),
      writtenAt: (key) =>
        Promise.resolve(key.endsWith('\\Services\\containerd') ? new Date('2026-10-01T00:00:00Z') : null),
    },
    processes: { list: () => Promise.resolve([]), ...more.processes },
  });
  return services.read(host, { listen: [{ address: '127.0.0.1', port: 20258 }] });
}

const process = (pid: number, parentPid: number, name: string) => ({ pid, parentPid, name });

describe('services', () => {
  test('finds containerd, the kubelet and kube-proxy by name, and says which are not there', async () => {
    const fact = await readFact([
      answer('containerd', '"C:\\Program Files\\containerd\\containerd.exe" --run-service'),
      answer('kubelet', 'C:\\k\\kubelet.exe --windows-service'),
    ]);
    expect(fact.containerd).toMatchObject({
      ok: true,
      value: {
        name: 'containerd',
        wrapper: { ok: true, value: null },
        configuredAt: { ok: true, value: '2026-10-01T00:00:00.000Z' },
      },
    });
    expect(fact.kubelet).toMatchObject({
      ok: true,
      value: { name: 'kubelet', configuredAt: { ok: true, value: null } },
    });
    expect(fact['kube-proxy']).toEqual({ ok: true, value: null });
    expect(fact.embedding).toEqual({ ok: true, value: null });
  });

  test('reads what nssm starts, with any file name of nssm', async () => {
    const fact = await readFact([answer('containerd', 'C:\\k\\wrapper.exe')], {
      registry: {
        'containerd Application': 'C:\\Program Files\\containerd\\containerd.exe',
        'containerd AppParameters': '--config C:\\k\\config.toml',
        'containerd AppStdout': 'C:\\k\\containerd.log',
        'containerd AppStderr': 'C:\\k\\containerd.err.log',
      },
    });
    expect(fact.containerd).toMatchObject({
      value: {
        wrapper: {
          ok: true,
          value: {
            application: 'C:\\Program Files\\containerd\\containerd.exe',
            parameters: '--config C:\\k\\config.toml',
            stdout: 'C:\\k\\containerd.log',
            stderr: 'C:\\k\\containerd.err.log',
          },
        },
      },
    });
  });

  test('a refused registry costs only the wrapper, a refused service only itself', async () => {
    const host = hostWith({
      services: {
        query: (name) =>
          name === 'kubelet' ? denied('OpenServiceW kubelet') : Promise.resolve(answer(name, `C:\\k\\${name}.exe`)),
      },
      registry: { read: () => denied('RegOpenKeyExW') },
    });
    const fact = await services.read(host, { listen: [{ address: '127.0.0.1', port: 20258 }] });
    expect(fact.containerd).toMatchObject({
      ok: true,
      value: { wrapper: { ok: false, error: { kind: 'denied', code: '5' } } },
    });
    expect(fact.kubelet).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(fact['kube-proxy']).toMatchObject({ ok: true });
  });

  test('a refused containerd service is never taken for one that is not there', async () => {
    const fact = await readFact([], { refused: ['containerd'] });
    expect(fact.containerd).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(fact.embedding).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });

  test.each(['rke2', 'k3s', 'k0sworker'])(
    '%s is the embedding service where no service runs containerd',
    async (name) => {
      const fact = await readFact([answer(name, `C:\\usr\\local\\bin\\${name}.exe agent service`)]);
      expect(fact.containerd).toEqual({ ok: true, value: null });
      expect(fact.embedding).toMatchObject({ ok: true, value: { name } });
    },
  );

  test('and also beside a service of that name', async () => {
    const fact = await readFact([
      answer('containerd', 'C:\\k\\containerd.exe --run-service'),
      answer('rke2', 'rke2.exe'),
    ]);
    expect([fact.containerd, fact.embedding]).toMatchObject([
      { ok: true, value: { name: 'containerd' } },
      { ok: true, value: { name: 'rke2' } },
    ]);
  });

  test('a service that runs containerd under another name is the containerd service, running or stopped', async () => {
    const stopped = answer('cri', 'C:\\Program Files\\containerd\\containerd.exe --run-service', { pid: null });
    const fact = await readFact([answer('Dhcp', 'svchost.exe -k x -p C:\\ProgramData\\containerd'), stopped]);
    expect(fact.containerd).toMatchObject({ ok: true, value: { name: 'cri' } });
    expect(fact.embedding).toEqual({ ok: true, value: null });

    const wrapped = await readFact([answer('cri', 'C:\\k\\nssm.exe')], {
      registry: { 'cri Application': 'C:\\k\\Containerd.exe' },
    });
    expect(wrapped.containerd).toMatchObject({ ok: true, value: { name: 'cri' } });
  });

  test('a service that the list leaves out because this account cannot see it is denied, not absent', async () => {
    const list = () =>
      Promise.resolve([
        process(40, 4, 'services.exe'),
        process(60, 40, 'acme-node.exe'),
        process(80, 60, 'containerd.exe'),
      ]);
    const fact = await readFact([answer('Dhcp', 'svchost.exe', { pid: 50 })], { processes: { list } });
    expect(fact.containerd).toMatchObject({
      ok: false,
      error: { kind: 'denied', message: expect.stringContaining('process 60 (acme-node.exe) is a service') },
    });
  });

  test('an unknown distribution is found by the service above the containerd process, past a service host', async () => {
    const list = () =>
      Promise.resolve([
        process(50, 4, 'svchost.exe'),
        process(60, 50, 'acme-node.exe'),
        process(70, 60, 'cmd.exe'),
        process(80, 70, 'containerd.exe'),
      ]);
    const known = [answer('Schedule', 'svchost.exe', { pid: 50 }), answer('acme', 'C:\\acme-node.exe', { pid: 60 })];
    const fact = await readFact(known, { processes: { list } });
    expect(fact.containerd).toEqual({ ok: true, value: null });
    expect(fact.embedding).toMatchObject({ ok: true, value: { name: 'acme' } });

    const startedAt = async (pid: number) => new Date(Date.UTC(2026, 0, pid === 60 ? 2 : 1));
    const reused = await readFact(known, { processes: { list, startedAt } });
    expect(reused.embedding, 'the number of the parent was given to a younger process').toEqual({
      ok: true,
      value: null,
    });

    const byTask = await readFact([answer('Schedule', 'svchost.exe', { pid: 50 })], { processes: { list } });
    expect(byTask.embedding).toEqual({ ok: true, value: null });
  });

  test('does not say that there is no such service while some could not be read, unless another way finds it', async () => {
    const fact = await readFact([], { refused: ['Secretive'] });
    expect(fact.containerd).toMatchObject({
      ok: false,
      error: { kind: 'denied', message: expect.stringContaining('Secretive') },
    });
    const found = await readFact([answer('rke2', 'C:\\rke2.exe')], { refused: ['Secretive'] });
    expect(found.containerd).toEqual({ ok: true, value: null });
    expect(found.embedding).toMatchObject({ ok: true, value: { name: 'rke2' } });
  });

  test("processes that are each other's parents, by numbers that Windows gave out again, have no service above them", async () => {
    const list = async () => [process(60, 80, 'acme-node.exe'), process(80, 60, 'containerd.exe')];
    const fact = await readFact([answer('Dhcp', 'svchost.exe', { pid: 50 })], { processes: { list } });
    expect(fact.embedding).toEqual({ ok: true, value: null });
  });

  test('a service host that the list leaves out proves nothing: it starts programs for others', async () => {
    const list = async () => [
      process(40, 4, 'services.exe'),
      process(50, 40, 'svchost.exe'),
      process(80, 50, 'containerd.exe'),
    ];
    const fact = await readFact([answer('Dhcp', 'other.exe', { pid: 51 })], { processes: { list } });
    expect(fact.containerd).toEqual({ ok: true, value: null });
  });

  test('a service that was removed after the list was made is none, and the next one is looked at', async () => {
    const cri = answer('cri', 'C:\\k\\containerd.exe');
    const host = hostWith({
      services: {
        query: async (name) => (name === 'cri' ? cri : null),
        list: async () => [answer('gone', 'C:\\k\\containerd.exe'), cri],
      },
      registry: { read: async () => null, writtenAt: async () => null },
      processes: { list: async () => [] },
    });
    const fact = await services.read(host, { listen: [] });
    expect(fact.containerd).toMatchObject({ ok: true, value: { name: 'cri' } });
  });

  // nssm src/registry.cpp: without Application it starts nothing.
  test('a wrapper whose program is empty wraps nothing, and an empty file is none', async () => {
    const own = answer('containerd', 'C:\\k\\nssm.exe');
    const empty = await readFact([own], { registry: { 'containerd Application': '' } });
    expect(empty.containerd).toMatchObject({ value: { wrapper: { ok: true, value: null } } });
    const half = await readFact([own], {
      registry: { 'containerd Application': 'C:\\c.exe', 'containerd AppStdout': '' },
    });
    expect(half.containerd).toMatchObject({ value: { wrapper: { value: { parameters: '', stdout: null } } } });
  });

  test('a wrapper that may not be read does not hide the program that the service itself starts', async () => {
    const host = hostWith({
      services: {
        query: async (name) => (name === 'cri' ? answer('cri', 'C:\\k\\containerd.exe --run-service') : null),
        list: async () => [answer('cri', '')],
      },
      registry: { read: () => denied('RegOpenKeyExW'), writtenAt: async () => null },
      processes: { list: async () => [] },
    });
    const fact = await services.read(host, { listen: [] });
    expect(fact.containerd).toMatchObject({ ok: true, value: { name: 'cri', wrapper: { ok: false } } });
  });
});
