import { describe, expect, test, vi } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { runtimeProcess } from '../../agent/probes/runtime-process.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const process = (pid: number, parentPid: number, name: string) => ({ pid, parentPid, name });
const denied = () => Promise.reject(new QueryError('denied', 'OpenProcess: ERROR_ACCESS_DENIED (5)', '5'));
const minute = (pid: number) => new Date(Date.UTC(2026, 9, 31, 12, 0) + pid * 60_000);

const open: Host['processes'] = {
  list: () =>
    Promise.resolve([
      process(600, 4, 'services.exe'),
      process(1200, 600, 'Containerd.EXE'),
      process(2000, 1200, 'containerd-shim-runhcs-v1.exe'),
      process(1300, 600, 'kubelet.exe'),
      process(9, 8, 'containerd-shim-runhcs-v1.exe.bak'),
    ]),
  image: (pid) => Promise.resolve(`C:\\bin\\${pid}.exe`),
  startedAt: (pid) => Promise.resolve(minute(pid)),
  usage: denied,
  job: denied,
  account: () => Promise.resolve('S-1-5-18'),
  groups: () => Promise.resolve([]),
  commandLine: (pid) => Promise.resolve(`C:\\bin\\${pid}.exe --flag`),
};
const names: Partial<Host['accounts']> = { name: () => Promise.resolve('NT AUTHORITY\\SYSTEM') };

describe('runtime-process', () => {
  test('finds processes by program name in any case, with account, start, command line and parent', async () => {
    const fact = await runtimeProcess.read(hostWith({ processes: open, accounts: names }), settings);
    expect(fact.containerd).toEqual([
      {
        pid: 1200,
        parentPid: 600,
        parentName: 'services.exe',
        image: { ok: true, value: 'C:\\bin\\1200.exe' },
        account: { ok: true, value: { sid: 'S-1-5-18', name: 'NT AUTHORITY\\SYSTEM' } },
        startedAt: { ok: true, value: '2026-11-01T08:00:00.000Z' },
        commandLine: { ok: true, value: 'C:\\bin\\1200.exe --flag' },
      },
    ]);
    expect(fact.counts).toEqual({ containerd: 1, shims: 1, kubelet: 1, 'kube-proxy': 0 });
    expect(fact.shims[0]?.parentName).toBe('Containerd.EXE');
  });

  test('keeps what each of the four programs is', async () => {
    const list = async () => [...(await open.list()), process(1400, 600, 'kube-proxy.exe')];
    const fact = await runtimeProcess.read(hostWith({ processes: { ...open, list }, accounts: names }), settings);
    const pids = (['containerd', 'shims', 'kubelet', 'kube-proxy'] as const).map((of) =>
      fact[of].map(({ pid }) => pid),
    );
    expect(pids).toEqual([[1200], [2000], [1300], [1400]]);
    expect(fact.counts).toEqual({ containerd: 1, shims: 1, kubelet: 1, 'kube-proxy': 1 });
  });

  test('leaves out what hostprobe itself has started to ask for a version', async () => {
    const withOwn = async () => [
      ...(await open.list()),
      process(1000, 4, 'hostprobe.exe'),
      process(1600, 1000, 'containerd.exe'),
    ];
    const host = hostWith({ self: { pid: 1000 }, processes: { ...open, list: withOwn }, accounts: names });
    expect((await runtimeProcess.read(host, settings)).containerd.map(({ pid }) => pid)).toEqual([1200]);
  });

  test('keeps a process whose parent has gone and left its number to hostprobe', async () => {
    const list = async () => [process(1250, 4, 'hostprobe.exe'), process(1200, 1250, 'containerd.exe')];
    const host = hostWith({ self: { pid: 1250 }, processes: { ...open, list }, accounts: names });
    expect((await runtimeProcess.read(host, settings)).counts.containerd).toBe(1);
  });

  test('distinguishes each refusal from a process that has ended meanwhile', async () => {
    const host = hostWith({
      processes: { ...open, account: denied, commandLine: () => Promise.resolve(null) },
      accounts: names,
    });
    const [containerd] = (await runtimeProcess.read(host, settings)).containerd;
    expect(containerd).toMatchObject({
      image: { ok: true },
      account: { ok: false, error: { kind: 'denied', code: '5' } },
      commandLine: { ok: false, error: { kind: 'failed', message: expect.stringContaining('process 1200 ended') } },
    });
  });

  test('a domain controller that does not answer costs the name, not the account', async () => {
    vi.useFakeTimers();
    try {
      const host = hostWith({ processes: open, accounts: { name: () => new Promise(() => undefined) } });
      const reading = runtimeProcess.read(host, settings);
      await vi.advanceTimersByTimeAsync(runtimeProcess.deadlineMs);
      expect((await reading).containerd[0]?.account).toEqual({ ok: true, value: { sid: 'S-1-5-18', name: null } });
    } finally {
      vi.useRealTimers();
    }
  });

  test('a process younger than its child is not the parent: Windows has given away its number', async () => {
    const host = hostWith({
      processes: { ...open, startedAt: (pid) => Promise.resolve(minute(pid === 600 ? 5000 : pid)) },
      accounts: names,
    });
    expect((await runtimeProcess.read(host, settings)).containerd[0]).toMatchObject({
      parentPid: 600,
      parentName: null,
    });
  });

  test('shows the 50 newest of many shims, those of unknown age last, and how many there are', async () => {
    const shims = Array.from({ length: 300 }, (_, at) => process(at + 1, 1200, 'containerd-shim-runhcs-v1.exe'));
    const host = hostWith({
      processes: {
        ...open,
        list: () => Promise.resolve(shims),
        startedAt: (pid) => (pid > 290 ? denied() : Promise.resolve(minute(pid))),
      },
      accounts: names,
    });
    const fact = await runtimeProcess.read(host, settings);
    expect(fact.shims.map(({ pid }) => pid)).toEqual(Array.from({ length: 50 }, (_, at) => 290 - at));
    expect(fact.counts.shims).toBe(300);
  });

  test('a refused process list is the whole fact refused', async () => {
    const host = hostWith({ processes: { ...open, list: denied } });
    await expect(runtimeProcess.read(host, settings)).rejects.toMatchObject({ kind: 'denied' });
  });
});
