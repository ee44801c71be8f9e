import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { bundleForExecutable, here, type Platform, platformsOf, writeExecutable } from './executable.ts';
import { type Files, fixedTime, sha256, sorted } from './files.ts';
import { project } from './folder.ts';
import { licenceTexts, readComponent } from './licences.ts';
import { below, writeArchive } from './seven-zip.ts';

/** An archive with an executable, for download. */
export interface Archive {
  platform: Pick<Platform, 'os' | 'arch' | 'program'>;
  file: string;
  sha256: string;
}

/**
 * Writes archives with an executable and its licences for each system: a zip for Windows, a tar for others, since it keeps the
 * executable bit. Most people take the tar packed with xz, a third smaller; krew reads only gzip and zip.
 * Source: sigs.k8s.io/krew internal/download/downloader.go.
 * @param options.effort 0 takes seconds, 9 minutes
 * @param options.forKrew the tar also packed with gzip
 */
export async function writeArchives(
  folder: string,
  version: string,
  { effort, forKrew }: { effort: 0 | 9; forKrew: boolean },
): Promise<Archive[]> {
  mkdirSync(folder, { recursive: true });
  const { files: parts, packages } = await bundleForExecutable();
  const licences = licenceTexts([...packages, `node_modules/node-${here}`].map(readComponent));
  const archives: Archive[] = [];
  for (const platform of platformsOf()) {
    const { program } = platform;
    const made = join(folder, program);
    await writeExecutable(made, parts, platform);
    const files = {
      [program]: readFileSync(made),
      LICENSE: readFileSync(join(project, 'LICENSE')),
      'THIRD-PARTY-LICENSES.txt': Buffer.from(licences),
    };
    rmSync(made);
    const { root, names } = archiveNames(platform, version);
    const contents = platform.os === 'windows' ? below(root, files) : { [`${root}.tar`]: await tarOf(root, files) };
    for (const file of names) {
      if (file.endsWith('.gz') && !forKrew) continue;
      await writeArchive(join(folder, file), contents, file.endsWith('.zip') ? Math.max(1, effort) : effort);
      archives.push({ platform, file, sha256: sha256(readFileSync(join(folder, file))) });
    }
  }
  return archives;
}

/** The names of a system's archives, and of the one folder in them. */
export function archiveNames({ os, arch }: Platform, version: string): { root: string; names: readonly string[] } {
  const root = `hostprobe-${version}-${os}-${arch}`;
  return { root, names: os === 'windows' ? [`${root}.zip`] : [`${root}.tar.xz`, `${root}.tar.gz`] };
}

async function tarOf(root: string, files: Files): Promise<Buffer> {
  const archive = pack();
  const whole = buffer(archive);
  for (const [name, bytes] of sorted(below(root, files))) {
    const mode = name.endsWith('/hostprobe') ? 0o755 : 0o644;
    archive.entry({ name, mtime: fixedTime, mode, size: bytes.length }, bytes);
  }
  archive.finalize();
  return whole;
}
