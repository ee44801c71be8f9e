import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { platformsOf, withoutSymbols, writeExecutable } from '../../image/executable.ts';
import { type Archive, archiveNames } from '../../image/executable-archives.ts';
import { sha256 } from '../../image/files.ts';
import { krewManifest } from '../../image/krew.ts';
import { run as fromSource } from '../run.ts';
import { builtArchives } from './built.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-executables-'));
let packed = '';
let archives: Archive[] = [];
const program = join(folder, 'hostprobe-0.1.0-linux-amd64', 'hostprobe');

beforeAll(async () => {
  ({ folder: packed, archives } = await builtArchives());
  await execa('tar', ['-xf', join(packed, 'hostprobe-0.1.0-linux-amd64.tar.xz')], { cwd: folder });
  await execa('unzip', ['-q', join(packed, 'hostprobe-0.1.0-windows-amd64.zip')], { cwd: folder });
  return () => rmSync(folder, { recursive: true, force: true });
}, 600_000);

/** Without Node.js in PATH, from another folder. */
const run = (...args: string[]) =>
  execa(program, args, { env: { HOME: folder, PATH: '/nowhere' }, extendEnv: false, reject: false });

test('each archive has at most 40 MB', () => {
  expect(archives.map(({ file }) => file)).toEqual(named('linux-x64').map((name) => name.replace('1.2.3', '0.1.0')));
  for (const { file } of archives) expect(statSync(join(packed, file)).size, file).toBeLessThanOrEqual(40_000_000);
});

test('a program of Linux loses what nothing loads, and no more', () => {
  const whole = readFileSync(process.execPath);
  const short = withoutSymbols(whole);
  expect(short.length).toBeLessThan(0.8 * whole.length);
  // All but three fields of the header: where the table of sections is, how many, and which names them.
  for (const [from, to] of [
    [0, 40],
    [48, 58],
    [64, short.length],
  ] as const) {
    expect(whole.subarray(from, to).equals(short.subarray(from, to))).toBe(true);
  }
  expect(withoutSymbols(short).equals(short)).toBe(true);
});

describe('the executable for Linux', () => {
  test('runs alone', async () => {
    expect(await run('--version')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^hostprobe \d/) });
    const text = 'failed to create user process token: failed to logon user: Access is denied.';
    const explained = await run('explain', text, '-o', 'json');
    expect(JSON.parse(explained.stdout)).toMatchObject({ recognised: true });
    const story = fileURLToPath(new URL('../nodes/nssm-user-account/snapshot.json', import.meta.url));
    expect(await run('report', '--facts', story)).toMatchObject({ exitCode: 1, stderr: '' });
  });

  test.each(['de_DE.UTF-8', 'ja_JP.UTF-8'])('says what the sources say where the language is %s', async (LC_ALL) => {
    const environment = { LC_ALL, TZ: 'Asia/Kolkata' };
    for (const args of [
      ['report', '--facts', 'test/nodes/nssm-user-account/snapshot.json', '-o', 'html'],
      ['explain', 'test/nodes/nssm-user-account/snapshot.json'],
      ['lint', 'manifests/base/daemon-set.yaml'],
    ]) {
      const env = { HOME: folder, PATH: '/nowhere', ...environment };
      const { stdout } = await execa(program, args, {
        env,
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
      });
      expect(stdout).toBe((await fromSource(args, { environment })).stdout);
    }
  });

  test('holds what V8 compiled, and runs as well where other flags of V8 refuse it', async () => {
    // Says of each file whether V8 refused it: `undefined` if there is nothing to refuse.
    const spy = join(folder, 'spy.cjs');
    writeFileSync(
      spy,
      `const vm = require('node:vm');
      vm.Script = new Proxy(vm.Script, { construct(Script, [text, options]) {
        const script = new Script(text, options);
        process._rawDebug(String(script.cachedDataRejected));
        return script;
      } });`,
    );
    const refused = async (flags: string, ...args: string[]) => {
      const env = { PATH: '/nowhere', NODE_OPTIONS: `--require=${spy} ${flags}` };
      const { exitCode, stderr } = await execa(program, args, { env, extendEnv: false, reject: false });
      return { exitCode, refused: [...new Set(stderr.split('\n'))] };
    };
    const story = fileURLToPath(new URL('../nodes/nssm-user-account/snapshot.json', import.meta.url));
    const manifest = fileURLToPath(new URL('../../manifests/base/daemon-set.yaml', import.meta.url));
    const text = 'failed to logon user: Access is denied.';
    for (const args of [['--version'], ['explain', text], ['lint', manifest], ['report', '--facts', story]]) {
      const { exitCode } = await run(...args);
      expect(await refused('', ...args)).toEqual({ exitCode, refused: ['false'] });
      expect(await refused('--stack-trace-limit=5', ...args)).toEqual({ exitCode, refused: ['true'] });
    }
  });

  test('judges in threads, as the server does: they are in it', async () => {
    const story = fileURLToPath(new URL('../nodes/nssm-user-account/snapshot.json', import.meta.url));
    const child = spawn(program, ['serve', '--facts', story, '--listen', '127.0.0.1:0'], {
      env: { PATH: '/nowhere' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stderr);
    const listening = (async () => {
      for await (const line of lines) {
        const entry: { msg: string; port: number } = JSON.parse(line);
        if (entry.msg === 'listening') return entry.port;
      }
      throw new Error('it ended before it listened');
    })();
    const answer = await fetch(`http://127.0.0.1:${await listening}/lint`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: b }] }\n',
    });
    expect(answer.status).toBe(200);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
});

test('the executable for Linux on arm64 is a program of it, with the same program inside', async () => {
  await execa('tar', ['-xf', join(packed, 'hostprobe-0.1.0-linux-arm64.tar.xz')], { cwd: folder });
  const elf = readFileSync(join(folder, 'hostprobe-0.1.0-linux-arm64', 'hostprobe'));
  // e_ident and e_machine; 183 is EM_AARCH64. Source: elf(5).
  expect([elf.toString('latin1', 1, 4), elf.readUInt16LE(18)]).toEqual(['ELF', 183]);
  expect(elf.includes('HostProcess')).toBe(true);
});

test('the executable for Windows is a program of Windows, with the program and its licences', () => {
  const exe = readFileSync(join(folder, 'hostprobe-0.1.0-windows-amd64', 'hostprobe.exe'));
  expect(exe.toString('latin1', 0, 2)).toBe('MZ');
  expect(exe.includes('HostProcess')).toBe(true);
  const licences = readFileSync(join(folder, 'hostprobe-0.1.0-windows-amd64', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['zod', 'fastify', 'yaml', 'ws']) expect(licences).toContain(name);
});

const named = (builder: string) => platformsOf(builder).flatMap((platform) => archiveNames(platform, '1.2.3').names);
const onLinux = [
  ...['hostprobe-1.2.3-linux-amd64.tar.xz', 'hostprobe-1.2.3-linux-amd64.tar.gz'],
  ...['hostprobe-1.2.3-linux-arm64.tar.xz', 'hostprobe-1.2.3-linux-arm64.tar.gz'],
  'hostprobe-1.2.3-windows-amd64.zip',
];

test.each([
  ['linux-x64', onLinux],
  ['linux-arm64', onLinux],
  // npm installs no Node.js for arm64 there.
  ['darwin-x64', onLinux],
  ['darwin-arm64', ['hostprobe-1.2.3-darwin-arm64.tar.xz', 'hostprobe-1.2.3-darwin-arm64.tar.gz', ...onLinux]],
])('only macOS on arm64 makes the executable for macOS: %s', (builder, files) => {
  expect(named(builder)).toEqual(files);
});

test('the executable for macOS is signed after it is built', async () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // A program of the same name, because only macOS has codesign. The program's text is in the file that it is to sign.
  const codesign = `#!/bin/sh\ngrep -c 'said by the program' "$3" > '${bin}/found'\necho "$1 $2" > '${bin}/arguments'\n`;
  writeFileSync(join(bin, 'codesign'), codesign, { mode: 0o755 });
  const path = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  process.env.PATH = `${bin}${delimiter}${path}`;
  await writeExecutable(
    join(folder, 'darwin'),
    { 'hostprobe.cjs': 'console.log("said by the program")' },
    {
      ...{ os: 'darwin', arch: 'arm64', program: 'hostprobe' },
      node: async () => process.execPath,
    },
  );
  expect(readFileSync(join(bin, 'arguments'), 'utf8')).toBe('--sign -\n');
  expect(readFileSync(join(bin, 'found'), 'utf8')).toBe('1\n');
});

/** What krew demands. Source: sigs.k8s.io/krew internal/index/validation/validate.go, pkg/index/types.go. */
const plugin = z.strictObject({
  apiVersion: z.literal('krew.googlecontainertools.github.com/v1alpha2'),
  kind: z.literal('Plugin'),
  metadata: z.strictObject({ name: z.literal('hostprobe') }),
  spec: z.strictObject({
    version: z.string().regex(/^v\d+\.\d+\.\d+$/),
    homepage: z.url(),
    // krew's guide asks for at most 50 characters, on one line.
    shortDescription: z.string().regex(/^[^\r\n]{1,50}$/),
    description: z.string(),
    platforms: z
      .array(
        z.strictObject({
          selector: z.strictObject({ matchLabels: z.strictObject({ os: z.string(), arch: z.string() }) }),
          uri: z.url({ protocol: /^https$/ }),
          sha256: z.string().regex(/^[a-f0-9]{64}$/),
          files: z.array(z.strictObject({ from: z.string().min(1), to: z.string().min(1) })).min(1),
          bin: z.string().min(1),
        }),
      )
      .min(1),
  }),
});

test('the manifest for krew is valid, and names what the archives hold', async () => {
  const { spec } = plugin.parse(parse(krewManifest(archives, 'https://example.com/v0.1.0/')));
  expect(spec.platforms.map(({ selector: { matchLabels } }) => matchLabels.os)).toEqual(['linux', 'linux', 'windows']);
  for (const { uri, sha256: said, files, bin } of spec.platforms) {
    const file = join(packed, uri.replace('https://example.com/v0.1.0/', ''));
    expect(said).toBe(sha256(readFileSync(file)));
    const list = file.endsWith('.zip') ? execa('unzip', ['-Z1', file]) : execa('tar', ['-tzf', file]);
    const held = (await list).stdout.split('\n');
    for (const { from } of files) expect(held).toContain(from);
    expect(files.map(({ from }) => from.replace(/^.*\//, ''))).toContain(bin);
  }
});

test.each([
  ['https://github.com/example/hostprobe/releases/download/v0.1.0/', 'https://github.com/example/hostprobe'],
  ['https://github.com/example/hostprobe/releases/download/v0.1.0', 'https://github.com/example/hostprobe'],
  ['https://example.com/v0.1.0', 'https://example.com/v0.1.0'],
])('the homepage for krew is one that answers: archives from %s', (from, homepage) => {
  expect(plugin.parse(parse(krewManifest(archives, from))).spec.homepage).toBe(homepage);
});

test('the manifest for krew takes the executable for macOS as the others', () => {
  const [platform] = platformsOf('darwin-arm64');
  if (platform === undefined) throw new Error('no platform');
  const { names } = archiveNames(platform, '0.1.0');
  const made = [...archives, ...names.map((file) => ({ platform, file, sha256: 'ab'.repeat(32) }))];
  const { spec } = plugin.parse(parse(krewManifest(made, 'https://example.com/v0.1.0')));
  expect(spec.platforms.at(-1)).toEqual({
    selector: { matchLabels: { os: 'darwin', arch: 'arm64' } },
    uri: 'https://example.com/v0.1.0/hostprobe-0.1.0-darwin-arm64.tar.gz',
    sha256: 'ab'.repeat(32),
    files: ['hostprobe', 'LICENSE', 'THIRD-PARTY-LICENSES.txt'].map((name) => ({
      from: `hostprobe-0.1.0-darwin-arm64/${name}`,
      to: '.',
    })),
    bin: 'hostprobe',
  });
});
