import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import type { SevenZipModuleFactory } from '7z-wasm';
import { type Files, fixedTime, sorted } from './files.ts';
import { madeOnce } from './folder.ts';
import { lockedPackages } from './packages.ts';

/** Its types say that it has a default export, which it has not. */
const sevenZip: SevenZipModuleFactory = createRequire(import.meta.url)('7z-wasm');

/** The program that packs, by the digest of its package. */
const packedBy = lockedPackages().find(({ name }) => name === '7z-wasm')?.integrity ?? '';
const large = 16 * 1024 * 1024;

/** The same files in one folder. */
export const below = (root: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${root}/${name}`, bytes]));

/**
 * Packs files by 7-Zip, whose deflate is a twentieth smaller than zlib's; its ending says the format. The same files give the
 * same bytes. Large ones take from seconds to minutes, so what was made of them is kept.
 * @param effort from 1 to 9
 */
export async function writeArchive(path: string, files: Files, effort: number): Promise<void> {
  const inputs = [...sorted(files).flat(), String(effort), packedBy];
  if (inputs.reduce((sum, input) => sum + input.length, 0) < large) return pack(path, files, effort);
  const kept = await madeOnce(`archive-${basename(path)}`, inputs, (draft) =>
    pack(join(draft, basename(path)), files, effort),
  );
  copyFileSync(join(kept, basename(path)), path);
}

async function pack(path: string, files: Files, effort: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-archive-'));
  try {
    for (const [name, bytes] of sorted(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
      utimesSync(join(folder, name), fixedTime, fixedTime);
      chmodSync(join(folder, name), 0o644);
    }
    const said: string[] = [];
    const program = await sevenZip({ print: () => undefined, printErr: (line) => said.push(line) });
    program.FS.mkdir('/work');
    program.FS.mount(program.NODEFS, { root: folder }, '/work');
    program.FS.chdir('/work');
    const made = `made${extname(path)}`;
    // A zip archive would hold local time, without its zone.
    const times = made.endsWith('.zip') ? ['-mtm=off'] : [];
    program.callMain(['a', `-mx=${effort}`, '-mmt=off', ...times, made, ...Object.keys(files)]);
    if (said.length > 0) throw new Error(`7-Zip cannot make ${path}: ${said.join(' ')}`);
    writeFileSync(path, readFileSync(join(folder, made)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
