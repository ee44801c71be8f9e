/** The two marks around the list of modules. Source: Go cmd/go/internal/modload/build.go, infoStart and infoEnd. */
const [start, end] = ['3077af0c9274080241e1c107e6d618e6', 'f932433186182072008242104116d8f2'];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/**
 * What the Go linker writes about a build: magic, size of a pointer, flags, 16 unused bytes, then two texts with their
 * lengths. Source: Go debug/buildinfo, buildinfo.go.
 * @param lines as `go version -m` prints them, with tabs between the fields
 */
export function buildInfo(lines: readonly string[], go = 'go1.23.7', flags = 2): Buffer {
  const list = [...lines, ''].join('\n');
  const modules = Buffer.concat([Buffer.from(start, 'hex'), Buffer.from(list, 'latin1'), Buffer.from(end, 'hex')]);
  const head = Buffer.concat([Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.from([8, flags]), Buffer.alloc(16)]);
  return Buffer.concat([head, varint(go.length), Buffer.from(go), varint(modules.length), modules]);
}

/** A PE program with a code section and a data section, which begins at 0x1000. It can be read, not run. */
export function goProgram(data: Buffer): Buffer {
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

/**
 * Lines of the build information of a shim in a release of containerd, whose script builds it from a checkout and sets no version.
 * Source: containerd script/setup/install-runhcs-shim.
 */
export const releasedShim = (commit: string): string[] => [
  'path\tgithub.com/Microsoft/hcsshim/cmd/containerd-shim-runhcs-v1',
  'mod\tgithub.com/Microsoft/hcsshim\t(devel)\t',
  'dep\tgithub.com/Microsoft/go-winio\tv0.6.1\t',
  'build\t-compiler=gc',
  'build\tvcs=git',
  `build\tvcs.revision=${commit}`,
  'build\tvcs.modified=false',
];
