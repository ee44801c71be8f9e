import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { BundleEntry, BundleError, BundleItem, BundleManifest, Contents } from '../bundle.ts';
import { bundlePaths } from '../bundle.ts';
import type { SecretPattern } from '../redact/patterns/pattern.ts';
import { createPlaceholder } from '../redact/placeholder.ts';
import { createClean, createRedactor } from '../redact.ts';
import { jsonItem } from './contents/made-item.ts';
import { optimized } from './packer/optimized.ts';
import { startPacker } from './packer/packer-thread.ts';
import { createPacker, type Packer } from './packer.ts';
import { addItem } from './writer/add-item.ts';
import { until } from './writer/deadline.ts';
import type { BundleLimits } from './writer/limits.ts';

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

interface Written {
  manifest: BundleManifest;
  /** What is missing, and why: errors.json. */
  missing: readonly BundleError[];
}

interface Writing {
  archive: Readable;
  done: Promise<Written | null>;
}

/**
 * The archive as a stream, made as fast as it is read, one file after the other. A reader that stops must destroy it.
 * @returns done resolves when all files are in it; with null if it was not read to its end
 */
export const writeBundle = (options: BundleOptions): Writing => {
  const { key = randomKey(), more } = options;
  const redactor = createRedactor({ placeholder: createPlaceholder(key), more });
  return write(options, key, () => createPacker(redactor));
};

/** The same with all text from files redacted and packed in a thread of its own. */
export const writeBundleInThread = (options: Omit<BundleOptions, 'more'>): Writing => {
  const { key = randomKey() } = options;
  return write({ ...options, more: [] }, key, () => startPacker(key));
};

const randomKey = () => crypto.getRandomValues(new Uint8Array(32));

function write(options: BundleOptions, key: Uint8Array, makePacker: () => Packer): Writing {
  const archive = new PassThrough();
  const abandoned = new AbortController();
  const done = optimized(async () => {
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

async function fill(
  packer: Packer,
  options: BundleOptions & { key: Uint8Array },
  abandoned: AbortSignal,
): Promise<Written | null> {
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
