import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isZip } from '../decode/bytes.ts';
import { typed, UserError, unwritable } from '../error.ts';
import type { History } from '../history.ts';
import type { Host } from '../host.ts';
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
  // Only a complete file gets the name. Until then it has one of this run alone, and only its owner can read it.
  const part = `${name}.${randomUUID().slice(0, 8)}.part`;
  const stay = removeIfStopped(part);
  try {
    const handle = await open(part, 'wx', 0o600);
    // The stream closes the handle in any case.
    const file = handle.createWriteStream({ flush: true });
    await pipeline(archive, file);
    await rename(part, name);
    return file.bytesWritten;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw whyUnwritten(error, given);
  } finally {
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
