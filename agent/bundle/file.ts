import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isZip } from '../decode/bytes.ts';
import { typed, UserError, unwritable } from '../error.ts';
import type { History } from '../history.ts';
import type { Host } from '../host.ts';
import { defused } from '../print/printable.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { safeName } from './contents/safe-names.ts';

/**
 * Writes an archive.
 * @param name a path, or `-` for standard output
 * @returns its size, when the complete file has replaced any earlier one of its name
 * @throws UserError as `requireBundleFile`, or if it cannot be written; then the earlier file is unchanged
 */
export async function writeArchive(name: string, archive: Readable): Promise<number> {
  requireBundleFile(name);
  return name === '-' ? writeOut(archive) : writeFile(name, archive);
}

/**
 * For use before a long run: whether an archive may get this name. It replaces an older archive, and nothing else.
 * @throws UserError if it may not
 */
export function requireBundleFile(name: string): void {
  if (name === '-') {
    if (process.stdout.isTTY) throw new UserError('standard output is a terminal; name a file for the archive');
    return;
  }
  if (name === '') throw new UserError('the archive must have a name, but got ""; without one it gets its usual name');
  try {
    const is = statSync(name, { throwIfNoEntry: false });
    if (is === undefined) accessSync(dirname(name), constants.W_OK);
    else if (is.isDirectory()) throw new UserError(unwritable(name, { code: 'EISDIR', message: '' }));
    else if (!is.isFile()) {
      throw new UserError(`the archive must go to a file, but ${name} is a device or a pipe; for a pipe, name -`);
    } else if (is.size > 0 && !isZip(firstBytesOf(name))) {
      throw new UserError(
        `${name} exists and is not an archive, so it is not replaced; name another file. To read a snapshot or a bundle, name it with --facts`,
      );
    }
  } catch (error) {
    throw whyUnwritten(error, name);
  }
}

function firstBytesOf(path: string): Uint8Array {
  const head = new Uint8Array(4);
  const opened = openSync(path, 'r');
  try {
    readSync(opened, head);
  } finally {
    closeSync(opened);
  }
  return head;
}

async function writeOut(archive: Readable): Promise<number> {
  let bytes = 0;
  archive.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await pipeline(archive, process.stdout, { end: false }).catch((error: unknown) => {
    throw hasCode(error, 'EPIPE', 'EOF')
      ? new UserError('standard output was closed early')
      : whyUnwritten(error, 'standard output');
  });
  return bytes;
}

async function writeFile(given: string, archive: Readable): Promise<number> {
  // The target of a link is replaced, not the link.
  const name = existsSync(given) ? realpathSync(given) : given;
  // Only a complete file gets the name; a killed process leaves this temporary file, and a later run removes it.
  const part = `${name}.part`;
  const handle = await createPart(part).catch((error: unknown) => {
    throw whyUnwritten(error, given);
  });
  const { ino } = await handle.stat();
  const isOwn = () =>
    lstat(part).then(
      (now) => now.ino === ino,
      () => false,
    );
  // The archive may not grow for minutes; the time of the file shows other runs that this one works.
  const beat = setInterval(() => {
    const now = new Date();
    handle.utimes(now, now).catch(() => undefined);
  }, abandonedAfterMs / 6);
  const stay = removeIfStopped(part);
  try {
    // The stream closes the handle in any case.
    const file = handle.createWriteStream({ flush: true });
    await pipeline(archive, file);
    if (!(await isOwn())) {
      throw new UserError(
        `${part} must be the file that this run made, but another run replaced it; run it again, or name another file`,
      );
    }
    await rename(part, name);
    return file.bytesWritten;
  } catch (error) {
    if (await isOwn()) await rm(part, { force: true }).catch(() => undefined);
    throw whyUnwritten(error, given);
  } finally {
    clearInterval(beat);
    stay();
  }
}

/** Removes the file when a signal ends this process. A caller that handles the signal itself keeps it. */
function removeIfStopped(part: string): () => void {
  const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).filter((signal) => process.listenerCount(signal) === 0);
  const end = (signal: NodeJS.Signals) => {
    rmSync(part, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** How long nothing may change a temporary file before its run counts as ended. */
const abandonedAfterMs = 60_000;

/**
 * A file that was not there before, and that only its owner can read. Exclusive creation follows no link. What a run
 * that was killed has left is removed, and named on standard error.
 */
async function createPart(part: string): Promise<FileHandle> {
  const create = () => open(part, 'wx', 0o600);
  try {
    return await create();
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const { mtimeMs } = await abandoned(part);
    // If two runs find it, one moves it away, and the other finds the new file.
    const old = `${part}.${process.pid}`;
    await rename(part, old);
    if ((await lstat(old)).mtimeMs !== mtimeMs) {
      await rename(old, part);
      throw inUse(part);
    }
    await rm(old, { force: true });
    process.stderr.write(defused(`${part}: removed; an earlier run that was ended left it\n`));
    return await create().catch((again: unknown) => {
      throw hasCode(again, 'EEXIST') ? inUse(part) : again;
    });
  }
}

/** @throws UserError when it is not a file, or when another run writes it */
async function abandoned(part: string): Promise<Stats> {
  const found = await lstat(part);
  if (!found.isFile()) {
    throw new UserError(`${part} must not exist, but is a link or a folder; delete it, or name another file`);
  }
  if (Date.now() - found.mtimeMs < abandonedAfterMs) throw inUse(part);
  return found;
}

const inUse = (part: string) =>
  new UserError(
    `${part} must belong to no other run, but one wrote to it less than ${abandonedAfterMs / 1000} seconds ago: wait until it has ended, or name another file; if none runs, delete it`,
  );

/** Errors that the user can correct become one sentence; errors from making the archive stay as they are. */
const whyUnwritten = (error: unknown, name: string): unknown =>
  error instanceof UserError || !(error instanceof Error) || !('syscall' in error)
    ? error
    : new UserError(unwritable(name, error));

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** What a bundle is made of: one run, and the node itself for its logs and configuration. */
export interface BundleSource {
  snapshot: Snapshot;
  report: Report;
  /** Under way; left out: it is not read. */
  setup?: Promise<NonNullable<Snapshot['setup']>>;
  /** Of its placeholders; left out: the bundle gets one of its own. */
  key?: Uint8Array;
  /** null: this node keeps none. */
  history: History | null;
  /** The newest lines of hostprobe's own log; null: it is another process's. */
  ownLog: string | null;
  /** null: a saved snapshot, so its node cannot be read. */
  host: Host | null;
}

/** The name of a bundle's file: hostprobe-win-1-20261101T120000Z.zip */
export const bundleName = ({ node, at }: Pick<Snapshot, 'node' | 'at'>): string =>
  `hostprobe-${safeName(node)}-${at.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}.zip`;

/** @throws UserError if a bundle of this name is there: a second one never replaces it */
export function refuseExisting(name: string): void {
  if (name === '-' || statSync(name, { throwIfNoEntry: false })?.isFile() !== true || !isZip(firstBytesOf(name)))
    return;
  throw new UserError(
    `${name} is a bundle or another zip archive, and is not replaced: name another file; to read it: hostprobe report --facts ${typed(name)}`,
  );
}

/** A usual name that no file here has yet: -2 and so on stand before .zip, so that no bundle replaces an earlier one. */
export function freeName(name: string): string {
  for (let count = 2, free = name; ; count++) {
    if (!existsSync(free)) return free;
    free = name.replace(/\.zip$/, `-${count}.zip`);
  }
}

/** The manifest without its entries. */
export const headOf = ({ node, at, tool, schemaVersion }: Snapshot, since: Date | null) => ({
  schemaVersion,
  tool,
  node,
  at,
  since: since === null ? null : since.toISOString(),
});
