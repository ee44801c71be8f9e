import { expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { usage as usageSchema } from '../../agent/facts/usage.ts';
import type { Host } from '../../agent/host.ts';
import { usage } from '../../agent/probes/usage.ts';
import { healthyHost } from '../healthy-host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20_258 }] };
const state = 'C:\\ProgramData\\containerd\\state\\io.containerd.runtime.v2.task\\k8s.io';
const annotations = (more: Record<string, string>) =>
  JSON.stringify({
    process: { env: ['PASSWORD=canary'] },
    annotations: {
      'io.kubernetes.cri.sandbox-name': 'calico-node-windows-9h7lm',
      'io.kubernetes.cri.sandbox-namespace': 'calico-system',
      ...more,
    },
  });
const hostProcess = { 'microsoft.com/hostprocess-container': 'true' };

/** The folder of the tasks as containerd keeps it: HostProcess containers, a sandbox, an ordinary container, one that goes. */
function withTasks(specs: Readonly<Record<string, string | null>>, processes: Partial<Host['processes']> = {}): Host {
  return {
    ...healthyHost,
    files: {
      ...healthyHost.files,
      list: async (path) => (path === state ? Object.keys(specs) : healthyHost.files.list(path)),
      read: async (path, range) => {
        const id = /k8s\.io\\(\w+)\\config\.json$/.exec(path)?.[1];
        if (id === undefined) return healthyHost.files.read(path, range);
        const text = specs[id] ?? null;
        return text === null ? null : { bytes: Buffer.from(text), size: text.length };
      },
    },
    processes: { ...healthyHost.processes, ...processes },
  };
}

test('HostProcess containers are found by their annotations, and asked by the name of their job', async () => {
  const asked: string[] = [];
  const host = withTasks(
    {
      aa: annotations({ ...hostProcess, 'io.kubernetes.cri.container-name': 'felix' }),
      bb: annotations(hostProcess),
      cc: annotations({ 'io.kubernetes.cri.container-name': 'web' }),
      dd: null,
      ee: annotations({ ...hostProcess, 'io.kubernetes.cri.container-name': 'node' }),
    },
    {
      job: async (name) => {
        asked.push(name);
        if (name.endsWith('ee')) return null;
        const memory = { memoryBytes: 5, peakMemoryBytes: 6, memoryLimitBytes: null };
        return { pids: [7, 8], cpuSeconds: 1.5, ...memory };
      },
      usage: async (pid) => (pid === 8 ? null : { cpuSeconds: 1, memoryBytes: 2, handles: 30, priority: 8 }),
    },
  );
  const value = usageSchema.parse(await usage.read(host, settings));
  expect(asked).toEqual(['Global\\JobContainer_aa', 'Global\\JobContainer_ee']);
  const names = { namespace: 'calico-system', pod: 'calico-node-windows-9h7lm' };
  expect(value.containers).toMatchObject({
    value: [
      { id: 'aa', ...names, name: 'felix', job: { value: { processes: 2, cpuSeconds: 1.5, handles: 30 } } },
      { id: 'ee', ...names, name: 'node', job: { value: null } },
    ],
  });
  expect(JSON.stringify(value)).not.toContain('canary');
});

test('a folder that this account may not read is a refusal; containerd and its shims are seen all the same', async () => {
  const host = withTasks({});
  const list: Host['files']['list'] = (path) =>
    path === state ? Promise.reject(new QueryError('denied', 'EPERM', 'EPERM')) : healthyHost.files.list(path);
  const value = await usage.read({ ...host, files: { ...host.files, list } }, settings);
  expect(value.containers).toMatchObject({ ok: false, error: { kind: 'denied' } });
  expect(value.programs.ok && value.programs.value.map(({ program }) => program)).toEqual([
    'containerd',
    'kubelet',
    'shim',
  ]);
});

test('of many shims those that commit most are kept', async () => {
  const processes = Array.from({ length: 40 }, (_, index) => ({
    pid: 100 + index,
    parentPid: 4,
    name: 'containerd-shim-runhcs-v1.exe',
  }));
  const host = withTasks(
    {},
    {
      list: async () => processes,
      usage: async (pid) => ({ cpuSeconds: 1, memoryBytes: pid, handles: 1, priority: 8 }),
      startedAt: async () => healthyHost.now(),
      commandLine: async (pid) => `containerd-shim-runhcs-v1.exe -namespace k8s.io -id sandbox${pid}`,
    },
  );
  const { programs } = await usage.read(host, settings);
  expect(programs.ok && programs.value.map(({ sandboxId }) => sandboxId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `sandbox${139 - index}`),
  );
});

const felix = annotations({ ...hostProcess, 'io.kubernetes.cri.container-name': 'felix' });
const noJob: Partial<Host['processes']> = { job: async () => null };

test('at most a hundred containers are asked, in the order of their ids', async () => {
  const ids = Array.from({ length: 101 }, (_, index) => `c${String(index).padStart(3, '0')}`).reverse();
  const { containers } = await usage.read(withTasks(Object.fromEntries(ids.map((id) => [id, felix])), noJob), settings);
  expect(containers.ok && containers.value.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 100));
});

test('the folder of the tasks is below the state folder that containerd was started with', async () => {
  const asked: string[] = [];
  const host = withTasks({}, noJob);
  const list: Host['files']['list'] = async (path) => {
    asked.push(path);
    return null;
  };
  const query: Host['services']['query'] = async (name) => {
    const service = await healthyHost.services.query(name);
    return service && name === 'containerd' ? { ...service, commandLine: 'containerd.exe --state D:/state' } : service;
  };
  const commandLine = async () => 'containerd.exe --state D:/state';
  const moved = {
    ...host,
    files: { ...host.files, list },
    services: { ...host.services, query },
    processes: { ...host.processes, commandLine },
  };
  expect((await usage.read(moved, settings)).containers).toEqual({ ok: true, value: [] });
  expect(asked).toContain('D:\\state\\io.containerd.runtime.v2.task\\k8s.io');
});

test('a program that hostprobe itself started, and one that has ended, are not counted; handles are all or none', async () => {
  const own = { pid: 11, parentPid: healthyHost.self.pid, name: 'containerd.exe' };
  const host = withTasks(
    { aa: felix },
    {
      list: async () => [own, { ...own, pid: 12, parentPid: 4 }, { ...own, pid: 13, parentPid: 4 }],
      job: async () => ({ pids: [7, 8], cpuSeconds: 1, memoryBytes: 5, peakMemoryBytes: 6, memoryLimitBytes: null }),
      usage: async (pid) => {
        if (pid === 8) throw new QueryError('denied', 'OpenProcess', '5');
        return pid === 13 ? null : { cpuSeconds: 1, memoryBytes: 2, handles: 30, priority: 8 };
      },
      startedAt: async () => healthyHost.now(),
    },
  );
  const value = await usage.read(host, settings);
  expect(value.programs.ok && value.programs.value.map(({ pid }) => pid)).toEqual([12]);
  expect(value.containers).toMatchObject({ value: [{ job: { value: { processes: 2, handles: null } } }] });
});

test('a container whose pod is not named is told all the same, and a broken or missing spec is none', async () => {
  const bare = JSON.stringify({ annotations: { ...hostProcess, 'io.kubernetes.cri.container-name': 'x' } });
  const no = JSON.stringify({ annotations: { 'microsoft.com/hostprocess-container': 'false' } });
  const { containers } = await usage.read(
    withTasks({ aa: bare, bb: '{', cc: no, dd: '[]', ee: null }, noJob),
    settings,
  );
  expect(containers).toEqual({
    ok: true,
    value: [{ id: 'aa', namespace: '', pod: '', name: 'x', job: { ok: true, value: null } }],
  });
});

test('only a shim is of a sandbox, whose id its command line has', async () => {
  const list = async () => [
    { pid: 20, parentPid: 4, name: 'containerd.exe' },
    { pid: 21, parentPid: 4, name: 'containerd-shim-runhcs-v1.exe' },
    { pid: 22, parentPid: 4, name: 'containerd-shim-runhcs-v1.exe' },
    { pid: 23, parentPid: 4, name: 'containerd-shim-runhcs-v1.exe' },
  ];
  const commandLine = async (pid: number) => {
    if (pid === 22) throw new QueryError('denied', 'OpenProcess', '5');
    return pid === 23 ? null : 'x.exe --id=abc';
  };
  const used = async () => ({ cpuSeconds: 1, memoryBytes: 2, handles: 3, priority: 8 });
  const { programs } = await usage.read(
    withTasks({}, { list, commandLine, usage: used, startedAt: async () => null }),
    settings,
  );
  expect(programs.ok && programs.value.map(({ pid, sandboxId, startedAt }) => [pid, sandboxId, startedAt])).toEqual([
    [20, null, null],
    [21, 'abc', null],
    [22, null, null],
    [23, null, null],
  ]);
});
