import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ZipFile } from 'yazl';
import type { BundleEntry, BundleItem, BundlePiece } from '../bundle.ts';
import type { FactError, Part } from '../fact.ts';
import { partOf } from '../probe.ts';
import { createRedactionStream, type RedactionStream } from '../redact/stream.ts';
import { createClean, type Redactor } from '../redact.ts';
import { until } from './deadline.ts';
import { inTurns } from './in-turns.ts';

type Piece = Part<IteratorResult<BundlePiece, { truncated: boolean }>>;

/** The result of one item. Both are set if only a part of it could be read. */
interface Added {
  entry: BundleEntry | null;
  error: FactError | null;
}

type Redaction = Pick<RedactionStream, 'pushInSteps' | 'endInSteps' | 'counts'>;

/** What is clean already leaves as it came. */
const passThrough: Redaction = {
  // biome-ignore lint/correctness/useYield: nothing is looked at
  *pushInSteps(piece) {
    return piece;
  },
  // biome-ignore lint/correctness/useYield: nothing is looked at
  *endInSteps() {
    return '';
  },
  counts: new Map(),
};

/** So much is redacted without a pause, in UTF-16 units. */
const stepLength = 64 * 1024;

/** Times of files that zip can tell begin here. */
const zipBegins = new Date('1980-01-02T00:00:00Z');

/**
 * One file through the redaction into the archive, as fast as the archive is read.
 * @param options.at its time, where it has none of its own
 * @param options.deadline reading stops then; what was read before is kept
 * @param options.abandoned the reader of the archive has gone
 */
export async function addItem(
  zip: ZipFile,
  item: BundleItem,
  options: { maxBytes: number; redactor: Redactor; at: Date; deadline: AbortSignal; abandoned: AbortSignal },
): Promise<Added> {
  const { maxBytes, redactor, at, deadline, abandoned } = options;
  const counts = new Map<string, number>();
  const count = (id: string, times = 1) => counts.set(id, (counts.get(id) ?? 0) + times);
  const pieces = item.read(maxBytes, createClean(redactor, count));
  const next = () => until(deadline, pieces.next());
  const redaction: Redaction = item.isClean ? passThrough : createRedactionStream(redactor);
  const step = item.isClean ? Number.POSITIVE_INFINITY : stepLength;
  let first = await next();
  for (; first.ok && !first.value.done && first.value.value.isBefore; first = await next()) {
    await inTurns(redaction.pushInSteps(first.value.value.text, true));
  }
  // A file that cannot be read leaves no empty entry.
  if (!first.ok) return { entry: null, error: first.error };

  const hash = createHash('sha256');
  const came = { bytes: 0, truncated: false, error: null as FactError | null };
  const counted = (text: string) => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    came.bytes += chunk.length;
    return chunk;
  };
  async function* clean(piece: Piece): AsyncGenerator<Buffer> {
    for (; piece.ok && !piece.value.done; piece = await next()) {
      const { text } = piece.value.value;
      for (let at = 0; at < text.length; at += step) {
        // Data in memory arrives without a wait, so other work gets its turn here.
        await turn();
        const chunk = counted(await inTurns(redaction.pushInSteps(text.slice(at, at + step))));
        if (chunk.length > 0) yield chunk;
      }
      // A placeholder may be longer than its secret.
      if (came.bytes > maxBytes) {
        came.error = { kind: 'failed', message: 'cut short: redaction made it exceed the limit' };
        return;
      }
    }
    if (!piece.ok) came.error = { ...piece.error, message: `cut short: ${piece.error.message}` };
    else if (piece.value.done) came.truncated = piece.value.value.truncated;
    yield counted(await inTurns(redaction.endInSteps()));
  }

  const source = Readable.from(clean(first), { objectMode: false });
  const leave = () => source.destroy();
  abandoned.addEventListener('abort', leave, { once: true });
  if (abandoned.aborted) leave();
  zip.addReadStream(source, item.path, { mtime: timeOf(item.modifiedAt ?? at) });
  await once(source, 'close');
  abandoned.removeEventListener('abort', leave);
  // Where it was left in the middle its files are closed, once what is out comes back.
  void partOf(pieces.return({ truncated: true }));
  for (const [id, times] of redaction.counts) count(id, times);
  const entry: BundleEntry = {
    path: item.path,
    bytes: came.bytes,
    sha256: hash.digest('hex'),
    source: item.source,
    ...(item.modifiedAt === undefined ? {} : { modifiedAt: item.modifiedAt.toISOString() }),
    truncated: came.truncated || came.error !== null,
    redactions: Object.fromEntries(counts),
  };
  return { entry, error: came.error };
}

const timeOf = (time: Date) => (time < zipBegins ? zipBegins : time);
