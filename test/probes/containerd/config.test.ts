import { readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { readContainerdConfig, runtimeHandlers } from '../../../agent/probes/containerd/config.ts';
import { readVersion } from '../../../agent/shim/version.ts';
import { fileStat, hostWith } from '../../host.ts';

const path = 'C:\\Program Files\\containerd\\config.toml';
const at = '2026-11-01T11:00:00.000Z';

function read(
  files: Readonly<Record<string, string | Buffer>>,
  commandLine: string | null = null,
  release: string | null = null,
) {
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
  return readContainerdConfig(host, commandLine, release === null ? null : readVersion(release));
}
const value = (config: object) => ({
  ok: true,
  value: { path, modifiedAt: at, grpcAddress: null, root: null, state: null, ...config },
});

describe('config.toml', () => {
  test('gives its address, root and state, and where the network of pods is', async () => {
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
        cni: { directory: null, programs: ['C:\\opt\\cni\\bin'] },
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

  test('is followed into 50 imports, the last word of which counts; of more than that no handler is told', async () => {
    const number = (count: number) => Array.from({ length: count }, (_, index) => `D:\\${index + 1}.toml`);
    const files = (count: number) => ({
      [path]: `version = 2\nimports = [${number(count).map((name) => `'${name}'`)}]`,
      ...Object.fromEntries(
        number(count).map((name, at) => [
          name,
          `[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = 'D:\\bin${at + 1}'`,
        ]),
      ),
    });
    const ofAll = await read(files(50), 'containerd.exe', '2.1.4');
    expect(ofAll).toMatchObject({ value: { cni: { programs: ['D:\\bin50'] }, handlers: [] } });
    const ofMore = await read(files(51), 'containerd.exe', '2.1.4');
    expect(ofMore).toMatchObject({ value: { cni: { programs: ['D:\\bin50'] } } });
    expect(ofMore).not.toHaveProperty('value.handlers');
  });

  // Source: Go's path/filepath Match: only * ? [ are special.
  test('imports no file whose name a pattern only resembles', async () => {
    const folder = 'C:\\Program Files\\containerd\\conf.d';
    const files = {
      [path]: "imports = ['conf.d/a+(1).*']",
      [`${folder}\\a+(1).toml`]: "root = 'D:\\data'",
      [`${folder}\\aa1xtoml`]: "root = 'D:\\other'",
    };
    expect(await read(files)).toEqual(
      value({ root: 'D:\\data', imports: [{ path: `${folder}\\a+(1).toml`, modifiedAt: at }] }),
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
    expect(await read({ [path]: Buffer.from([0x0a, 0x23, 0xfc, 0x0a]) }, null, 'v2.1.4')).toEqual(
      value({ refused: { path, line: 2, message: 'contains bytes that are not UTF-8' } }),
    );
  });

  test('has the address where the release looks for it', async () => {
    const top = '[grpc]\naddress = "top"\n';
    const plugin = '[plugins."io.containerd.server.v1.grpc"]\naddress = "plugin"\n';
    const addressOf = async (text: string) => await read({ [path]: text }, null, '2.3.4');
    expect(await addressOf(`version = 4\n${top}`)).toEqual(value({}));
    expect(await addressOf(`version = 4\n${top}${plugin}`)).toEqual(value({ grpcAddress: 'plugin' }));
    expect(await addressOf(`version = 3\n${top}`)).toEqual(value({ grpcAddress: 'top' }));
  });

  test('is where the command line says, and may be absent', async () => {
    expect(await read({ 'D:\\c.toml': '' }, 'containerd.exe --config D:\\c.toml')).toMatchObject({
      value: { path: 'D:\\c.toml' },
    });
    expect(await read({})).toEqual({ ok: true, value: null });
  });
});

/** What the real containerd said of each text: daemon, started with it; config dump, which is milder. */
interface Said {
  containerd: string;
  name: string;
  asked: 'daemon' | 'config dump';
  config: string;
  boots?: boolean;
  configDumpExit: number;
  says?: string[];
}
const said = readFileSync(new URL('config.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line): (Said | { about: string })[] => (line === '' ? [] : [JSON.parse(line)]))
  .filter((one) => 'name' in one);

/** Files after "--- name"; the marks that stand for bytes are put back. */
function filesOf(config: string): Record<string, Buffer> {
  const [first = '', ...more] = config.split('--- ');
  const named = more.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const);
  const bytesOf = (text: string) => {
    const utf16 = /^\(UTF-16\) (.*)/s.exec(text)?.[1];
    if (utf16 !== undefined) return Buffer.from(`\ufeff${utf16}`, 'utf16le');
    const [before = '', after] = text.replace(/^\(.*?\) /, '').split('<byte E9>');
    return Buffer.concat([Buffer.from(before), ...(after === undefined ? [] : [Buffer.of(0xe9), Buffer.from(after)])]);
  };
  const folder = win32.dirname(path);
  return Object.fromEntries([
    [path, bytesOf(first)],
    ...named.map(([name, text]) => [win32.join(folder, name), bytesOf(text)]),
  ]);
}

describe('the real containerd', () => {
  test.each(said.map((one) => [one.containerd, one.asked, one.name, one] as const))('%s %s: %s', async (...row) => {
    const [containerd, asked, name, { config, boots, configDumpExit, says = [] }] = row;
    // The command passes over a missing file, and the daemon does not, as its own row says.
    const takes = asked === 'daemon' ? boots === true : configDumpExit === 0 && name !== 'import';
    const answer = await read(filesOf(config), null, containerd);
    expect(answer).toMatchObject({ ok: true, value: takes ? { path } : { refused: { message: expect.any(String) } } });
    if (takes) expect(answer).not.toMatchObject({ value: { refused: expect.anything() } });
    // Where it says which file, version, line or name is wrong, hostprobe says the same.
    const refused = answer.ok ? answer.value?.refused : undefined;
    const own = says.find((line) => line.startsWith('containerd: ')) ?? '';
    if (refused === undefined) return;
    const wrongFile = /TOML(?: from|:) (C:\\.*?\.toml)/.exec(own)?.[1];
    if (wrongFile !== undefined) expect(refused.path).toBe(wrongFile);
    const line = /\((\d+), \d+\)/.exec(own)?.[1];
    if (line !== undefined && name !== 'utf16') expect(refused.line).toBe(Number(line));
    const named = /(?:version|got) `(\d)`|URI ("\w+")/.exec(own)?.slice(1).find(Boolean);
    if (named !== undefined) expect(refused.message).toContain(named);
  });
});

// docs/PLUGINS.md and docs/cri/config.md of containerd 1.x: a file without a version has version 1, where a plugin has its short
// name; a plugin that is disabled is not configured, and one that is not known is no error.
test.each([
  ['1.7.34', '[plugins.cri]\nsandbox_image = 5', { line: 2, message: 'plugins.cri.sandbox_image must be a text' }],
  ['1.7.34', 'disabled_plugins = ["cri"]\n[plugins.cri]\nsandbox_image = 5', null],
  ['1.7.34', '[plugins.own]\nsandbox_image = 5', null],
  [
    '2.1.9',
    'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[plugins."io.containerd.grpc.v1.cri"]\nsandbox_image = 5',
    null,
  ],
  [
    '1.7.34',
    'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = 5',
    { line: 3, message: expect.stringMatching(/opt\.path must be a text$/) },
  ],
  [
    '2.1.9',
    'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = 5',
    { line: 3, message: expect.stringMatching(/opt\.path must be a text$/) },
  ],
  // What a pre-release, or a release that came later, takes is not known, but no version is taken that is higher than its own.
  ['2.3.0-beta.2', 'version = 2\n[grpc]\naddress = 5', null],
  ['3.0.0', 'version = 2\n[grpc]\naddress = 5', null],
  ['3.0.0', 'version = 2\ndisabled_plugins = ["cri"]', { line: 2, message: expect.stringContaining('"cri"') }],
  ['1.5.18', 'version = 2\n[grpc]\naddress = 5', { line: 3, message: 'grpc.address must be a text' }],
  // Without a release it is refused only if all refuse it.
  [null, 'version = 9', { line: 1, message: expect.stringContaining('has version 9') }],
  [null, 'version = 3', null],
  // A whole number is no text, and a number with a point no version: go-toml v1 and v2 refuse both.
  ['1.7.34', 'version = 2.0', { line: 1, message: 'version must be a whole number' }],
  ['2.1.9', 'version = "2"', { line: 1, message: 'version must be a whole number' }],
  ['2.1.9', 'version = 2\ndisabled_plugins = "cri"', { line: 2, message: 'disabled_plugins must be a list' }],
  ['2.1.9', 'version = 2\ngrpc = 5', { line: 2, message: 'grpc must be a table' }],
  [
    '2.1.9',
    'version = 2\nrequired_plugins = ["io.containerd.grpc.v1.cri", 5]',
    { line: 2, message: 'required_plugins[1] must be a text' },
  ],
  [
    '2.1.9',
    'version = 2\n[grpc]\nmax_recv_message_size = 2.5',
    { line: 3, message: 'grpc.max_recv_message_size must be a whole number' },
  ],
  [
    '1.7.34',
    'version = 2\n[metrics]\ngrpc_histogram = "true"',
    { line: 3, message: 'metrics.grpc_histogram must be true or false' },
  ],
  // A key that stands twice has no one line.
  [
    '1.7.34',
    'version = 2\n[grpc]\naddress = 5\n[debug]\naddress = "x"',
    { line: null, message: 'grpc.address must be a text' },
  ],
  // Version 2 has plugins by their whole names; "version = 1" and none have short ones, and 2.x takes them.
  ['2.1.9', 'disabled_plugins = ["cri"]', null],
  ['2.1.9', 'version = 1\ndisabled_plugins = ["cri"]', null],
  ['1.7.34', 'disabled_plugins = ["cri"]', null],
  [
    '1.7.34',
    'version = 2\ndisabled_plugins = ["cri"]',
    { line: 2, message: expect.stringContaining('where version 2 needs the whole name') },
  ],
  ['1.7.34', 'version = 2\n[plugins.cri]\nx = 1', { line: 2, message: expect.stringMatching(/^plugins names "cri"/) }],
  // The newest version that each release takes: docs/PLUGINS.md, and 4 came with 2.3.
  ['1.7.34', 'version = 3', { line: 1, message: 'has version 3, but containerd 1.x takes 2 at most' }],
  ['2.2.1', 'version = 4', { line: 1, message: 'has version 4, but containerd 2.2.1 takes 3 at most' }],
  ['2.3.0', 'version = 4', null],
  [null, '[grpc]\naddress = 5', { line: 2, message: 'grpc.address must be a text' }],
])('containerd %s and %j', async (release, text, refused) => {
  const answer = await read({ [path]: text }, null, release);
  expect(answer.ok && (answer.value?.refused ?? null)).toEqual(refused && { path, ...refused });
});

const handlersOf = (...files: string[]) => handlersFor(null, ...files);
const handlersFor = (release: string | null, ...files: string[]) =>
  runtimeHandlers(
    files.map((text) => ({ path, text, table: parse(text, { integersAsBigInt: true }) })),
    release === null ? null : readVersion(release),
  );

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

  test('of two files that have the section are the last one of 1.x, and those of both of 2.x', () => {
    const files = [section('"io.containerd.grpc.v1.cri"'), '[plugins."io.containerd.grpc.v1.cri".cni]'];
    expect(handlersOf(...files)).toBeNull();
    expect(handlersFor('1.7.34', ...files)).toEqual([]);
    expect(handlersFor('2.1.9', ...files)).toHaveLength(1);
    expect(handlersFor('2.1.9', files[0] ?? '', files[0] ?? '')).toBeNull();
  });

  // As `containerd config default` of 2.1.9 prints it.
  test('are those of the plugin of containerd 2 where the server has its section too', () => {
    const defaults = `version = 3${section("'io.containerd.cri.v1.runtime'")}
[plugins.'io.containerd.grpc.v1.cri']
  disable_tcp_service = true`;
    expect(handlersFor('2.1.9', defaults)?.map(({ name }) => name)).toEqual(['runhcs-wcow-process']);
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

// What only containerd's own docs say of a network: conf_dir and bin_dir, bin_dirs from 2.1 on; the last file that says one decides.
test('where the network of pods is may be said by several files, each value by the last that has it', async () => {
  const cni = (text: string) => `[plugins."io.containerd.cri.v1.runtime".cni]\n${text}`;
  const files = {
    [path]: `version = 3\nimports = ['D:\\a.toml', 'D:\\b.toml']\n${cni("conf_dir = 'C:\\c'\nbin_dir = 'C:\\one'")}`,
    'D:\\a.toml': cni("bin_dirs = ['C:\\two', 'C:\\three']"),
    'D:\\b.toml': cni('bin_dirs = []'),
  };
  expect(await read(files)).toMatchObject({
    value: { cni: { directory: 'C:\\c', programs: ['C:\\two', 'C:\\three'] } },
  });
  expect(await read({ [path]: cni('') })).toMatchObject({ value: { cni: { directory: null, programs: [] } } });
  expect(await read({ [path]: 'version = 3' })).not.toHaveProperty('value.cni');
});

test('a runtime has the type that the file gives it', () => {
  const table = parse(
    `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.own]\nruntime_type = 'io.containerd.runhcs.v1'`,
  );
  expect(runtimeHandlers([{ path, text: '', table }], null)).toMatchObject([{ type: 'io.containerd.runhcs.v1' }]);
});

test('what is no TOML is told by its line, without what the parser says before', async () => {
  const { refused } = Object(await read({ [path]: 'version = 2\nroot = ' })).value;
  expect(refused).toMatchObject({ line: 2 });
  expect(refused.message).not.toMatch(/invalid toml|:/i);
});

// Source: ValidateV2 of containerd's config.go; go-toml v1 marshal.go and v2 unmarshaler.go for numbers.
test.each<[text: string, refuse: string[], take: string[]]>([
  ["version = 2\nrequired_plugins = ['cri']", ['1.7.28', '2.0.0'], []],
  ['root = 1', ['1.7.28', '2.0.0-rc.1', '2.0.0'], []],
  ['version = 2\n[plugins."io.containerd.gc.v1.scheduler"]\npause_threshold = 1', ['1.7.28'], ['2.0.0', '2.1.0']],
])('%j is refused by %j and taken by %j', async (text, refuse, take) => {
  const isRefused = async (release: string) => 'refused' in Object(await read({ [path]: text }, null, release)).value;
  for (const release of refuse) expect(await isRefused(release), release).toBe(true);
  for (const release of take) expect(await isRefused(release), release).toBe(false);
});
