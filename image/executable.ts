import { copyFileSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { build } from 'esbuild';
import { pack } from 'tar-stream';
import { httpByRequire, inAscii, settings } from './bundle.ts';
import { type Files, fixedTime, sha256, sorted } from './files.ts';
import { project } from './folder.ts';
import { licenceTexts, readComponent } from './licences.ts';
import { linuxNode, windowsPrograms } from './packages.ts';
import { mustRun } from './run.ts';
import { writeZip } from './standalone.ts';

/** A target system, with the names that Go and krew use. */
export interface Platform {
  os: 'darwin' | 'linux' | 'windows';
  arch: 'amd64' | 'arm64';
  program: string;
  /** The path of Node.js for that system. */
  node(): Promise<string>;
}

const here = `${process.platform}-${process.arch}`;

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
  { os: 'windows', arch: 'amd64', program: 'hostprobe.exe', node: async () => (await windowsPrograms()).node },
];

const macOs: Platform = { os: 'darwin', arch: 'arm64', program: 'hostprobe', node: async () => process.execPath };

const settingsOf = (entry: string, file: string) => ({
  ...settings,
  define: { 'import.meta.main': 'false' },
  entryPoints: [join(project, entry)],
  outfile: join(project, file),
  minify: true,
  plugins: [httpByRequire],
});

/** The program as one text. It contains the source of its threads, because an executable has no files beside it. */
export async function bundleWhole(): Promise<{ text: string; packages: readonly string[] }> {
  const workers = ['agent/host/picture-worker.ts', 'agent/server/judge-worker.ts'];
  const main = await build(settingsOf('image/npm-program.ts', 'hostprobe.mjs'));
  let text = inAscii(main.outputFiles[0]?.text ?? '');
  const inputs = Object.keys(main.metafile.inputs);
  for (const worker of workers) {
    const made = await build(settingsOf(worker, 'worker.mjs'));
    inputs.push(...Object.keys(made.metafile.inputs));
    // A module in a data URL has no folder to resolve paths from.
    const code = inAscii(made.outputFiles[0]?.text ?? '').replace('(import.meta.url)', '(process.execPath)');
    const name = worker.replace(/^.*\//, './');
    const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
    const starts = new RegExp(`new URL\\("${name.replaceAll('.', '\\.')}",import\\.meta\\.url\\)`);
    if (!starts.test(text)) throw new Error(`the bundle starts no thread of ${name}`);
    text = text.replace(starts, `new URL(${JSON.stringify(url)})`);
  }
  const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
  return { text, packages: [...new Set(folders.filter((folder) => folder !== undefined))].sort() };
}

/**
 * Makes one executable: Node.js with the program in it. Node.js drops the signature that it had.
 * @param path where it is written
 */
export async function writeExecutable(path: string, text: string, platform: Platform): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-executable-'));
  try {
    writeFileSync(join(folder, 'hostprobe.mjs'), text);
    const settings = {
      main: 'hostprobe.mjs',
      mainFormat: 'module',
      executable: await platform.node(),
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

/** An archive with an executable, for download. */
export interface Archive {
  platform: Platform;
  file: string;
  sha256: string;
}

/** Writes an archive with an executable and its licences for each system. */
export async function writeArchives(folder: string, version: string): Promise<Archive[]> {
  mkdirSync(folder, { recursive: true });
  const { text, packages } = await bundleWhole();
  const licences = licenceTexts([...packages, `node_modules/node-${here}`].map(readComponent));
  const archives: Archive[] = [];
  for (const platform of platformsOf()) {
    const { program } = platform;
    const made = join(folder, program);
    await writeExecutable(made, text, platform);
    const files = {
      [program]: readFileSync(made),
      LICENSE: readFileSync(join(project, 'LICENSE')),
      'THIRD-PARTY-LICENSES.txt': Buffer.from(licences),
    };
    rmSync(made);
    const { root, file } = archiveNames(platform, version);
    await (platform.os === 'windows' ? writeZip : writeTarGz)(join(folder, file), root, files);
    archives.push({ platform, file, sha256: sha256(readFileSync(join(folder, file))) });
  }
  return archives;
}

/** The name of an archive, and of the one folder in it. A zip for Windows; a tar for others, since it keeps the executable bit. */
export function archiveNames({ os, arch }: Platform, version: string): { root: string; file: string } {
  const root = `hostprobe-${version}-${os}-${arch}`;
  return { root, file: `${root}.${os === 'windows' ? 'zip' : 'tar.gz'}` };
}

/** Writes files below one folder, with the same bytes every time. */
async function writeTarGz(path: string, root: string, files: Files): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createGzip(), createWriteStream(path));
  for (const [name, bytes] of sorted(files)) {
    const mode = name === 'hostprobe' ? 0o755 : 0o644;
    archive.entry({ name: `${root}/${name}`, mtime: fixedTime, mode, size: bytes.length }, bytes);
  }
  archive.finalize();
  await written;
}
