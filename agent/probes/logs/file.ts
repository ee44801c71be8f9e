import { win32 } from 'node:path';
import { ifKnown } from '../../fact.ts';
import type { FileStat, Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { isSameFile, type Progress, type ReadOn, readOn } from './read-on.ts';
import { isRotated } from './usual-places.ts';

/** What was found in a log. */
interface FileRead extends ReadOn {
  size: number;
  modifiedAt: Date;
  /** Names of older files of the log that were read too. */
  rotated: string[];
}

/** Maximum that one run reads of a log, from its end. */
const maxBytesPerRun = 16 * 2 ** 20;

/** A file of a log: the current one, or one that was current before a rotation. */
interface Generation {
  path: string;
  stat: FileStat;
}

/**
 * Reads what was added to a log since the last run, through rotation; in the first run its end.
 * @param options.before null: the log was not read yet
 * @param options.since in the first run, older files that were last written to before this are left alone
 * @returns null: the file does not exist
 */
export async function readFileLog(
  host: Host,
  options: { path: string; before: Progress | null; since: Date },
): Promise<FileRead | null> {
  const { path, before, since } = options;
  const current = await generationAt(host, path);
  if (current === null) return null;
  const isKnown = before !== null && (await isSameFile(host, path, current.stat, before));
  const own = isKnown ? before : null;
  const read = await readOn(host, path, { source: path, stat: current.stat, before: own, maxBytes: maxBytesPerRun });
  const { size, modifiedAt } = current.stat;
  const all: FileRead = { ...read, size, modifiedAt, rotated: [] };
  let left = maxBytesPerRun - size;
  for (const older of isKnown ? [] : await olderToRead(host, path, before, since)) {
    if (left <= 0) break;
    const { generation, from } = older;
    const found = await readOn(host, generation.path, {
      source: path,
      stat: generation.stat,
      before: from,
      maxBytes: left,
    });
    left -= generation.stat.size - (from?.to ?? 0);
    // Older files do not grow, so their last line is complete.
    all.messages = [...all.messages, ...found.messages, ...found.progress.unfinished];
    all.rotated.push(win32.basename(generation.path));
  }
  return all;
}

/**
 * The older files of a log with new content, newest first. The first run reads all recent ones; later runs read back to the
 * file that was current in the last run. If that file is gone, its rest is lost.
 */
async function olderToRead(
  host: Host,
  path: string,
  before: Progress | null,
  since: Date,
): Promise<{ generation: Generation; from: Progress | null }[]> {
  const all = await olderGenerations(host, path);
  const fresh = all.map((generation) => ({ generation, from: null }));
  if (before === null) return fresh.filter(({ generation }) => generation.stat.modifiedAt >= since);
  for (const [index, generation] of all.entries()) {
    const isIt = await isSameFile(host, generation.path, generation.stat, before);
    if (isIt) return [...fresh.slice(0, index), { generation, from: before }];
  }
  return [];
}

async function olderGenerations(host: Host, path: string): Promise<Generation[]> {
  const folder = win32.dirname(path);
  const names = ifKnown(await partOf(host.files.list(folder))) ?? [];
  const older = await Promise.all(
    names
      .filter((name) => isRotated(name, win32.basename(path)))
      .map(async (name) => ifKnown(await partOf(generationAt(host, `${folder}\\${name}`))) ?? null),
  );
  return older.filter((one) => one !== null).sort((a, b) => b.stat.modifiedAt.getTime() - a.stat.modifiedAt.getTime());
}

async function generationAt(host: Host, path: string): Promise<Generation | null> {
  const stat = await host.files.stat(path);
  return stat?.kind === 'file' ? { path, stat } : null;
}
