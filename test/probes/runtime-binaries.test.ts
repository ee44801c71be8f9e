import { win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { runtimeBinaries as schema } from '../../agent/facts/runtime-binaries.ts';
import type { Host, ProgramResult, ServiceAnswer } from '../../agent/host.ts';
import { createRuntimeBinaries } from '../../agent/probes/runtime-binaries.ts';
import { buildInfo, goProgram, releasedShim } from '../../scripts/lab/go-program.ts';
import { fileStat, hostWith } from '../host.ts';

const folder = 'C:\\Program Files\\containerd';
const program = `${folder}\\bin\\containerd.exe`;
const shim = `${folder}\\bin\\containerd-shim-runhcs-v1.exe`;
const bindFilter = 'C:\\Windows\\System32\\bindfltapi.dll';
const changed = new Date('2026-10-01T00:00:00.000Z');
const denied = (what: string) => Promise.reject(new QueryError('denied', what, '5'));

const service = (commandLine: string, more: Partial<ServiceAnswer> = {}): ServiceAnswer => ({
  name: 'containerd',
  displayName: 'containerd',
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

const prints = (stdout: string, exitCode = 0): ProgramResult => ({ exitCode, stdout, stderr: exitCode ? 'no\n' : '' });
const containerdPrints = prints('containerd github.com/containerd/containerd v1.7.28 b98a3aa\r\n');
const shimPrints = prints('containerd-shim-runhcs-v1 version 0.11.7\ncommit: 04b6c2a\nspec: 1.1.0\n');

interface Machine {
  services?: ServiceAnswer[];
  /** By `<service> <value>`. */
  wrapper?: Record<string, string>;
  path?: string;
  processes?: {
    pid: number;
    parentPid: number;
    name: string;
    image?: string;
    account?: string;
    commandLine?: string;
    startedAt?: Date;
  }[];
  /** Programs by path, with what they print; files by path, with their text. */
  programs?: Record<string, ProgramResult>;
  files?: Record<string, string | Buffer>;
  refused?: string[];
  changedAt?: Record<string, Date>;
}

/** A machine with bindfltapi.dll and what a test gives; a program that is not there cannot be started. */
function machine(given: Machine): Host {
  const {
    services = [],
    processes = [],
    programs = {},
    files = {},
    refused = [],
    wrapper = {},
    changedAt = {},
    path,
  } = given;
  const there = (name: string) => name in programs || name in files || name === bindFilter;
  const found = (pid: number) => processes.find((process) => process.pid === pid);
  return hostWith({
    services: {
      query: (name) => Promise.resolve(services.find((each) => each.name === name) ?? null),
      list: () => Promise.resolve(services),
    },
    registry: {
      read: (key, value) => {
        if (value === 'Path') return Promise.resolve(path ?? 'C:\\Windows\\System32;%SystemRoot%');
        return Promise.resolve(wrapper[`${key.split('\\')[3]} ${value}`] ?? null);
      },
    },
    processes: {
      list: () => Promise.resolve(processes),
      image: (pid) => Promise.resolve(found(pid)?.image ?? null),
      account: (pid) => Promise.resolve(found(pid)?.account ?? null),
      commandLine: (pid) => Promise.resolve(found(pid)?.commandLine ?? null),
      startedAt: (pid) => Promise.resolve(found(pid)?.startedAt ?? null),
    },
    files: {
      stat: (name) => {
        if (refused.includes(name)) return denied(`stat ${name}`);
        return Promise.resolve(there(name) ? fileStat(name, 1, changedAt[name] ?? changed) : null);
      },
      read: (name, { offset = 0, maxBytes }) => {
        const content = files[name];
        if (content === undefined) return Promise.resolve(null);
        const bytes = Buffer.from(content);
        return Promise.resolve({ bytes: bytes.subarray(offset, offset + maxBytes), size: bytes.length });
      },
      version: () => Promise.resolve(null),
    },
    programs: {
      run: (name) => {
        const result = programs[name];
        return result ? Promise.resolve(result) : Promise.reject(new QueryError('failed', `${name}: not found`));
      },
    },
  });
}

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const readFact = async (given: Machine) => {
  const fact = await createRuntimeBinaries().read(machine(given), settings);
  expect(schema.parse(fact)).toEqual(fact);
  return fact;
};
const installed = { [program]: containerdPrints, [shim]: shimPrints };

describe('runtime-binaries', () => {
  test('finds containerd by its service and the shim beside it, each with its version', async () => {
    const fact = await readFact({ services: [service(`"${program}" --run-service`)], programs: installed });
    const more = { modifiedAt: '2026-10-01T00:00:00.000Z' };
    expect(fact.containerd).toEqual({ path: program, version: { ok: true, value: 'v1.7.28' }, ...more });
    expect(fact.shim).toEqual({ path: shim, version: { ok: true, value: '0.11.7' }, ...more });
    expect(fact.bindFilter).toEqual({
      path: bindFilter,
      present: { ok: true, value: true },
      modifiedAt: '2026-10-01T00:00:00.000Z',
    });
  });

  test('finds containerd by the process below its wrapper', async () => {
    const image = 'C:\\k\\containerd.exe';
    const fact = await readFact({
      services: [service('C:\\k\\nssm.exe')],
      wrapper: { 'containerd Application': 'C:\\elsewhere\\start.exe' },
      processes: [{ pid: 1001, parentPid: 1000, name: 'containerd.exe', image }],
      programs: { [image]: containerdPrints },
    });
    expect(fact.containerd).toMatchObject({ path: image, version: { ok: true, value: 'v1.7.28' } });
  });

  test('finds the containerd that rke2 has started', async () => {
    const image = 'C:\\var\\lib\\rancher\\rke2\\data\\bin\\containerd.exe';
    const fact = await readFact({
      services: [service('rke2.exe agent service', { name: 'rke2' })],
      processes: [
        { pid: 1001, parentPid: 1000, name: 'containerd.exe', image, commandLine: 'containerd -c C:\\c.toml' },
      ],
      programs: { [image]: prints('containerd github.com/k3s-io/containerd 1.7.23-k3s2 x') },
      files: { 'C:\\c.toml': "root = 'D:\\data'" },
    });
    expect(fact.containerd).toMatchObject({ path: image, version: { ok: true, value: '1.7.23-k3s2' } });
    expect(fact.config).toMatchObject({ ok: true, value: { path: 'C:\\c.toml', root: 'D:\\data', state: null } });
    expect(fact.log).toEqual({ to: 'parent', path: 'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log' });
  });

  test.each([
    ['the system runs', 'S-1-5-18', 'C:\\tools\\containerd.exe'],
    ['somebody else runs', 'S-1-5-21-1-2-3-1001', null],
  ])('of a containerd that no service starts, asks the one that %s', async (_, account, path) => {
    const image = 'C:\\tools\\containerd.exe';
    const fact = await readFact({
      processes: [{ pid: 7, parentPid: 6, name: 'containerd.exe', image, account }],
      programs: { [image]: containerdPrints },
    });
    expect(fact.containerd?.path ?? null).toBe(path);
  });

  test('looks below Program Files if no service and no process names a path', async () => {
    const fact = await readFact({ programs: installed });
    expect(fact.containerd?.path).toBe(program);
    expect(fact.log).toEqual({ to: 'unknown', path: null });
  });

  test('says that there is none, and takes no other for the one that the service names', async () => {
    const fact = await readFact({ services: [service('D:\\gone\\containerd.exe --run-service')], programs: installed });
    expect(fact.containerd).toBeNull();
    expect(fact.shim).toBeNull();
  });

  test('takes the shim that the PATH of services has before the one beside containerd', async () => {
    const fact = await readFact({
      services: [service(`"${program}" --run-service`)],
      path: 'relative;\\\\server\\share;C:\\tools\\',
      programs: { ...installed, 'C:\\tools\\containerd-shim-runhcs-v1.exe': prints('x version 0.9.12\nspec: 1.0.2') },
    });
    expect(fact.shim).toMatchObject({
      path: 'C:\\tools\\containerd-shim-runhcs-v1.exe',
      version: { ok: true, value: '0.9.12' },
    });
  });

  test.each([
    ['containerd-shim-runhcs-v1 version 0.13.0-rc.3\ncommit: x\nspec: 1.1.0', '0.13.0-rc.3'],
    ['containerd-shim-runhcs-v1.exe version 0.12.9\r\nspec: 1.1.0\r\n', '0.12.9'],
    ['containerd-shim-runhcs-v1 version commit: 04b6c2a\nspec: 1.1.0', null],
    ['containerd-shim-runhcs-v1 version spec: 1.1.0', null],
    ['', null],
  ])('reads the version of a shim that prints %j as %j', async (text, version) => {
    const programs = { ...installed, [shim]: prints(text) };
    const fact = await readFact({ services: [service(`"${program}" --run-service`)], programs });
    expect(fact.shim?.version).toEqual({ ok: true, value: version });
    // The version resource is asked where the program does not tell.
    expect(fact.shim?.fileVersion).toEqual(version === null ? { ok: true, value: null } : undefined);
  });

  /** Nothing here prints a version, so a program that is started is an error. */
  const readBuilt = (lines: { containerd: readonly string[]; shim: readonly string[] }) =>
    readFact({
      services: [service(`"${program}" --run-service`)],
      files: { [program]: goProgram(buildInfo(lines.containerd)), [shim]: goProgram(buildInfo(lines.shim)) },
    });
  const linked = (name: string) => [`build\t-ldflags="-X ${name}=v1.7.28 -s -w"`];

  test.each([
    ['its release', linked('github.com/containerd/containerd/version.Version')],
    ['its module path of 2.x', linked('github.com/containerd/containerd/v2/version.Version')],
    [
      'a program that has it vendored',
      linked('example.com/agent/vendor/github.com/containerd/containerd/version.Version'),
    ],
  ])('reads the version of containerd in the build information of %s, and starts no program', async (_, containerd) => {
    const fact = await readBuilt({ containerd, shim: releasedShim('03a825b338b43a019bf4fc9aab29f6d0c5be39d0') });
    expect(fact.containerd?.version).toEqual({ ok: true, value: 'v1.7.28' });
    expect(fact.shim).toEqual({
      path: shim,
      modifiedAt: '2026-10-01T00:00:00.000Z',
      version: { ok: true, value: '0.9.12' },
      build: {
        go: 'go1.23.7',
        module: 'github.com/Microsoft/hcsshim',
        revision: '03a825b338b43a019bf4fc9aab29f6d0c5be39d0',
      },
    });
  });

  test.each([
    [
      'set by the linker',
      ['mod\tgithub.com/Microsoft/hcsshim\t(devel)\t', 'build\t-ldflags="-X main.version=0.11.7"'],
      '0.11.7',
    ],
    ['of its module', ['mod\tgithub.com/Microsoft/hcsshim\tv0.12.9\th1:x='], 'v0.12.9'],
  ])('reads the version of a shim that is %s', async (_, lines, version) => {
    const fact = await readBuilt({
      containerd: linked('github.com/containerd/containerd/version.Version'),
      shim: lines,
    });
    expect(fact.shim?.version).toEqual({ ok: true, value: version });
  });

  test.each([
    ['of a commit that is no release', releasedShim('f'.repeat(40))],
    ['of another module', ['mod\texample.com/shim\tv0.12.9\th1:x=']],
  ])('asks a shim %s for its version', async (_, lines) => {
    const fact = await readBuilt({
      containerd: linked('github.com/containerd/containerd/version.Version'),
      shim: lines,
    });
    expect(fact.shim?.version).toEqual({ ok: false, error: { kind: 'failed', message: `${shim}: not found` } });
  });

  test('says what went wrong with a program that does not print its version', async () => {
    const programs = { ...installed, [program]: prints('', 3) };
    const fact = await readFact({ services: [service(`"${program}" --run-service`)], programs });
    expect(fact.containerd?.version).toEqual({
      ok: false,
      error: { kind: 'failed', message: `${program} --version ended with exit code 3: no` },
    });
    expect(fact.shim?.version).toEqual({ ok: true, value: '0.11.7' });
  });

  test('starts a program once, and again when its file has changed', async () => {
    const programs: Record<string, ProgramResult> = { ...installed };
    const changedAt: Record<string, Date> = {};
    const host = machine({ services: [service(`"${program}" --run-service`)], programs, changedAt });
    const runtimeBinaries = createRuntimeBinaries();
    const version = async () => (await runtimeBinaries.read(host, settings)).containerd?.version;
    expect(await version()).toEqual({ ok: true, value: 'v1.7.28' });
    programs[program] = prints('containerd github.com/containerd/containerd/v2 v2.1.4 x');
    expect(await version()).toEqual({ ok: true, value: 'v1.7.28' });
    changedAt[program] = new Date('2026-11-01T00:00:00.000Z');
    expect(await version()).toEqual({ ok: true, value: 'v2.1.4' });
  });

  test('reports denied, not absent', async () => {
    await expect(
      readFact({ services: [service(`"${program}" --run-service`)], programs: installed, refused: [program] }),
    ).rejects.toMatchObject({ kind: 'denied', message: `stat ${program}` });
    const fact = await readFact({ programs: installed, refused: [bindFilter] });
    expect(fact.bindFilter.present).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });

  test.each([
    [
      'a service with --log-file',
      `"${program}" --run-service --log-file C:\\c.log`,
      {},
      { to: 'file', path: 'C:\\c.log' },
    ],
    ['a service without', `"${program}" --run-service`, {}, { to: 'nowhere', path: null }],
    [
      'a wrapper that keeps stderr',
      'C:\\k\\nssm.exe',
      {
        'containerd Application': program,
        'containerd AppStderr': 'C:\\k\\err.log',
        'containerd AppStdout': 'C:\\k\\o',
      },
      { to: 'wrapper', path: 'C:\\k\\err.log' },
    ],
    [
      'a wrapper that keeps nothing',
      'C:\\k\\nssm.exe',
      { 'containerd Application': program },
      { to: 'wrapper', path: null },
    ],
    ['a service that starts a script', 'powershell.exe C:\\k\\start.ps1', {}, { to: 'unknown', path: null }],
  ])('says where the log of %s goes', async (_, commandLine, wrapper, log) => {
    const fact = await readFact({ services: [service(commandLine)], wrapper, programs: installed });
    expect(fact.log).toEqual(log);
  });

  test('takes the log and the configuration of the service, not of a containerd that was started by hand', async () => {
    const commandLine = `"${program}" --run-service --log-file C:\\c.log`;
    const byHand = { pid: 77, parentPid: 4, name: 'containerd.exe', commandLine: `${program} --config D:\\own.toml` };
    const fact = await readFact({
      services: [{ ...service(commandLine), state: 'stopped', pid: null }],
      processes: [byHand],
      programs: installed,
      files: { 'D:\\own.toml': 'version = 2' },
    });
    expect(fact.log).toEqual({ to: 'file', path: 'C:\\c.log' });
    expect(fact.config).toEqual({ ok: true, value: null });
  });

  test('reads the version of the kubelet and kube-proxy that are meant where others run', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 12, minute));
    const running = (pid: number, parentPid: number, image: string, minute: number) => ({
      ...{ pid, parentPid, name: win32.basename(image), image, startedAt: at(minute) },
    });
    const [own, newer, older] = ['C:\\k\\kubelet.exe', 'C:\\new\\kubelet.exe', 'C:\\old\\kube-proxy.exe'];
    const newest = 'C:\\new\\kube-proxy.exe';
    const wrapped = { ...service('C:\\k\\nssm.exe'), name: 'kubelet', pid: 900 };
    const fact = await readFact({
      services: [wrapped],
      processes: [running(1, 4, older, 1), running(2, 4, newer, 9), running(3, 900, own, 2), running(4, 4, newest, 5)],
      files: Object.fromEntries([own, newer, older, newest].map((file) => [file, 'MZ'])),
    });
    expect([fact.kubelet?.path, fact['kube-proxy']?.path]).toEqual([own, newest]);
  });

  test('reads the versions of the running kubelet and kube-proxy from their build information', async () => {
    const [kubelet, kubeProxy] = ['C:\\k\\kubelet.exe', 'C:\\hpc\\kube-proxy.exe'];
    const flags = 'build\t-ldflags="-X k8s.io/component-base/version.gitVersion=v1.31.4 -s -w"';
    const running = (pid: number, image: string) => ({ pid, parentPid: 4, name: win32.basename(image), image });
    const fact = await readFact({
      processes: [running(1300, kubelet), running(1400, kubeProxy)],
      files: {
        [kubelet]: goProgram(buildInfo(['mod\tk8s.io/kubernetes\t(devel)\t', flags])),
        // With -trimpath: no flags, and the version of the module since Go 1.24.
        [kubeProxy]: goProgram(buildInfo(['mod\tk8s.io/kubernetes\tv1.34.2\t', 'build\t-trimpath=true'])),
      },
    });
    expect(fact.kubelet).toEqual({ path: kubelet, version: { ok: true, value: 'v1.31.4' } });
    expect(fact['kube-proxy']).toEqual({ path: kubeProxy, version: { ok: true, value: 'v1.34.2' } });
    const none = await readFact({ processes: [running(1300, kubelet)], files: { [kubelet]: 'MZ' } });
    expect(none.kubelet).toEqual({ path: kubelet, version: { ok: true, value: null } });
    expect(none['kube-proxy']).toBeNull();
  });

  test('reads config.toml from its default place, and says when there is none', async () => {
    const services = [service(`"${program}" --run-service`)];
    const path = `${folder}\\config.toml`;
    const text = "root = 'D:\\containerd'\n[grpc]\naddress = '\\\\.\\pipe\\mine'";
    expect((await readFact({ services, programs: installed, files: { [path]: text } })).config).toEqual({
      ok: true,
      value: {
        path,
        modifiedAt: '2026-10-01T00:00:00.000Z',
        grpcAddress: '\\\\.\\pipe\\mine',
        root: 'D:\\containerd',
        state: null,
        handlers: [],
      },
    });
    expect((await readFact({ services, programs: installed })).config).toEqual({ ok: true, value: null });
  });
});
