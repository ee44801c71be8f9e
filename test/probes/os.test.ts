import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { os } from '../../agent/probes/os.ts';
import { fileStat, hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const space = { sizeBytes: 128 * 2 ** 30, freeBytes: 80 * 2 ** 30 };
const version = {
  build: 20_348,
  revision: 2700,
  product: 'Windows Server 2022 Datacenter',
  installation: 'Server Core',
};
const denied = () => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5'));

const running = (commandLines: Record<string, string>): Partial<Host['processes']> => ({
  list: async () => Object.keys(commandLines).map((name, at) => ({ pid: at + 1, parentPid: 0, name })),
  commandLine: async (pid) => Object.values(commandLines)[pid - 1] ?? null,
});
const readFact = (given: Parameters<typeof hostWith>[0] = {}) =>
  os.read(
    hostWith({
      services: { query: async () => null },
      ...given,
      system: { version: async () => version, disk: async () => space, ...given.system },
    }),
    settings,
  );
const paths = async (given: Parameters<typeof hostWith>[0]) => (await readFact(given)).disks.map(({ path }) => path);

describe('os', () => {
  test('reads version, memory and the time of the last start', async () => {
    expect(await readFact()).toMatchObject({
      hostname: 'win-node-1',
      version: { ok: true, value: version },
      architecture: 'x64',
      bootedAt: '2026-10-31T12:00:00.000Z',
      inventory: null,
    });
  });

  test('reads the volumes of Windows, containerd and the kubelet, by their defaults or their command lines', async () => {
    const defaults = ['C:\\', 'C:\\ProgramData\\containerd\\root', 'C:\\var\\lib\\kubelet'];
    expect(await paths({})).toEqual(defaults);
    expect(await paths({ processes: { ...running({ 'kubelet.exe': '' }), commandLine: denied } })).toEqual(defaults);
    const moved = running({
      'containerd.exe': 'containerd.exe --root E:\\containerd',
      'kubelet.exe': 'kubelet.exe "--root-dir=F:\\my kubelet"',
    });
    const onD = { variable: (name: string) => (name === 'SystemDrive' ? 'D:' : null) };
    expect(await paths({ processes: moved, self: onD })).toEqual(['D:\\', 'E:\\containerd', 'F:\\my kubelet']);
  });

  test("takes containerd's root from its configuration file when the command line does not name it", async () => {
    const bytes = Buffer.from("version = 2\nroot = 'G:\\images'\n");
    const files: Partial<Host['files']> = {
      stat: async (path) => fileStat(path, bytes.length, new Date('2026-11-01T11:00:00Z')),
      read: async () => ({ bytes, size: bytes.length }),
    };
    expect((await paths({ files }))[1]).toBe('G:\\images');
  });

  test('distinguishes an absent folder from a disk that cannot be asked', async () => {
    const disk = (path: string) => (path === 'C:\\' ? denied() : Promise.resolve(null));
    const { disks } = await readFact({ system: { disk } });
    expect(disks.map((one) => one.space)).toMatchObject([
      { ok: false, error: { kind: 'denied' } },
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
  });

  test('distinguishes an absent compute service from one that cannot be queried', async () => {
    const query: Host['services']['query'] = (name) => (name === 'hns' ? denied() : Promise.resolve(null));
    expect(await readFact({ services: { query } })).toMatchObject({
      computeService: { ok: true, value: null },
      networkService: { ok: false, error: { kind: 'denied' } },
    });
  });
});
