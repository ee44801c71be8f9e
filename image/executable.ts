import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { httpByRequire, inAscii, settings } from './bundle.ts';
import { sha256 } from './files.ts';
import { project } from './folder.ts';
import { licenceTexts, readComponent } from './licences.ts';
import { windowsPrograms } from './packages.ts';
import { mustRun } from './run.ts';
import { writeZip } from './standalone.ts';

/** A target system, with the names that Go and krew use. */
export interface Platform {
  os: 'linux' | 'windows';
  arch: 'amd64';
  program: string;
  /** The path of Node.js for that system. */
  node(): Promise<string>;
}

/** Without macOS: there an executable must be signed after it is built. The npm package needs no signature. */
export const platforms: readonly Platform[] = [
  { os: 'linux', arch: 'amd64', program: 'hostprobe', node: async () => process.execPath },
  { os: 'windows', arch: 'amd64', program: 'hostprobe.exe', node: async () => (await windowsPrograms()).node },
];

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
 * Makes one executable: Node.js with the program in it.
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
  const node = `node_modules/node-${process.platform}-${process.arch}`;
  const licences = licenceTexts([...packages, node].map(readComponent));
  const archives: Archive[] = [];
  for (const platform of platforms) {
    const name = `hostprobe-${version}-${platform.os}-${platform.arch}`;
    const own = join(folder, name);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own);
    await writeExecutable(join(own, platform.program), text, platform);
    copyFileSync(join(project, 'LICENSE'), join(own, 'LICENSE'));
    writeFileSync(join(own, 'THIRD-PARTY-LICENSES.txt'), licences);
    const file = await archive(own, name, platform);
    rmSync(own, { recursive: true });
    archives.push({ platform, file, sha256: sha256(readFileSync(join(folder, file))) });
  }
  return archives;
}

/** A zip for Windows; a tar for other systems, because it keeps the executable bit. */
async function archive(folder: string, name: string, { os, program }: Platform): Promise<string> {
  const files = ['LICENSE', 'THIRD-PARTY-LICENSES.txt', program];
  if (os === 'windows') {
    const content = files.map((file) => [file, readFileSync(join(folder, file))] as const);
    await writeZip(`${folder}.zip`, name, Object.fromEntries(content));
    return `${name}.zip`;
  }
  const sameBytes = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await mustRun(['tar', ...sameBytes, '-czf', `${folder}.tar.gz`, '-C', join(folder, '..'), name]);
  return `${name}.tar.gz`;
}
