import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { ifKnown } from '../../agent/fact.ts';
import type { Setup } from '../../agent/facts/setup.ts';
import type { Host, RegistryValue } from '../../agent/host.ts';
import { createSetupReader } from '../../agent/probe.ts';
import { setup } from '../../agent/probes/setup.ts';
import { fileStat, hostWith } from '../host.ts';

const key = new Uint8Array(32).fill(7);
const settings = { listen: [] };
const services = 'SYSTEM\\CurrentControlSet\\Services';
const packages = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages';
const uninstall = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const at = new Date('2026-10-01T08:00:00Z');
const denied = () => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5'));

type Values = Record<string, RegistryValue | Uint8Array>;

/** A registry of these keys with their values. */
function registryOf(keys: Readonly<Record<string, Values>>): Partial<Host['registry']> {
  const all = Object.keys(keys);
  const below = (parent: string) => [
    ...new Set(
      all.flatMap((one) =>
        one.startsWith(`${parent}\\`)
          ? one
              .slice(parent.length + 1)
              .split('\\')
              .slice(0, 1)
          : [],
      ),
    ),
  ];
  return {
    read: async (name, value) => {
      const found = keys[name]?.[value] ?? null;
      return found instanceof Uint8Array ? null : found;
    },
    values: async (name) => (keys[name] === undefined ? null : new Map(Object.entries(keys[name]))),
    keys: async (name) => (keys[name] === undefined && below(name).length === 0 ? null : below(name)),
  };
}

/** Files by path, and what their version resource says. */
function filesOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  versions: Readonly<Record<string, string>> = {},
) {
  const bytesOf = (path: string) => {
    const found = files[path];
    return found === undefined ? null : Buffer.from(found);
  };
  const isFolder = (path: string) => Object.keys(files).some((one) => one.startsWith(`${path}\\`));
  const given: Partial<Host['files']> = {
    stat: async (path) => {
      const bytes = bytesOf(path);
      if (bytes !== null) return fileStat(path, bytes.length, at);
      return isFolder(path) ? { ...fileStat(path, 0, at), kind: 'directory' } : null;
    },
    list: async (path) =>
      isFolder(path)
        ? [
            ...new Set(
              Object.keys(files).flatMap((one) =>
                one.startsWith(`${path}\\`)
                  ? one
                      .slice(path.length + 1)
                      .split('\\')
                      .slice(0, 1)
                  : [],
              ),
            ),
          ]
        : null,
    read: async (path, { maxBytes }) => {
      const bytes = bytesOf(path);
      return bytes && { bytes: bytes.subarray(0, maxBytes), size: bytes.length };
    },
    version: async (path) => versions[path] ?? null,
  };
  return given;
}

async function read(host: Host): Promise<Setup> {
  const fact = await createSetupReader({ host, probe: async () => setup, settings })(key);
  if (!fact.ok) throw new Error(fact.error.message);
  return fact.value;
}

const kubelet = {
  ...{ Type: 0x10, Start: 2, ObjectName: 'LocalSystem', ImagePath: '"C:\\k\\nssm.exe" run --token hunter2' },
  Environment: ['CLOUD_KEY=AKIA-not-shown', 'MODE=plain'],
};

describe('services and drivers', () => {
  const host = hostWith({
    registry: registryOf({
      [`${services}\\kubelet`]: kubelet,
      [`${services}\\kubelet\\Parameters`]: { AppEnvironmentExtra: ['DATABASE=password-of-the-database'] },
      [`${services}\\hns`]: {
        ...{ Type: 0x20, Start: 3, ObjectName: 'LocalSystem' },
        ImagePath: '%SystemRoot%\\system32\\svchost.exe -k NetSvcs -p',
      },
      [`${services}\\hns\\Parameters`]: { ServiceDll: '%SystemRoot%\\System32\\HostNetSvc.dll' },
      [`${services}\\csagent`]: {
        ...{ Type: 0x2, Start: 1, Group: 'FSFilter Activity Monitor' },
        ImagePath: '\\??\\C:\\Windows\\system32\\drivers\\CrowdStrike\\csagent.sys',
      },
      [`${services}\\csagent\\Instances\\CSAgent Instance`]: { Altitude: '321410' },
      [`${services}\\tcpip`]: { Type: 0x1, Start: 0, ImagePath: 'System32\\drivers\\tcpip.sys' },
      // An instance for one user, and a key that is no service.
      [`${services}\\CDPUserSvc_3f2a1`]: { Type: 0xe0, Start: 2, ImagePath: 'x.exe' },
      [`${services}\\.NET Data Provider`]: {},
    }),
    self: { variable: (name) => (name === 'SystemRoot' ? 'C:\\Windows' : null) },
    services: {
      list: async () => [{ name: 'HNS', displayName: '', state: 'running', pid: 1 }],
      drivers: async () => [{ name: 'csagent', displayName: '', state: 'stopped', pid: null }],
    },
    files: filesOf({}, { 'C:\\Windows\\System32\\HostNetSvc.dll': '10.0.20348.2700' }),
  });

  test('are told with their files without arguments, their account, group, altitude and version', async () => {
    const { services: found } = await read(host);
    const value = (version: string | null) => ({ ok: true, value: version });
    expect(ifKnown(found)).toMatchObject({
      missing: null,
      items: [
        {
          ...{
            name: 'csagent',
            kind: 'file-system-driver',
            startType: 'system',
            state: 'stopped',
            group: 'FSFilter Activity Monitor',
          },
          ...{
            file: 'C:\\Windows\\system32\\drivers\\CrowdStrike\\csagent.sys',
            altitudes: { 'CSAgent Instance': '321410' },
          },
        },
        {
          ...{ name: 'hns', kind: 'program', startType: 'demand', state: 'running', account: 'LocalSystem' },
          ...{ file: 'C:\\Windows\\System32\\HostNetSvc.dll', version: value('10.0.20348.2700') },
        },
        { name: 'kubelet', startType: 'auto', file: 'C:\\k\\nssm.exe', version: value(null) },
        { name: 'tcpip', kind: 'driver', startType: 'boot', file: 'C:\\Windows\\System32\\drivers\\tcpip.sys' },
      ],
    });
  });

  test('show the names of their variables, and of the values only whether they are the same', async () => {
    const first = await read(host);
    const own = ifKnown(first.services)?.items.find(({ name }) => name === 'kubelet')?.environment ?? {};
    expect(Object.keys(own)).toEqual(['CLOUD_KEY', 'MODE', 'DATABASE']);
    for (const value of Object.values(own)) expect(value).toMatch(/^\[redacted:setup:[0-9a-f]{12}\]$/);
    expect(await read(host)).toEqual(first);
    const other = await createSetupReader({ host, probe: async () => setup, settings })(new Uint8Array(32));
    expect(JSON.stringify(other)).not.toContain(String(own.MODE));
  });
});

test('updates: what is installed or waits, with its date; what a newer one replaced is not told', async () => {
  // 2026-10-01T08:00:00Z as a FILETIME.
  const time = (BigInt(at.getTime()) + 11_644_473_600_000n) * 10_000n;
  const installed = { InstallTimeHigh: Number(time >> 32n), InstallTimeLow: Number(time & 0xffff_ffffn) };
  const { updates, software } = await read(
    hostWith({
      registry: registryOf({
        [`${packages}\\Package_for_RollupFix~31bf3856ad364e35~amd64~~20348.2700.1.5`]: {
          CurrentState: 112,
          ...installed,
        },
        [`${packages}\\Package_for_RollupFix~31bf3856ad364e35~amd64~~20348.2655.1.7`]: {
          CurrentState: 80,
          ...installed,
        },
        [`${packages}\\Package_for_KB5012170~31bf3856ad364e35~amd64~~20348.880.1.0`]: { CurrentState: 64 },
        [`${packages}\\Package_1_for_KB5012170~31bf3856ad364e35~amd64~~20348.880.1.0`]: { CurrentState: 112 },
        [`${uninstall}\\{1}`]: { DisplayName: 'Falcon Sensor', DisplayVersion: '7.10', InstallDate: '20261001' },
        [`${uninstall}\\{2}`]: { SystemComponent: 1 },
      }),
    }),
  );
  expect(ifKnown(updates)?.items).toEqual([
    { name: 'RollupFix', version: '20348.2700.1.5', state: 'installed', installedAt: at.toISOString() },
    { name: 'KB5012170', version: '20348.880.1.0', state: 'staged', installedAt: null },
  ]);
  expect(ifKnown(software)?.items).toEqual([{ name: 'Falcon Sensor', version: '7.10', installedOn: '20261001' }]);
});

test('registry keys: their values, bytes only as whether they are the same; not there is not denied', async () => {
  const defender = 'SOFTWARE\\Microsoft\\Windows Defender\\Exclusions';
  const registry = registryOf({
    [`${services}\\hns\\State`]: { HNSControlFlag: 16, Blob: Buffer.from('c2VjcmV0', 'base64') },
    [`${services}\\Tcpip\\Parameters`]: { SearchList: ['a', 'b'], Password: 'hunter2hunter2' },
    [`${defender}\\Paths`]: { 'C:\\k': 0 },
    'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment': { MODE: 'plain' },
  });
  const { registry: found } = await read(
    hostWith({
      registry: {
        ...registry,
        values: async (name) => (name.includes('Memory Management') ? denied() : (registry.values?.(name) ?? null)),
      },
    }),
  );
  const of = (name: string) => ifKnown(found)?.find((one) => one.key.endsWith(name))?.values;
  expect(of('hns\\State')).toMatchObject({
    value: { HNSControlFlag: '16', Blob: expect.stringMatching(/^\[redacted:setup:[0-9a-f]{12}\]$/) },
  });
  expect(of('Tcpip\\Parameters')).toMatchObject({
    value: { SearchList: 'a, b', Password: expect.stringMatching(/^\[redacted:/) },
  });
  expect(of('Environment')).toMatchObject({ value: { MODE: expect.stringMatching(/^\[redacted:setup:/) } });
  expect(of('Memory Management')).toMatchObject({ ok: false, error: { kind: 'denied' } });
  expect(of('VfpExt\\Parameters')).toEqual({ ok: true, value: null });
});

describe('files', () => {
  const task = (command: string, more = '') =>
    Buffer.from(
      `\ufeff<?xml version="1.0" encoding="UTF-16"?><Task><Triggers><TimeTrigger><Enabled>true</Enabled></TimeTrigger></Triggers>
<Settings><Enabled>false</Enabled></Settings><Actions><Exec><Command>${command}</Command>${more}</Exec></Actions></Task>`,
      'utf16le',
    );
  const host = hostWith({
    self: { variable: (name) => ({ SystemRoot: 'C:\\Windows', ProgramFiles: 'C:\\Program Files' })[name] ?? null },
    files: filesOf(
      {
        'C:\\Windows\\System32\\drivers\\etc\\hosts': '# a comment\r\n\r\n10.0.0.5\t registry.local  # ours\r\n',
        'C:\\Program Files\\containerd\\config.toml': `version = 2
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "mcr.microsoft.com/oss/kubernetes/pause:3.9"
max_container_log_line_size = 16384
[plugins."io.containerd.grpc.v1.cri".registry.configs."registry-1.docker.io".auth]
username = "ci"
password = "Tr0ub4dor&3-of-the-registry"
`,
        'C:\\var\\lib\\kubelet\\config.yaml':
          'kind: KubeletConfiguration\nclusterDNS:\n- 10.0.0.10\nauthentication:\n  x509: {clientCAFile: C:/k/ca.crt}\nfeatureGates:\n  A: true\n',
        'C:\\Program Files\\containerd\\cni\\conf\\10-x.conf': '{"name":"x","type":"calico","mtu":1450}',
        'C:\\Program Files\\containerd\\cni\\conf\\20-y.conf': '{"name": [',
        'C:\\Program Files\\containerd\\cni\\bin\\calico.exe': 'MZ',
        'C:\\Windows\\System32\\vmcompute.exe': 'MZ',
        'C:\\Windows\\System32\\Tasks\\reset-hns': task('powershell.exe', '<Arguments>-p hunter2hunter2</Arguments>'),
        'C:\\Windows\\System32\\Tasks\\Vendor\\agent': task(
          '&quot;%ProgramFiles%\\v\\a.exe&quot; --password hunter2hunter2',
        ),
      },
      { 'C:\\Windows\\System32\\vmcompute.exe': '10.0.20348.2700' },
    ),
  });

  test('of configuration are values by their paths, secrets as placeholders', async () => {
    const { files } = await read(host);
    const of = (name: string) => ifKnown(files)?.items.find(({ path }) => path.endsWith(name))?.settings;
    const cri = 'plugins.io.containerd.grpc.v1.cri';
    expect(of('config.toml')).toEqual({
      ok: true,
      value: {
        ...{ version: '2', [`${cri}.sandbox_image`]: 'mcr.microsoft.com/oss/kubernetes/pause:3.9' },
        [`${cri}.max_container_log_line_size`]: '16384',
        [`${cri}.registry.configs.registry-1.docker.io.auth.username`]: 'ci',
        [`${cri}.registry.configs.registry-1.docker.io.auth.password`]:
          expect.stringMatching(/^\[redacted:[\w-]+:\w{12}\]$/),
      },
    });
    expect(of('config.yaml')).toMatchObject({
      value: { clusterDNS: '10.0.0.10', 'authentication.x509.clientCAFile': 'C:/k/ca.crt', 'featureGates.A': 'true' },
    });
    expect(of('10-x.conf')).toMatchObject({ value: { name: 'x', type: 'calico', mtu: '1450' } });
    expect(of('20-y.conf')).toMatchObject({ ok: false, error: { kind: 'failed' } });
  });

  test('of hosts are lines without comments', async () => {
    expect((await read(host)).hosts).toEqual({ ok: true, value: ['10.0.0.5 registry.local'] });
    expect((await read(hostWith({ files: filesOf({}) }))).hosts).toEqual({ ok: true, value: null });
  });

  test('of tasks are their programs without arguments, and whether they are on', async () => {
    const { tasks } = await read(host);
    expect(ifKnown(tasks)?.items).toEqual([
      { name: 'Vendor\\agent', enabled: false, programs: ['C:\\Program Files\\v\\a.exe'] },
      { name: 'reset-hns', enabled: false, programs: ['powershell.exe'] },
    ]);
    const refused = await read(hostWith({ files: { ...filesOf({}), list: denied } }));
    expect(refused.tasks).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });

  test('that are programs have a version', async () => {
    const { programs } = await read(host);
    expect(ifKnown(programs)?.items.map(({ path, version }) => [path, ifKnown(version)])).toEqual([
      ['C:\\Windows\\System32\\vmcompute.exe', '10.0.20348.2700'],
      ['C:\\Program Files\\containerd\\cni\\bin\\calico.exe', null],
    ]);
  });

  test('show no secret anywhere', async () => {
    const all = JSON.stringify(await read(host));
    expect(all).not.toMatch(/hunter2|Tr0ub4dor/);
  });
});

test('images: one for each name, with its digest', async () => {
  const host = hostWith({
    runtime: () => ({
      ...hostWith({}).runtime(''),
      connection: async () => 'answers',
      images: async () => [
        { id: 'sha256:1', tags: ['r.io/a:1', 'r.io/a:latest'], digests: ['r.io/a@sha256:aa'], bytes: 5 },
        { id: 'sha256:2', tags: [], digests: ['r.io/b@sha256:bb'], bytes: 6 },
      ],
    }),
  });
  const { images } = await read(host);
  expect(ifKnown(images)?.items).toEqual([
    { name: 'r.io/a:1', digest: 'sha256:aa', bytes: 5 },
    { name: 'r.io/a:latest', digest: 'sha256:aa', bytes: 5 },
    { name: 'r.io/b', digest: 'sha256:bb', bytes: 6 },
  ]);
});

test('a part that cannot be read costs no other, and says why', async () => {
  const found = await read(hostWith({ registry: { ...registryOf({}), keys: denied } }));
  expect(found.services).toMatchObject({ ok: false, error: { kind: 'denied' } });
  expect(found.registry).toMatchObject({ ok: true });
  expect(found.images).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
});

test('a list ends with the time of its part, and says how much is missing', async () => {
  let now = at.getTime();
  const registry = registryOf({
    [`${packages}\\Package_for_KB1~x~amd64~~1.1`]: { CurrentState: 112 },
    [`${packages}\\Package_for_KB2~x~amd64~~1.1`]: { CurrentState: 112 },
  });
  const host = hostWith({
    now: () => new Date(now),
    registry: {
      ...registry,
      async read(name, value) {
        now += 60_000;
        return registry.read?.(name, value) ?? null;
      },
    },
  });
  const { updates, tasks } = await read(host);
  expect(updates).toMatchObject({
    value: { items: [{ name: 'KB1' }], missing: { count: 1, error: { kind: 'timeout' } } },
  });
  expect(tasks).toMatchObject({ ok: false, error: { kind: 'timeout' } });
});

test('of a flood of everything it reads the first, and says how much is missing', async () => {
  const many = (count: number, name: (index: number) => string, content = 'MZ') =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), content]));
  const conf = 'C:\\Program Files\\containerd';
  const windows = 'C:\\Windows\\System32';
  const files = filesOf({
    [`${windows}\\drivers\\etc\\hosts`]: Array.from({ length: 400 }, (_, index) => `10.0.0.1 h${index}`).join('\n'),
    [`${conf}\\config.toml`]: `imports = [${Array.from({ length: 45 }, (_, index) => `'C:\\c\\${index}.toml'`).join()}]`,
    ...many(45, (index) => `C:\\c\\${index}.toml`, 'version = 2'),
    ...many(160, (index) => `${conf}\\cni\\bin\\p${index}.exe`),
    ...many(510, (index) => `${windows}\\Tasks\\t${index}`, '<Task/>'),
    'C:\\var\\lib\\kubelet\\config.yaml': 'x: 1',
  });
  const registry = registryOf({
    ...Object.fromEntries(
      Array.from({ length: 510 }, (_, index) => [
        `${packages}\\Package_for_KB${index}~x~amd64~~1.1`,
        { CurrentState: 112 },
      ]),
    ),
    ...Object.fromEntries(
      Array.from({ length: 310 }, (_, index) => [`${uninstall}\\{${index}}`, { DisplayName: `p${index}` }]),
    ),
  });
  const image = (index: number) => ({ id: `sha256:${index}`, tags: [`r.io/a:${index}`], digests: [], bytes: 1 });
  const runtime: Host['runtime'] = () => ({
    ...hostWith({}).runtime(''),
    connection: async () => 'answers',
    images: async () => Array.from({ length: 305 }, (_, index) => image(index)),
  });
  const self = {
    variable: (name: string) => ({ SystemRoot: 'C:\\Windows', ProgramFiles: 'C:\\Program Files' })[name] ?? null,
  };
  const found = await read(hostWith({ files, registry, runtime, self, now: () => at }));
  const told = (part: { ok: boolean; value?: unknown }) => {
    const { items, missing } = Object(part.value);
    return [items?.length, missing?.count, missing?.error.message];
  };
  expect(ifKnown(found.hosts)).toHaveLength(300);
  expect(told(found.files)).toEqual([40, 7, 'only the first 40 are read']);
  expect(told(found.programs)).toEqual([137, 23, 'only the first 150 are read']);
  expect(told(found.tasks)).toEqual([500, 10, 'only the first 500 are read']);
  expect(told(found.updates)).toEqual([500, 10, 'only the first 500 are read']);
  expect(told(found.software)).toEqual([300, 10, 'only the first 300 are read']);
  expect(told(found.images)).toEqual([300, 5, 'only the first 300 are read']);
});

test('of one large configuration it keeps so many settings, and of each value so much', async () => {
  const lines = Array.from({ length: 1200 }, (_, index) => `k${index}: ${index === 0 ? 'v '.repeat(400) : 'v'}`);
  const config = 'C:\\var\\lib\\kubelet\\config.yaml';
  const { files } = await read(hostWith({ files: filesOf({ [config]: lines.join('\n') }) }));
  const settings = ifKnown(files)?.items[0]?.settings;
  if (!settings?.ok) throw new Error('it is read');
  expect(Object.keys(settings.value)).toHaveLength(1000);
  expect(settings.value.k0).toHaveLength(300);
  const huge = await read(hostWith({ files: filesOf({ [config]: '#'.repeat(2 ** 18 + 1) }) }));
  expect(ifKnown(huge.files)?.items[0]?.settings).toMatchObject({
    error: { kind: 'unsupported', message: `${config} has 262145 bytes, more than are read` },
  });
});

/** The healthy parts of a node with these registry keys, or these files. */
const readWith = (given: Parameters<typeof hostWith>[0]) => read(hostWith({ now: () => at, ...given }));

describe('services and drivers that say less', () => {
  const found = async (keys: Readonly<Record<string, Values>>, given: Parameters<typeof hostWith>[0] = {}) => {
    const inKeys = Object.entries(keys).map(([name, values]) => [`${services}\\${name}`, values]);
    const { services: part } = await readWith({ registry: registryOf(Object.fromEntries(inKeys)), ...given });
    return ifKnown(part)?.items ?? [];
  };

  // winnt.h: SERVICE_FILE_SYSTEM_DRIVER 2, SERVICE_ADAPTER 4, SERVICE_RECOGNIZER_DRIVER 8; start types go from 0 to 4.
  test('a key of another kind, or with no start type of Windows, is no service', async () => {
    const others = {
      adapter: { Type: 4, Start: 1 },
      recognizer: { Type: 8, Start: 1 },
      text: { Type: '16', Start: 2 },
    };
    const odd = { odd: { Type: 0x10, Start: 5 }, none: { Type: 0x10 } };
    const kept = { own: { Type: 0x10, Start: 4 }, both: { Type: 0x110, Start: 0 }, driver: { Type: 1, Start: 3 } };
    expect(
      (await found({ ...others, ...odd, ...kept })).map(({ name, kind, startType }) => [name, kind, startType]),
    ).toEqual([
      ['both', 'program', 'boot'],
      ['driver', 'driver', 'demand'],
      ['own', 'program', 'disabled'],
    ]);
  });

  test('without a path has no file and no version, and one in a service host that names no DLL has that of the host', async () => {
    const host = 'C:\\Windows\\system32\\svchost.exe -k x';
    const items = await found({ bare: { Type: 0x10, Start: 2 }, hosted: { Type: 0x20, Start: 2, ImagePath: host } });
    expect(items).toMatchObject([
      { name: 'bare', file: null, account: '' },
      { name: 'hosted', file: 'C:\\Windows\\system32\\svchost.exe' },
    ]);
    expect(items[0]).not.toHaveProperty('version');
  });

  test('a filter is told with the altitude of each instance, wherever they stand, and none where it has none', async () => {
    const filter = { Type: 2, Start: 1, ImagePath: 'System32\\drivers\\f.sys' };
    expect(
      await found({
        f: filter,
        'f\\Parameters\\Instances\\New Instance': { Altitude: '180451' },
        'f\\Instances\\Old Instance': {},
      }),
    ).toMatchObject([{ name: 'f', altitudes: { 'New Instance': '180451', 'Old Instance': '' } }]);
    expect((await found({ f: filter }))[0]).not.toHaveProperty('altitudes');
  });

  test('several services with one file ask for its version once, and none after the time of the part', async () => {
    const asked: string[] = [];
    let now = at.getTime();
    const files: Partial<Host['files']> = {
      version: async (path) => {
        asked.push(path);
        now += path.endsWith('b.exe') ? 60_000 : 0;
        return '1.0.0.0';
      },
    };
    const of = (file: string) => ({ Type: 0x10, Start: 2, ImagePath: `C:\\${file}.exe` });
    const items = await found(
      { a1: of('a'), a2: of('a'), b: of('b'), c: of('c') },
      { files, now: () => new Date(now) },
    );
    expect(asked).toEqual(['C:\\a.exe', 'C:\\b.exe']);
    expect(items.map(({ version }) => version?.ok ?? null)).toEqual([true, true, true, null]);
  });
});

describe('paths as Windows writes them', () => {
  const fileOf = async (path: string) => {
    const keys = { [`${services}\\x`]: { Type: 1, Start: 3, ImagePath: path } };
    const { services: part } = await readWith({
      registry: registryOf(keys),
      self: { variable: (name) => ({ SystemRoot: 'D:\\Win', ProgramFiles: 'D:\\$& Files' })[name] ?? null },
    });
    return ifKnown(part)?.items[0]?.file;
  };

  // learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree, ImagePath.
  test.each([
    ['system32\\drivers\\x.sys', 'D:\\Win\\system32\\drivers\\x.sys'],
    ['\\SystemRoot\\System32\\x.sys', 'D:\\Win\\System32\\x.sys'],
    ['\\systemroot\\x.sys', 'D:\\Win\\x.sys'],
    ['\\??\\C:\\x.sys', 'C:\\x.sys'],
    ['%ProgramFiles%\\x.sys', 'D:\\$& Files\\x.sys'],
    ['%Unknown%\\x.sys', '%Unknown%\\x.sys'],
    ['SystemRootless\\x.sys', 'SystemRootless\\x.sys'],
  ])('%s is %s', async (written, plain) => {
    expect(await fileOf(written)).toBe(plain);
  });
});

test('updates and software that say less: a state by its number, no date, a version that is a number', async () => {
  const { updates, software } = await readWith({
    registry: registryOf({
      [`${packages}\\Package_for_A~x~amd64~~1.1`]: { CurrentState: 96, InstallTimeHigh: 0, InstallTimeLow: 0 },
      [`${packages}\\Package_for_B~x~amd64~~1.2`]: { CurrentState: 5, InstallTimeHigh: 31_000_000 },
      [`${packages}\\Package_for_C~x~amd64~~1.3`]: {},
      [`${uninstall}\\a`]: { DisplayName: 'A', DisplayVersion: 7, InstallDate: '' },
      [`${uninstall.replace('SOFTWARE', 'SOFTWARE\\WOW6432Node')}\\b`]: { DisplayName: 'B' },
      [`${uninstall}\\c`]: { DisplayName: '' },
    }),
  });
  expect(ifKnown(updates)).toMatchObject({
    missing: null,
    items: [
      { name: 'A', state: 'install-pending', installedAt: null },
      { name: 'B', state: '5', installedAt: null },
    ],
  });
  expect(ifKnown(software)?.items).toEqual([
    { name: 'A', version: '7', installedOn: null },
    { name: 'B', version: null, installedOn: null },
  ]);
});

test.each([
  ['read-only', 'denied'],
  ['absent', 'failed'],
  ['silent', 'failed'],
] as const)('images of an endpoint that is %s are %s, and it is closed', async (state, kind) => {
  let closed = 0;
  const { images } = await readWith({
    runtime: () => ({ ...hostWith({}).runtime(''), connection: async () => state, close: () => void closed++ }),
  });
  expect(images).toMatchObject({ error: { kind, message: expect.stringMatching(`is ${state}$`) } });
  expect(closed).toBe(1);
});

describe('a configuration', () => {
  const config = 'C:\\var\\lib\\kubelet\\config.yaml';
  const settingsOf = async (text: string, given: Partial<Host['files']> = {}) => {
    const files = { ...filesOf({ [config]: text }), ...given };
    return ifKnown((await readWith({ files })).files)?.items[0]?.settings;
  };

  test('is read with its lists and nothings as text', async () => {
    expect(await settingsOf('a: [1, null, x]\nb: [{c: 1}, {c: 2}]\nd: null\ne: []\nf: {}\n')).toEqual({
      ok: true,
      value: { a: '1, , x', 'b.0.c': '1', 'b.1.c': '2', d: 'null', e: '' },
    });
  });

  // "Billion laughs": yaml refuses too many aliases.
  test('whose aliases would grow without end is refused, and not read', async () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `l${i}: &l${i} [${Array(9).fill(i === 0 ? 'x' : `*l${i - 1}`)}]`,
    );
    expect(await settingsOf(lines.join('\n'))).toMatchObject({
      error: { kind: 'failed', message: `${config} is not YAML: too many aliases` },
    });
  });

  test('that is gone when it is read says so, and one as large as may be is read', async () => {
    expect(await settingsOf('a: 1', { read: async () => null })).toMatchObject({
      error: { message: `${config} was deleted while it was read` },
    });
    expect(await settingsOf(`a: ${'x'.repeat(2 ** 18 - 3)}`)).toMatchObject({ ok: true });
    expect(await settingsOf(`a: ${'x'.repeat(2 ** 18 - 2)}`)).toMatchObject({ error: { kind: 'unsupported' } });
  });

  test('of TOML has its times and numbers as text', async () => {
    const toml = 'C:\\Program Files\\containerd\\config.toml';
    const { files } = await readWith({
      files: filesOf({ [toml]: 'version = 2\nat = 2026-11-01T12:00:00Z\nbig = 9007199254740993\nx = [1, 2]\n' }),
    });
    expect(ifKnown(files)?.items[0]?.settings).toMatchObject({
      value: { version: '2', at: '2026-11-01T12:00:00.000Z', x: '1, 2' },
    });
  });
});

test('a text of the registry is shown to its 300th letter, and hidden behind that', async () => {
  const key = `${services}\\hns\\State`;
  const { registry } = await readWith({ registry: registryOf({ [key]: { a: 'x'.repeat(300), b: 'x'.repeat(301) } }) });
  expect(ifKnown(registry)?.find((one) => one.key === key)?.values).toMatchObject({
    value: { a: 'x'.repeat(300), b: expect.stringMatching(/^\[redacted:/) },
  });
});

test('keys that no time was left for are told with the reason, and no key is lost', async () => {
  let now = at.getTime();
  const late = await readWith({
    now: () => new Date(now),
    registry: {
      ...registryOf({}),
      values: async () => {
        now += 3_000;
        return null;
      },
    },
  });
  const whole = ifKnown((await readWith({ registry: registryOf({}) })).registry) ?? [];
  const told = ifKnown(late.registry) ?? [];
  expect(told.map(({ key }) => key)).toEqual(whole.map(({ key }) => key));
  expect(told.at(0)?.values).toEqual({ ok: true, value: null });
  expect(told.at(-1)?.values).toMatchObject({ ok: false, error: { kind: 'timeout' } });
});

// MS-GPFAS 2.2.2: FirewallPolicy of SharedAccess is local, Policies\Microsoft\WindowsFirewall is by policy; each has these profiles.
test('the firewall is read by profile, local and by policy', async () => {
  const found = ifKnown((await readWith({ registry: registryOf({}) })).registry)?.map(({ key }) => key);
  for (const profile of ['DomainProfile', 'StandardProfile', 'PublicProfile']) {
    expect(found).toContain(`${services}\\SharedAccess\\Parameters\\FirewallPolicy\\${profile}`);
    expect(found).toContain(`SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\${profile}`);
  }
});
