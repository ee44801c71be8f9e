import { expect, test } from 'vitest';
import { buildInfoIn, readBuildInfo } from '../../../agent/probes/containerd/binary.ts';
import { buildInfo, goProgram, releasedShim } from '../../../scripts/lab/go-program.ts';
import { hostWith } from '../../host.ts';

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
