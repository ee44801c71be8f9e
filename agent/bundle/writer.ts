import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type BundleEntry, type BundleError, type BundleItem, type BundleManifest, bundlePaths } from '../bundle.ts';
import type { FactError, Part } from '../fact.ts';
import { partOf } from '../probe.ts';
import type { SecretPattern } from '../redact/patterns.ts';
import { createRedactionStream } from '../redact/stream.ts';
import { createRedactor, type Redactor } from '../redact.ts';
import { createPlaceholder } from './placeholder.ts';

export interface BundleLimits {
  /** Of all files together, before they are packed. */
  maxBytes: number;
  maxItemBytes: number;
}

export interface BundleOptions {
  /** In the order of their worth: where not all of it fits, the first are taken. */
  items: readonly BundleItem[];
  /** What could not even be listed. */
  errors: readonly BundleError[];
  head: Omit<BundleManifest, 'entries'>;
  limits: BundleLimits;
  /** What is not begun when it is aborted is left out; what is being read is cut short. The archive is finished nevertheless. */
  deadline: AbortSignal;
  /** Patterns of the user's own. */
  more: readonly SecretPattern[];
  onEntry?: (entry: BundleEntry) => void;
}

export interface Written {
  manifest: BundleManifest;
  /** What could not be taken, and why: errors.json. */
  missing: readonly BundleError[];
}

/** The archive as a stream; it flows as fast as it is read. `done` resolves when all has been put in. */
export function writeBundle(options: BundleOptions): { archive: Readable; done: Promise<Written> } {
  const zip = new ZipFile();
  const archive = new Readable().wrap(zip.outputStream);
  const stopped = new AbortController();
  archive.once('close', () => stopped.abort());
  const done = fill(zip, options, stopped.signal).finally(() => zip.end());
  return { archive, done };
}

async function fill(zip: ZipFile, options: BundleOptions, stopped: AbortSignal): Promise<Written> {
  const { items, head, limits, deadline, onEntry } = options;
  const redactor = createRedactor({ placeholder: createPlaceholder(), more: options.more });
  const entries: BundleEntry[] = [];
  const errors = [...options.errors];
  const at = new Date(head.at);
  let left = limits.maxBytes;
  const put = async (item: BundleItem, maxBytes: number) => {
    const { entry, error } = await addItem({ zip, item, maxBytes, redactor, at, deadline, stopped });
    if (error !== null) errors.push({ path: item.path, source: item.source, error });
    if (entry === null) return;
    entries.push(entry);
    left -= entry.bytes;
    onEntry?.(entry);
  };
  for (const item of items) {
    if (stopped.aborted) break;
    const why = deadline.aborted ? 'the time for the bundle ran out' : left <= 0 ? 'the bundle is full' : null;
    if (why === null) await put(item, Math.min(limits.maxItemBytes, left));
    else errors.push({ path: item.path, source: item.source, error: { kind: 'failed', message: `not taken: ${why}` } });
  }
  const manifest = { ...head, entries };
  await put(made(bundlePaths.errors, errors), Number.POSITIVE_INFINITY);
  await put(made(bundlePaths.manifest, manifest), Number.POSITIVE_INFINITY);
  return { manifest, missing: errors };
}

/** What hostprobe itself says in a bundle. */
export function made(path: string, content: unknown): BundleItem {
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  return {
    path,
    source: 'hostprobe',
    size: Buffer.byteLength(text),
    async *read() {
      yield text;
      return { truncated: false };
    },
  };
}

interface Adding {
  zip: ZipFile;
  item: BundleItem;
  maxBytes: number;
  redactor: Redactor;
  at: Date;
  deadline: AbortSignal;
  stopped: AbortSignal;
}

/** One file through the redaction into the archive, as fast as the archive is read. Never rejects. */
async function addItem(options: Adding): Promise<{ entry: BundleEntry | null; error: FactError | null }> {
  const { zip, item, maxBytes, redactor, at, deadline, stopped } = options;
  const pieces = item.read(maxBytes);
  // What cannot be read at all leaves no empty file behind.
  const first = await partOf(pieces.next());
  if (!first.ok) return { entry: null, error: first.error };
  const redaction = createRedactionStream(redactor);
  const hash = createHash('sha256');
  const ended = Promise.withResolvers<void>();
  const came: { bytes: number; truncated: boolean; error: FactError | null } = {
    bytes: 0,
    truncated: false,
    error: null,
  };
  const counted = (text: string) => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    came.bytes += chunk.length;
    return chunk;
  };
  async function* clean(next: Part<IteratorResult<string, { truncated: boolean }>>): AsyncGenerator<Buffer> {
    try {
      let piece = next;
      for (; piece.ok && !piece.value.done; piece = await partOf(pieces.next())) {
        const chunk = counted(redaction.push(piece.value.value));
        if (chunk.length > 0) yield chunk;
        if (deadline.aborted) break;
      }
      if (!piece.ok) came.error = piece.error;
      else if (piece.value.done) came.truncated = piece.value.value.truncated;
      else came.error = { kind: 'timeout', message: 'cut short: the time for the bundle ran out' };
      yield counted(redaction.end());
    } finally {
      ended.resolve();
    }
  }
  zip.addReadStreamLazy(item.path, { mtime: item.modifiedAt ?? at }, (give) =>
    give(null, Readable.from(clean(first), { objectMode: false })),
  );
  const gone = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([ended.promise, gone]);
  await pieces.return({ truncated: true });
  const entry: BundleEntry = {
    path: item.path,
    bytes: came.bytes,
    sha256: hash.digest('hex'),
    source: item.source,
    ...(item.modifiedAt === undefined ? {} : { modifiedAt: item.modifiedAt.toISOString() }),
    truncated: came.truncated || came.error !== null,
    redactions: Object.fromEntries(redaction.counts),
  };
  return { entry, error: came.error };
}
