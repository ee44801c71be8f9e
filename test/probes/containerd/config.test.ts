import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { readContainerdConfig, runtimeHandlers } from '../../../agent/probes/containerd/config.ts';
import { fileStat, hostWith } from '../../host.ts';

const path = 'C:\\Program Files\\containerd\\config.toml';
const at = '2026-11-01T11:00:00.000Z';

function read(files: Readonly<Record<string, string | Buffer>>, commandLine: string | null = null) {
  const contentOf = (name: string) => (files[name] === undefined ? null : Buffer.from(files[name]));
  const host = hostWith({
    files: {
      stat: async (name) => {
        const content = contentOf(name);
        return content === null ? null : fileStat(name, content.length, new Date(at));
      },
      read: async (name) => {
        const bytes = contentOf(name);
        return bytes === null ? null : { bytes, size: bytes.length };
      },
      list: async (folder) =>
        Object.keys(files).flatMap((name) => (name.startsWith(`${folder}\\`) ? [name.slice(folder.length + 1)] : [])),
    },
  });
  return readContainerdConfig(host, commandLine);
}
const value = (config: object) => ({
  ok: true,
  value: { path, modifiedAt: at, grpcAddress: null, root: null, state: null, ...config },
});

describe('config.toml', () => {
  test('gives its address, root and state', async () => {
    const text = String.raw`
version = 2
root = "C:\\ProgramData\\containerd\\root" # the default
state = 'C:\ProgramData\containerd\state'
imports = []
[grpc]
  address = "\\\\.\\pipe\\containerd-containerd"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dirs = [
    'C:\opt\cni\bin',
  ]`;
    expect(await read({ [path]: text })).toEqual(
      value({
        grpcAddress: '\\\\.\\pipe\\containerd-containerd',
        root: 'C:\\ProgramData\\containerd\\root',
        state: 'C:\\ProgramData\\containerd\\state',
      }),
    );
  });

  test('is followed into the files that it imports, and what comes later wins', async () => {
    const folder = 'C:\\Program Files\\containerd\\conf.d';
    const files = {
      [path]: "imports = ['conf.d/*.toml', 'D:\\more.toml']\n[grpc]\naddress = 'one'",
      [`${folder}\\20.toml`]: "[grpc]\naddress = 'three'",
      [`${folder}\\10.toml`]: "[grpc]\naddress = 'two'\n",
      [`${folder}\\note.txt`]: 'no TOML',
      'D:\\more.toml': "root = 'D:\\data'\nimports = ['C:\\Program Files\\containerd\\config.toml']",
    };
    const imports = [`${folder}\\10.toml`, `${folder}\\20.toml`, 'D:\\more.toml'];
    expect(await read(files)).toEqual(
      value({
        grpcAddress: 'three',
        root: 'D:\\data',
        imports: imports.map((name) => ({ path: name, modifiedAt: at })),
      }),
    );
  });

  test('is followed into what an imported file imports, and a fault there refuses it all', async () => {
    const files = { [path]: "imports = ['D:\\one.toml']", 'D:\\one.toml': "imports = ['two.toml']" };
    expect(await read({ ...files, 'D:\\two.toml': "state = 'D:\\state'" })).toEqual(
      value({
        state: 'D:\\state',
        imports: ['D:\\one.toml', 'D:\\two.toml'].map((name) => ({ path: name, modifiedAt: at })),
      }),
    );
    expect(await read({ ...files, 'D:\\two.toml': 'version = 2\n[debug\n' })).toMatchObject({
      value: { refused: { path: 'D:\\two.toml', line: 2 } },
    });
  });

  test('a pattern that matches nothing imports nothing; a file that is named and not there is refused', async () => {
    expect(await read({ [path]: "imports = ['conf.d/*.toml']" })).toEqual(value({}));
    expect(await read({ [path]: "imports = ['D:/more.toml']" })).toEqual(
      value({ refused: { path: 'D:\\more.toml', line: null, message: 'is imported, but not there' } }),
    );
  });

  test.each([
    ['a path in double quotes without doubled backslashes', 'version = 2\nroot = "C:\\ProgramData"\n', 2],
    ['a table that is opened twice', 'version = 2\n[grpc]\n[grpc]\n', 3],
    ['a text without an end', "root = 'C:\\data\nstate = 'x'\n", 1],
    ['a key without a value', 'version = 2\n\n\nroot =\n', 4],
  ])('with %s is refused, with the line', async (_, text, line) => {
    const read1 = await read({ [path]: text });
    expect(read1).toMatchObject({ ok: true, value: { refused: { path, line, message: expect.any(String) } } });
  });

  test('has the runtime handlers if a command line shows that containerd reads it', async () => {
    const commandLine = '"C:\\Program Files\\containerd\\containerd.exe" --run-service';
    expect(await read({ [path]: 'version = 2' }, commandLine)).toEqual(value({ handlers: [] }));
    expect(await read({ [path]: 'version = 2' })).toEqual(value({}));
  });

  test('in UTF-16, as Windows PowerShell writes it, is refused', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('version = 2', 'utf16le')]);
    expect(await read({ [path]: utf16 })).toEqual(
      value({ refused: { path, line: null, message: 'is in UTF-16LE, must be UTF-8' } }),
    );
    expect(await read({ [path]: Buffer.from([0x23, 0xfc, 0x0a]) })).toEqual(
      value({ refused: { path, line: null, message: 'contains bytes that are not UTF-8' } }),
    );
  });

  test('is where the command line says, and may be absent', async () => {
    expect(await read({ 'D:\\c.toml': '' }, 'containerd.exe --config D:\\c.toml')).toMatchObject({
      value: { path: 'D:\\c.toml' },
    });
    expect(await read({})).toEqual({ ok: true, value: null });
  });
});

const handlersOf = (...files: string[]) => runtimeHandlers(files.map((text) => parse(text)));

// The keys as containerd's docs/cri/config.md has them.
const section = (plugin: string) => `
[plugins.${plugin}.containerd.runtimes.runhcs-wcow-process]
  runtime_type = "io.containerd.runhcs.v1"
  pod_annotations = ["microsoft.com/*"]
  container_annotations = ["io.microsoft.container.*"]`;

describe('the runtime handlers of config.toml', () => {
  test.each(['cri', '"io.containerd.grpc.v1.cri"', '"io.containerd.cri.v1.runtime"'])('are in %s', (plugin) => {
    expect(handlersOf(section(plugin))).toEqual([
      {
        name: 'runhcs-wcow-process',
        type: 'io.containerd.runhcs.v1',
        podAnnotations: ['microsoft.com/*'],
        containerAnnotations: ['io.microsoft.container.*'],
      },
    ]);
  });

  test('may be in an imported file', () => {
    expect(handlersOf('version = 2', section('"io.containerd.grpc.v1.cri"'))?.map(({ name }) => name)).toEqual([
      'runhcs-wcow-process',
    ]);
  });

  test('are none where no file sets any', () => {
    expect(handlersOf('version = 2', '[plugins."io.containerd.grpc.v1.cri".cni]')).toEqual([]);
  });

  test('are not known if two files have the section', () => {
    expect(handlersOf(section('"io.containerd.grpc.v1.cri"'), '[plugins."io.containerd.grpc.v1.cri".cni]')).toBeNull();
  });

  test('have the type of the default with the same name, and no other', () => {
    const plugin = 'plugins."io.containerd.grpc.v1.cri".containerd';
    const text = `[${plugin}.runtimes.runhcs-wcow-hypervisor]\n[${plugin}.runtimes.own]\n[${plugin}.default_runtime]`;
    expect(handlersOf(text)?.map(({ name, type }) => [name, type])).toEqual([
      ['runhcs-wcow-hypervisor', 'io.containerd.runhcs.v1'],
      ['own', ''],
      ['default', ''],
    ]);
  });
});
