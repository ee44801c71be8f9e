import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from './bundle.ts';
import { project } from './folder.ts';
import { withoutLanguages } from './languages.ts';
import { bundleProgram, program } from './npm.ts';
import { linuxNode, lockedNode, windowsPrograms } from './packages.ts';
import { mustRun } from './run.ts';

/** A target system, with the names that Go and krew use. */
export interface Platform {
  os: 'darwin' | 'linux' | 'windows';
  arch: 'amd64' | 'arm64';
  program: string;
  /** The path of Node.js for that system. */
  node(): Promise<string>;
}

/** The system that builds, with the names that Node.js uses. */
export const here = `${process.platform}-${process.arch}`;

/**
 * The systems for which a system builds. macOS starts no program on arm64 that is not signed, and only macOS has codesign.
 * Node.js supports no executables for macOS on x64. Source: nodejs/node doc/api/single-executable-applications.md, Platform
 * support.
 * @param builder the system that builds, with the names that Node.js uses
 */
export const platformsOf = (builder = here): readonly Platform[] => [
  ...(builder === 'darwin-arm64' ? [macOs] : []),
  {
    ...{ os: 'linux', arch: 'amd64', program: 'hostprobe' },
    node: async () => (builder === 'linux-x64' ? process.execPath : linuxNode()),
  },
  {
    ...{ os: 'linux', arch: 'arm64', program: 'hostprobe' },
    node: async () => (builder === 'linux-arm64' ? process.execPath : linuxNode(lockedNode('arm64'), 'arm64')),
  },
  { os: 'windows', arch: 'amd64', program: 'hostprobe.exe', node: async () => (await windowsPrograms()).node },
];

const macOs: Platform = { os: 'darwin', arch: 'arm64', program: 'hostprobe', node: async () => process.execPath };

const runsHere = ({ os, arch }: Platform) =>
  here === `${os === 'windows' ? 'win32' : os}-${arch === 'amd64' ? 'x64' : arch}`;

/**
 * Starts a file of the program that an executable contains: each is read when it is first needed. In one file, Node would
 * read five MiB before it can print its version.
 */
const startOf = (file: string) => `const builtin = (name) => process.getBuiltinModule(name);
const { getAssetKeys, getRawAsset } = builtin('node:sea');
const { constants, Script } = builtin('node:vm');
const { dirname, join } = builtin('node:path');
const folder = dirname(process.execPath);
const bytesOf = (name) => Buffer.from(getRawAsset(name));
const textOf = (name) => bytesOf(name).latin1Slice();
globalThis.fileOfHostprobe = textOf;
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const caches = new Set(getAssetKeys().filter((name) => name.endsWith('${cacheEnding}')));
const modules = new Map();
function load(name) {
  let module = modules.get(name);
  if (module === undefined) {
    module = { exports: {} };
    modules.set(name, module);
    const filename = join(folder, name);
    const code = '(function(exports,require,module,__filename,__dirname){' + textOf(name) + '\\n})';
    const cache = name + '${cacheEnding}';
    // V8 compiles the code where it cannot use the cache.
    const cachedData = caches.has(cache) ? bytesOf(cache) : undefined;
    const run = new Script(code, { filename, importModuleDynamically, cachedData }).runInThisContext();
    run.call(module.exports, module.exports, find, module, filename, folder);
  }
  return module.exports;
}
function find(name) {
  if (name.startsWith('./')) return load(name.slice(2));
  const found = builtin(name);
  if (found !== undefined) return found;
  throw Object.assign(new Error('Cannot find module ' + name), { code: 'MODULE_NOT_FOUND' });
}
load(${JSON.stringify(file)});
`;

/**
 * A command ends before code is worth compiling twice; what runs for long is still compiled by V8's best compiler. It also
 * ends before it fills 16 MiB, so that nothing is copied from a smaller young generation. A regular expression is interpreted
 * some times before it is worth compiling.
 */
const flagsOfShortRuns = [
  ...['--no-maglev', '--no-sparkplug', '--no-regexp-peephole-optimization'],
  ...['--min-semi-space-size=16', '--regexp-tier-up-ticks=20'],
];

/**
 * What V8 compiled of a file has its name and this ending. Only the program that made it can use it, so that an executable for
 * another system than the builder's has none. Source: v8/v8 src/snapshot/code-serializer.cc, SerializedCodeData::SanityCheck.
 */
const cacheEnding = '.cache';
const codeCache = join(project, 'image', 'code-cache.ts');

/** The program's files by name, for an executable. A thread has no file beside it that starts it: its start is in the program. */
export async function bundleForExecutable(): Promise<Bundle> {
  const bundle = await bundleProgram();
  const files = Object.entries(bundle.files).map(([name, text]) => {
    const changed = text.replaceAll(threadUrl, startsThread);
    if (changed.includes('-worker.cjs`')) throw new Error(`${name} starts a thread in another way than with new URL`);
    return [name, changed];
  });
  return { ...bundle, files: Object.fromEntries(files) };
}

const threadUrl = /new URL\(`\.\/(\w+-worker\.cjs)`,require\("url"\)\.pathToFileURL\(__filename\)\.href\)/g;
const startsThread = (_url: string, file: string) =>
  `new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(startOf(file))}`)})`;

/**
 * A program of Linux up to the end of what is loaded: behind it are only names for debuggers, a fifth of Node.js. The table of
 * sections is there too, so the header says that there is none. Source: elf(5), Elf64_Ehdr and Elf64_Phdr.
 */
export function withoutSymbols(elf: Buffer): Buffer {
  const at = Number(elf.readBigUInt64LE(32));
  const [size, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)];
  const ends = Array.from({ length: count }, (_, index) => {
    const segment = at + index * size;
    return Number(elf.readBigUInt64LE(segment + 8) + elf.readBigUInt64LE(segment + 32));
  });
  const loaded = Buffer.from(elf.subarray(0, Math.max(...ends)));
  loaded.fill(0, 40, 48);
  loaded.fill(0, 58, 64);
  return loaded;
}

/** Node.js without what hostprobe never asks of it; that for macOS is left as it is, since no other system can run it. */
function smaller(node: Buffer, { os }: Platform): Buffer {
  if (os === 'darwin') return node;
  return withoutLanguages(os === 'linux' ? withoutSymbols(node) : node);
}

/**
 * Makes one executable: Node.js with the program in it. Node.js drops the signature that it had.
 * @param path where it is written
 * @param files the program, in ASCII, by file name
 */
export async function writeExecutable(
  path: string,
  files: Readonly<Record<string, string>>,
  platform: Platform,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-executable-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'start.js'), startOf(program));
    const node = await platform.node();
    if (runsHere(platform)) {
      await mustRun([node, ...flagsOfShortRuns, '--hash-seed=1', codeCache, 'start.js', cacheEnding], { cwd: folder });
    }
    writeFileSync(join(folder, 'node'), smaller(readFileSync(node), platform), { mode: 0o755 });
    const caches = readdirSync(folder).filter((name) => name.endsWith(cacheEnding));
    const settings = {
      main: 'start.js',
      execArgv: flagsOfShortRuns,
      assets: Object.fromEntries([...Object.keys(files), ...caches].map((name) => [name, name])),
      executable: 'node',
      output: 'made',
      disableExperimentalSEAWarning: true,
    };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    await mustRun([process.execPath, '--build-sea=settings.json'], { cwd: folder });
    // "-" signs without a certificate.
    if (platform.os === 'darwin') await mustRun(['codesign', '--sign', '-', join(folder, 'made')]);
    copyFileSync(join(folder, 'made'), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
