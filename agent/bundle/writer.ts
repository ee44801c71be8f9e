import { PassThrough, pipeline } from 'node:stream';
import {
  type BundleEntry,
  type BundleError,
  type BundleItem,
  type BundleManifest,
  type BundlePiece,
  bundlePaths,
  type Contents,
} from '../bundle.ts';
import { freshKey } from '../decode/bytes.ts';
import type { FactError, Part } from '../fact.ts';
import { partOf } from '../probe.ts';
import type { SecretPattern } from '../redact/patterns/pattern.ts';
import { createPlaceholder } from '../redact/placeholder.ts';
import { createClean, createRedactor, type Redactor } from '../redact.ts';
import { jsonItem } from './contents/report-items.ts';
import { withCompilers } from './long-work.ts';
import { startPacker } from './packer/packer-thread.ts';
import { createPacker, type Packer } from './packer.ts';

/** A read that takes longer hangs: the next item gets the time. */
const usuallyHangsAfterMs = 20_000;

/** The answer, or a timeout when the signal fires first. The read itself is not cancelled. */
async function until<T>(signal: AbortSignal, answer: Promise<T>, hangsAfterMs = usuallyHangsAfterMs): Promise<Part<T>> {
  const over = Promise.withResolvers<Part<T>>();
  const end = () => over.resolve({ ok: false, error: { kind: 'timeout', message: 'the time for the bundle ran out' } });
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const part = await Promise.race([over.promise, partOf(answer, hangsAfterMs)]);
  signal.removeEventListener('abort', end);
  return part;
}

type Piece = Part<IteratorResult<BundlePiece, { truncated: boolean }>>;

/**
 * Redacts one file and writes it to the archive, as fast as the archive is read. Entry and error: only a part of it could be read.
 * @param options.at its time, if the file has none
 * @param options.deadline reading stops then; what was read before is kept
 * @param options.abandoned the reader of the archive has gone
 */
async function addItem(
  packer: Packer,
  item: BundleItem,
  options: { maxBytes: number; redactor: Redactor; at: Date; deadline: AbortSignal; abandoned: AbortSignal },
): Promise<{ entry: BundleEntry | null; error: FactError | null }> {
  const { maxBytes, redactor, at, deadline, abandoned } = options;
  const counts = new Map<string, number>();
  const count = (id: string, times = 1) => counts.set(id, (counts.get(id) ?? 0) + times);
  const pieces = item.read(maxBytes, createClean(redactor, count));
  const next = () => until(deadline, pieces.next());
  await packer.begin(item.isClean === true);
  let piece: Piece = await next();
  for (; piece.ok && !piece.value.done && piece.value.value.isBefore; piece = await next()) {
    await packer.add(piece.value.value.bytes);
  }
  // A file that cannot be read leaves no empty entry.
  if (!piece.ok) return { entry: null, error: piece.error };

  let error: FactError | null = null;
  await packer.open(item.path, item.modifiedAt ?? at);
  for (; piece.ok && !piece.value.done && !abandoned.aborted; piece = await next()) {
    const bytes = await packer.add(piece.value.value.bytes);
    // A placeholder may be longer than its secret.
    if (bytes <= maxBytes) continue;
    error = { kind: 'failed', message: 'cut short: redaction made it exceed the limit' };
    break;
  }
  if (!piece.ok) error = { ...piece.error, message: `cut short: ${piece.error.message}` };
  const isCut = error !== null || !piece.ok || (piece.value.done === true && piece.value.value.truncated);
  const { bytes, sha256, redactions } = await packer.finish();
  // If reading was stopped in the middle, its files are closed when the pending read returns.
  void partOf(pieces.return({ truncated: true }));
  for (const [id, times] of redactions) count(id, times);
  const entry: BundleEntry = {
    path: item.path,
    bytes,
    sha256,
    source: item.source,
    ...(item.modifiedAt === undefined ? {} : { modifiedAt: item.modifiedAt.toISOString() }),
    truncated: isCut,
    redactions: Object.fromEntries(counts),
  };
  return { entry, error };
}

export interface BundleLimits {
  /** Of all files together, before they are packed. */
  maxBytes: number;
  maxItemBytes: number;
}

export const usualLimits: BundleLimits = { maxBytes: 100_000_000, maxItemBytes: 10_000_000 };

/** Time limit of a whole bundle. It then contains what was read so far. */
export const bundleDeadlineMs = 5 * 60_000;

/** For the bundle of another node, to make and to transfer it. The longest is the maximum that a timer allows. */
const usualTransferMs = 2 * bundleDeadlineMs;
const longestMs = 2 ** 31 - 1;

/** @param timeout of the flag, in ms; 0: no limit; null: not given */
export const transferDeadlineMs = (timeout: number | null): number =>
  timeout === null ? usualTransferMs : timeout === 0 ? longestMs : timeout;

/** To find the files of the node; the rest of the time is for reading them. */
const findingMs = 60_000;

/** Less of a log than this is useless. */
const leastBytes = 10_000;

export interface BundleOptions {
  contents: Contents;
  head: Omit<BundleManifest, 'entries'>;
  limits: BundleLimits;
  /** When aborted, no more files are added; the archive is still finished. */
  deadline: AbortSignal;
  /** Patterns of the user's own. */
  more: readonly SecretPattern[];
  /** For placeholders that are the same in several bundles; absent: one of its own. */
  key?: Uint8Array | undefined;
  onEntry?: (entry: BundleEntry) => void;
}

/**
 * The archive as a stream, made as fast as it is read, one file after the other. A reader that stops must destroy it.
 * @returns done resolves when all files are in it; with null if it was not read to its end
 */
export const writeBundle = (options: BundleOptions) => {
  const { key = freshKey(), more } = options;
  const redactor = createRedactor({ placeholder: createPlaceholder(key), more });
  return write(options, key, () => createPacker(redactor));
};

/** The same with all text from files redacted and packed in a thread of its own. */
export const writeBundleInThread = (options: Omit<BundleOptions, 'more'>) => {
  const { key = freshKey() } = options;
  return write({ ...options, more: [] }, key, () => startPacker(key));
};

function write(options: BundleOptions, key: Uint8Array, makePacker: () => Packer) {
  const archive = new PassThrough();
  const abandoned = new AbortController();
  const done = withCompilers(async () => {
    const packer = makePacker();
    pipeline(packer.archive, archive, (error) => {
      if (error) abandoned.abort();
    });
    const written = await fill(packer, { ...options, key }, abandoned.signal);
    packer.end();
    return written;
  });
  done.catch((error) => archive.destroy(error));
  return { archive, done };
}

/** The manifest, and what is missing and why: errors.json. null: the archive was not read to its end. */
async function fill(packer: Packer, options: BundleOptions & { key: Uint8Array }, abandoned: AbortSignal) {
  const { contents, head, limits, onEntry } = options;
  const placeholder = createPlaceholder(options.key);
  const redactor = createRedactor({ placeholder, more: options.more });
  const clean = createClean(redactor);
  const deadline = AbortSignal.any([options.deadline, abandoned]);
  const entries: BundleEntry[] = [];
  const errors: BundleError[] = [];
  let left = limits.maxBytes;

  async function put(item: BundleItem, maxBytes: number, { before = deadline, by = redactor } = {}) {
    const added = await addItem(packer, item, {
      maxBytes,
      redactor: by,
      at: new Date(head.at),
      deadline: before,
      abandoned,
    });
    if (added.error !== null) errors.push({ path: item.path, source: item.source, error: added.error });
    if (added.entry === null) return;
    entries.push(added.entry);
    left -= added.entry.bytes;
    onEntry?.(added.entry);
  }
  async function take(items: readonly BundleItem[]) {
    for (const item of items) {
      const isFull = !item.isWhole && left < leastBytes;
      const why = deadline.aborted ? 'the time for the bundle ran out' : isFull ? 'the bundle is full' : null;
      if (why === null) await put(item, item.isWhole ? left : Math.min(limits.maxItemBytes, left));
      else errors.push({ ...placeOf(item), error: { kind: 'failed', message: `not taken: ${why}` } });
    }
  }

  await take(contents.made);
  const found = await until(deadline, contents.find(), findingMs);
  if (found.ok) errors.push(...found.value.errors);
  else errors.push({ path: 'logs', source: 'this node', error: found.error });
  await take(found.ok ? found.value.items : []);
  // No limit applies to these two: they describe the rest.
  await put(
    jsonItem(bundlePaths.errors, () => errors),
    Number.POSITIVE_INFINITY,
    { before: abandoned },
  );
  const manifest = { ...head, entries: entries.map((entry) => ({ ...entry, source: clean(entry.source) })) };
  // Sizes and digests must match the files, so the user's own patterns do not redact them.
  await put(
    jsonItem(bundlePaths.manifest, () => manifest),
    Number.POSITIVE_INFINITY,
    { before: abandoned, by: createRedactor({ placeholder }) },
  );
  return abandoned.aborted ? null : { manifest, missing: errors };
}

const placeOf = ({ path, source }: BundleItem) => ({ path, source });
