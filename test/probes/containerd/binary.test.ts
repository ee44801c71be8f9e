import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import {
  buildInfoIn,
  findFile,
  knowNoProgram,
  programVersion,
  readBinary,
  readBuildInfo,
} from '../../../agent/probes/containerd/binary.ts';
import { buildInfo, goProgram, releasedShim } from '../../../scripts/lab/go-program.ts';
import { fileStat, hostWith } from '../../host.ts';

const read = (bytes: Buffer) =>
  readBuildInfo(
    hostWith({
      files: {
        read: async (_path, { offset = 0, maxBytes }) => ({
          bytes: bytes.subarray(offset, offset + maxBytes),
          size: bytes.length,
        }),
      },
    }),
    'C:\\x.exe',
  );

const shim = releasedShim('d3e5debf77dab8cd35ce1a842065358469f4b7ea');

test('a program has its module and its commit', async () => {
  expect(await read(goProgram(buildInfo(shim)))).toEqual({
    go: 'go1.23.7',
    module: 'github.com/Microsoft/hcsshim',
    version: null,
    revision: 'd3e5debf77dab8cd35ce1a842065358469f4b7ea',
    set: new Map(),
  });
});

test('a version of the module and what the linker set are read too', () => {
  const flags =
    '-ldflags="-X github.com/containerd/containerd/v2/version.Version=v2.1.4 -X github.com/containerd/containerd/v2/version.Package=x -s -w"';
  const info = buildInfoIn(buildInfo(['mod\tgithub.com/containerd/containerd/v2\tv2.1.4\th1:abc=', `build\t${flags}`]));
  expect(info?.version).toBe('v2.1.4');
  expect(info?.set.get('github.com/containerd/containerd/v2/version.Version')).toBe('v2.1.4');
});

test('a list of thousands of modules is read whole', async () => {
  const modules = Array.from({ length: 3000 }, (_, index) => `dep\texample.com/module-${index}\tv1.0.0\th1:abcdef=`);
  expect((await read(goProgram(buildInfo([...shim, ...modules]))))?.module).toBe('github.com/Microsoft/hcsshim');
});

test('a file that is not a Go program, or of an old Go that keeps pointers, gives nothing', async () => {
  expect(await read(Buffer.from('#!/bin/sh'))).toBeNull();
  expect(await read(goProgram(Buffer.alloc(64)))).toBeNull();
  expect(buildInfoIn(buildInfo(shim, 'go1.16', 0))).toBeNull();
  expect(buildInfoIn(buildInfo(shim).subarray(0, 60))).toBeNull();
});

test('text that only looks like it is skipped', () => {
  const text = Buffer.concat([Buffer.alloc(3), Buffer.from('\xff Go buildinf:', 'latin1')]);
  const padding = Buffer.alloc(32 - text.length);
  expect(buildInfoIn(Buffer.concat([text, padding, buildInfo(shim)]))?.go).toBe('go1.23.7');
});

test('a program whose headers or information end anywhere is none, and no failure', async () => {
  const program = goProgram(buildInfo(shim));
  const data = program.indexOf(Buffer.from('\xff Go buildinf:', 'latin1'));
  expect(data).toBeGreaterThan(0x40);
  for (let length = 0; length <= data + buildInfo(shim).length; length += length < 1024 ? 1 : 7) {
    const found = await read(program.subarray(0, length));
    if (found !== null) expect([found.go, length > data + 32]).toEqual(['go1.23.7', true]);
  }
  expect(await read(program)).not.toBeNull();
});

// PE: the signatures MZ and PE\0\0; the flags of the section, of which it must be initialised, readable and writable (winnt.h).
test.each([
  ['without MZ', (bytes: Buffer) => bytes.write('ZM', 0)],
  ['without PE', (bytes: Buffer) => bytes.write('NE', bytes.readUInt32LE(0x3c))],
  ['whose PE header is beyond its end', (bytes: Buffer) => bytes.writeUInt32LE(bytes.length, 0x3c)],
])('a file %s is no program', async (_, spoil) => {
  const bytes = Buffer.from(goProgram(buildInfo(shim)));
  spoil(bytes);
  expect(await read(bytes)).toBeNull();
});

// Go encoding/binary, Uvarint: seven bits in a byte, the lowest first, the last byte below 0x80; debug/buildinfo: of the list of
// modules it takes what is between 16 bytes and 16 bytes, if a line feed is before the latter.
test('a length is read by its seven bits, and one without an end is no information', () => {
  const info = buildInfo(shim);
  const spoiled = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(info);
    copy.set(bytes, at);
    return buildInfoIn(copy);
  };
  expect(spoiled(32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80)).toBeNull();
  expect(spoiled(32, 0xff, 0xff, 0xff, 0x7f)).toBeNull();
  expect(
    buildInfoIn(
      buildInfo(
        Array.from({ length: 40 }, (_, index) => `dep\tm${index}\tv1`),
        'x'.repeat(127),
      ),
    )?.go,
  ).toHaveLength(127);
  expect(buildInfoIn(buildInfo(shim, 'x'.repeat(128)))?.go).toHaveLength(128);
  expect(buildInfoIn(buildInfo(shim, 'x'.repeat(16_384)))?.go).toHaveLength(16_384);
});

test('a list of modules without its marks is none, and a line without a value says nothing', () => {
  const none = { module: '', version: null, revision: null, set: new Map() };
  const short = Buffer.concat([buildInfo([]).subarray(0, 32), Buffer.from('\x02go\x05short')]);
  expect(buildInfoIn(short)).toEqual({ go: 'go', ...none });
  const long = Buffer.concat([
    buildInfo([]).subarray(0, 32),
    Buffer.from(`\x02go\x28${'mod\tx\tv1.0.0'.repeat(4).slice(0, 40)}`),
  ]);
  expect(buildInfoIn(long)).toEqual({ go: 'go', ...none });
  const odd = buildInfoIn(buildInfo(['mod\tm\t', 'build\t=x', 'build\tvcs', 'dep\tvcs.revision=abc']));
  expect(odd).toEqual({ go: 'go1.23.7', ...none, module: 'm' });
});

const refusing = (...paths: string[]) =>
  hostWith({
    files: {
      stat: async (path) => {
        if (paths.includes(path)) throw new QueryError('denied', `stat ${path}`, 'EPERM');
        if (path.endsWith('\\')) return { ...fileStat(path, 0, new Date(0)), kind: 'directory' };
        return path === 'C:\\c.exe' ? fileStat(path, 1, new Date(0)) : null;
      },
      version: async (path) => (path === 'C:\\c.exe' ? '1.2.3.4' : null),
      read: async () => null,
    },
  });

test('of several places the first with a file counts, a folder is none, and a refusal only if no file is found', async () => {
  expect(await findFile(refusing('C:\\a.exe'), ['C:\\a.exe', 'C:\\b\\', 'C:\\c.exe'])).toMatchObject({
    path: 'C:\\c.exe',
  });
  expect(await findFile(refusing(), ['C:\\b\\', 'C:\\d.exe'])).toBeNull();
  await expect(findFile(refusing('C:\\a.exe', 'C:\\d.exe'), ['C:\\a.exe', 'C:\\d.exe'])).rejects.toMatchObject({
    ...{ kind: 'denied', message: 'stat C:\\a.exe', code: 'EPERM' },
  });
});

test('a program has the version of its resource, else that of its build, else its commit; one that is gone has none', async () => {
  const versionOf = async (lines: readonly string[]) => {
    const bytes = goProgram(buildInfo(lines));
    const read = async (_: string, { offset = 0, maxBytes }: { offset?: number; maxBytes: number }) => ({
      bytes: bytes.subarray(offset, offset + maxBytes),
      size: bytes.length,
    });
    return await programVersion(hostWith({ files: { version: async () => null, read } }), 'C:\\x.exe');
  };
  expect(await programVersion(refusing(), 'C:\\c.exe')).toBe('1.2.3.4');
  expect(await programVersion(refusing(), 'C:\\gone.exe')).toBeNull();
  expect(await versionOf(['mod\tm\tv1.2.3', 'build\tvcs.revision=abc'])).toBe('v1.2.3');
  expect(await versionOf(['mod\tm\t(devel)', 'build\tvcs.revision=abc'])).toBe('abc');
  expect(
    await versionOf(['mod\tm\tv1.2.3', 'build\t-ldflags="-X k8s.io/component-base/version.gitVersion=v1.33.4"']),
  ).toBe('v1.33.4');
});

// PE: the headers may take the whole of their first page; debug/buildinfo reads a padded length too, as binary.Uvarint does.
test('headers are read to the last byte of their page, and a length in more bytes than it needs', async () => {
  const info = buildInfo(shim);
  const [page, pe] = [Buffer.alloc(4096), 4096 - 40 - 24];
  page.write('MZ');
  page.writeUInt32LE(pe, 0x3c);
  page.write('PE\0\0', pe, 'latin1');
  page.writeUInt16LE(1, pe + 6);
  page.writeUInt32LE(4096, pe + 24 + 20);
  page.writeUInt32LE(0xc000_0040, pe + 24 + 36);
  expect((await read(Buffer.concat([page, info])))?.go).toBe('go1.23.7');
  const padded = Buffer.concat([info.subarray(0, 32), Buffer.from([0x88, 0x80, 0x80, 0x80, 0]), info.subarray(33)]);
  expect(buildInfoIn(padded)).toEqual(buildInfoIn(info));
});

// Go cmd/link: -X is a flag, whose value may follow a space or an equals sign.
test.each(['-X name.Version=v1', '-X=name.Version=v1', "-X 'name.Version=v1' -s"])('%s sets a variable', (flags) => {
  expect(buildInfoIn(buildInfo([`build\t-ldflags="${flags}"`]))?.set.get('name.Version')).toBe('v1');
});

test('an unchanged program is read once, and one that cannot tell its version says why in one line', async () => {
  const bytes = goProgram(buildInfo(shim));
  let reads = 0;
  const host = hostWith({
    files: {
      read: async (_path, { offset = 0, maxBytes }) => {
        reads += 1;
        return { bytes: bytes.subarray(offset, offset + maxBytes), size: bytes.length };
      },
      version: async () => null,
    },
    programs: {
      run: async () => ({ exitCode: 3, stdout: '', stderr: `\n ${'x'.repeat(300)}\nmore` }),
    },
  });
  const question = { flag: '--version', answer: /(.*)/, built: () => null, known: knowNoProgram() };
  const found = { path: 'C:\\x.exe', stat: fileStat('C:\\x.exe', 1, new Date(0)) };
  const first = await readBinary(host, found, question);
  const readsOfOne = reads;
  expect(await readBinary(host, found, question)).toEqual(first);
  expect([readsOfOne > 0, reads]).toEqual([true, readsOfOne]);
  expect(first?.version).toMatchObject({
    error: { kind: 'failed', message: `C:\\x.exe --version ended with exit code 3: ${'x'.repeat(200)}` },
  });
});
