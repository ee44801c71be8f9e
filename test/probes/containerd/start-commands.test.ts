import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import { findEndpoint, type StartCommands } from '../../../agent/probes/containerd/start-commands.ts';
import { fileStat, hostWith } from '../../host.ts';

const unknown: StartCommands = {
  program: null,
  commandLine: null,
  ofService: null,
  service: null,
  embedding: null,
  kubeletCommandLine: null,
};

/** A machine with these files; null: this account may not read it. */
const hostOf = (files: Record<string, string | null>) => {
  const answer = <T>(path: string, value: (text: string) => T): Promise<T | null> => {
    const text = files[path];
    if (text === null) return Promise.reject(new QueryError('denied', `open ${path}`, '5'));
    return Promise.resolve(text === undefined ? null : value(text));
  };
  return hostWith({
    files: {
      stat: (path) => answer(path, (text) => fileStat(path, text.length, new Date(0))),
      read: (path) => answer(path, (text) => ({ bytes: Buffer.from(text), size: text.length })),
    },
  });
};
const find = (start: Partial<StartCommands>, files: Record<string, string | null> = {}) =>
  findEndpoint(hostOf(files), { ...unknown, ...start });

const config = 'C:\\Program Files\\containerd\\config.toml';
const kubeletConfig = 'C:\\var\\lib\\kubelet\\config.yaml';
const pipe = (name: string) => `\\\\.\\pipe\\${name}`;

test('is the default where nothing is known', async () => {
  expect(await find({})).toEqual({ endpoint: pipe('containerd-containerd'), from: 'default', kubelet: null });
});

test.each([
  ['C:\\containerd.exe --run-service --address \\\\.\\pipe\\mine', 'containerd command line'],
  ['C:\\containerd.exe -a=\\\\.\\pipe\\mine', 'containerd command line'],
  // Go's flag package takes one dash or two before any name.
  ['C:\\containerd.exe --a \\\\.\\pipe\\mine', 'containerd command line'],
  ['C:\\containerd.exe -address=\\\\.\\pipe\\mine', 'containerd command line'],
])('is what the command line of containerd says: %s', async (commandLine, from) => {
  const files = { [config]: "[grpc]\naddress = '\\\\.\\pipe\\other'" };
  expect(await find({ commandLine }, files)).toMatchObject({ endpoint: pipe('mine'), from });
});

test('is what config.toml says, where the command line says that it lies', async () => {
  const files = {
    'D:\\c.toml': String.raw`[grpc]${'\n'}address = "\\\\.\\pipe\\mine"`,
    [config]: '[grpc]\naddress = "x"',
  };
  const commandLine = 'containerd --config D:\\c.toml';
  expect(await find({ commandLine }, files)).toMatchObject({
    endpoint: pipe('mine'),
    from: 'containerd configuration',
  });
});

test('is read from a configuration of version 4', async () => {
  const files = { [config]: "version = 4\n[plugins.'io.containerd.server.v1.grpc']\naddress = '\\\\.\\pipe\\mine'" };
  expect(await find({}, files)).toMatchObject({ endpoint: pipe('mine'), from: 'containerd configuration' });
});

test.each([
  ['npipe:////./pipe/mine', pipe('mine')],
  ['npipe://./pipe/mine', pipe('mine')],
  ['npipe:\\\\.\\pipe\\mine', pipe('mine')],
  ['unix:///run/containerd/containerd.sock', '/run/containerd/containerd.sock'],
])("is what the kubelet's flags say: %s", async (address, endpoint) => {
  const kubeletCommandLine = `C:\\k\\kubelet.exe --container-runtime-endpoint=${address}`;
  expect(await find({ kubeletCommandLine }, { [config]: null })).toMatchObject({
    endpoint,
    from: 'kubelet command line',
  });
});

test.each([
  ['where kubeadm has it', null, kubeletConfig],
  ['where the command line says', 'kubelet.exe --config=D:\\k.yaml', 'D:\\k.yaml'],
])("is what the kubelet's configuration says, %s", async (_, kubeletCommandLine, path) => {
  const files = { [path]: 'kind: KubeletConfiguration\r\ncontainerRuntimeEndpoint: "npipe:////./pipe/mine"\r\n' };
  expect(await find({ kubeletCommandLine }, files)).toMatchObject({
    endpoint: pipe('mine'),
    from: 'kubelet configuration',
  });
});

test("is containerd's own where the kubelet has another, and both are told", async () => {
  const start = {
    commandLine: 'containerd.exe --address \\\\.\\pipe\\mine',
    kubeletCommandLine: 'kubelet.exe --container-runtime-endpoint=npipe:////./pipe/other',
  };
  expect(await find(start)).toEqual({
    ...{ endpoint: pipe('mine'), from: 'containerd command line' },
    kubelet: { endpoint: pipe('other'), from: 'kubelet command line' },
  });
});

test('passes over an address that is neither pipe nor socket', async () => {
  const kubeletCommandLine = 'kubelet.exe --container-runtime-endpoint=tcp://127.0.0.1:3735';
  expect(await find({ kubeletCommandLine })).toMatchObject({
    endpoint: pipe('containerd-containerd'),
    from: 'default',
  });
});
