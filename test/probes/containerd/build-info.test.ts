import { expect, test } from 'vitest';
import { buildInfoIn, readBuildInfo } from '../../../agent/probes/containerd/build-info.ts';
import { hostWith } from '../../host.ts';

/** The two marks around the list of modules. Source: Go cmd/go/internal/modload/build.go, infoStart and infoEnd. */
const [start, end] = ['3077af0c9274080241e1c107e6d618e6', 'f932433186182072008242104116d8f2'];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** What the Go linker writes: magic, size of a pointer, flags, 16 unused bytes, then two texts with their lengths. */
function buildInfo(lines: readonly string[], go = 'go1.23.7', flags = 2): Buffer {
  const list = [...lines, ''].join('\n');
  const modules = Buffer.concat([Buffer.from(start, 'hex'), Buffer.from(list, 'latin1'), Buffer.from(end, 'hex')]);
  const head = Buffer.concat([Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.from([8, flags]), Buffer.alloc(16)]);
  return Buffer.concat([head, varint(go.length), Buffer.from(go), varint(modules.length), modules]);
}

/** A PE program with a code section and a data section, which begins at 0x1000. */
function program(data: Buffer): Buffer {
  const head = Buffer.alloc(0x1000);
  head.write('MZ', 0, 'latin1');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(2, 0x86);
  head.writeUInt16LE(240, 0x94);
  const sections = 0x80 + 24 + 240;
  head.writeUInt32LE(0x400, sections + 20);
  head.writeUInt32LE(0x6000_0020, sections + 36);
  head.writeUInt32LE(0x1000, sections + 60);
  head.writeUInt32LE(0xc000_0040, sections + 76);
  return Buffer.concat([head, data]);
}

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

/** As "go version -m" prints the shim of a containerd release (script/setup/install-runhcs-shim builds it from a checkout). */
const shim = [
  'path\tgithub.com/Microsoft/hcsshim/cmd/containerd-shim-runhcs-v1',
  'mod\tgithub.com/Microsoft/hcsshim\t(devel)\t',
  'dep\tgithub.com/Microsoft/go-winio\tv0.6.1\t',
  'build\t-compiler=gc',
  'build\tvcs=git',
  'build\tvcs.revision=d3e5debf77dab8cd35ce1a842065358469f4b7ea',
  'build\tvcs.modified=false',
];

test('a program tells its module and its commit', async () => {
  expect(await read(program(buildInfo(shim)))).toEqual({
    go: 'go1.23.7',
    module: 'github.com/Microsoft/hcsshim',
    version: null,
    revision: 'd3e5debf77dab8cd35ce1a842065358469f4b7ea',
    set: new Map(),
  });
});

test('a version of the module and what the linker set are told, too', () => {
  const flags =
    '-ldflags="-X github.com/containerd/containerd/v2/version.Version=v2.1.4 -X github.com/containerd/containerd/v2/version.Package=x -s -w"';
  const info = buildInfoIn(buildInfo(['mod\tgithub.com/containerd/containerd/v2\tv2.1.4\th1:abc=', `build\t${flags}`]));
  expect(info?.version).toBe('v2.1.4');
  expect(info?.set.get('github.com/containerd/containerd/v2/version.Version')).toBe('v2.1.4');
});

test('a list of thousands of modules is read whole', async () => {
  const modules = Array.from({ length: 3000 }, (_, index) => `dep\texample.com/module-${index}\tv1.0.0\th1:abcdef=`);
  expect((await read(program(buildInfo([...shim, ...modules]))))?.module).toBe('github.com/Microsoft/hcsshim');
});

test('what is no Go program, or one of an old Go that keeps pointers, tells nothing', async () => {
  expect(await read(Buffer.from('#!/bin/sh'))).toBeNull();
  expect(await read(program(Buffer.alloc(64)))).toBeNull();
  expect(buildInfoIn(buildInfo(shim, 'go1.16', 0))).toBeNull();
  expect(buildInfoIn(buildInfo(shim).subarray(0, 60))).toBeNull();
});

test('text that only looks like it is passed over', () => {
  const text = Buffer.concat([Buffer.alloc(3), Buffer.from('\xff Go buildinf:', 'latin1')]);
  const padding = Buffer.alloc(32 - text.length);
  expect(buildInfoIn(Buffer.concat([text, padding, buildInfo(shim)]))?.go).toBe('go1.23.7');
});
