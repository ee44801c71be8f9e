import type { BundleEntry, BundleItem, BundlePiece } from '../../bundle.ts';
import type { FactError, Part } from '../../fact.ts';
import { partOf } from '../../probe.ts';
import { createClean, type Redactor } from '../../redact.ts';
import type { Packer } from '../packer.ts';
import { until } from './deadline.ts';

type Piece = Part<IteratorResult<BundlePiece, { truncated: boolean }>>;

/** The result of one item. Both are set if only a part of it could be read. */
interface Added {
  entry: BundleEntry | null;
  error: FactError | null;
}

/**
 * Redacts one file and writes it to the archive, as fast as the archive is read.
 * @param options.at its time, if the file has none
 * @param options.deadline reading stops then; what was read before is kept
 * @param options.abandoned the reader of the archive has gone
 */
export async function addItem(
  packer: Packer,
  item: BundleItem,
  options: { maxBytes: number; redactor: Redactor; at: Date; deadline: AbortSignal; abandoned: AbortSignal },
): Promise<Added> {
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
