import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '../agent/main.ts';
import manifest from '../package.json' with { type: 'json' };
import { platformsOf } from './executable.ts';
import { writeArchives } from './executable-archives.ts';
import { project } from './folder.ts';
import { krewManifest } from './krew.ts';
import { writePackage } from './npm.ts';

// Makes what people install: npm run pack -- [--executables] [--krew <url of the folder with the archives>]

const usage = 'Usage: npm run pack -- [--executables] [--krew <url>]\n';
const dist = join(project, 'dist');
const shown = (path: string) => relative(process.cwd(), path) || '.';

function readArguments() {
  try {
    const { values } = parseArgs({ options: { executables: { type: 'boolean' }, krew: { type: 'string' } } });
    if (values.krew !== undefined && URL.parse(values.krew)?.protocol !== 'https:') {
      throw new TypeError(`--krew must be an https:// URL, but is ${values.krew}`);
    }
    return values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`pack: ${error.message}\n${usage}`);
    return null;
  }
}

/** @returns the exit code */
async function pack(): Promise<number> {
  const options = readArguments();
  if (options === null) return exitCodes.badUse;
  const folder = join(dist, 'npm');
  await writePackage(folder);
  process.stdout.write(`${shown(folder)}: npm pack makes the package there\n`);
  if (!options.executables && options.krew === undefined) return 0;
  const forMacOs = platformsOf().some(({ os }) => os === 'darwin');
  if (!forMacOs) process.stdout.write('No executable for macOS: it must be signed with codesign, on macOS on arm64.\n');
  const archives = await writeArchives(dist, manifest.version, { effort: 9, forKrew: options.krew !== undefined });
  for (const { file, sha256 } of archives) process.stdout.write(`${shown(join(dist, file))}: sha256 ${sha256}\n`);
  if (options.krew === undefined) return 0;
  const krew = join(dist, 'krew.yaml');
  writeFileSync(krew, krewManifest(archives, options.krew));
  process.stdout.write(`${shown(krew)}: kubectl krew install --manifest=${shown(krew)}\n`);
  return 0;
}

process.exitCode = await pack();
