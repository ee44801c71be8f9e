import { readBundleMessages } from '../bundle/messages.ts';
import { openBundles } from '../bundle/read.ts';
import { isGzip, isZip } from '../decode/bytes.ts';
import { UserError } from '../error.ts';
import { mebibytes } from '../fact.ts';
import type { Input } from '../manifest.ts';
import type { Message } from '../message.ts';
import { createTextReader } from '../messages/reader.ts';
import type { WrittenAt } from '../messages/time.ts';
import { readSnapshot } from '../snapshot/read.ts';
import type { Snapshot } from '../snapshot.ts';
import { decodeText } from '../windows/encoding.ts';
import type { FileProgress } from './task.ts';

/** Files of the reader, as the command line reads its operands. */

export type Tell = (progress: FileProgress) => void;

/** The largest file that is read as a whole, in bytes: a bundle, a snapshot, a manifest. */
const maxWhole = 2 ** 28;
const headBytes = 4096;

/** A file by what is in it, whatever its name says. */
type Kind = 'bundle' | 'snapshot' | 'manifest' | 'text';

export async function kindOf(file: File): Promise<Kind> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  if (isZip(head)) return 'bundle';
  if (/^\s*\{\s*"schemaVersion"\s*:/.test(decodeText(head))) return 'snapshot';
  return /\.ya?ml$/i.test(file.name) ? 'manifest' : 'text';
}

/** A node that was saved: its snapshot, and of a bundle what was said in its logs. */
export interface LoadedNode {
  file: string;
  snapshot: Snapshot;
  messages: Message[];
}

/**
 * The node of a snapshot or a bundle, or those of an archive of bundles.
 * @throws UserError when it is neither, or cannot be trusted
 */
export async function readNodeFile(file: File, kind: Kind, tell: Tell): Promise<LoadedNode[]> {
  const bytes = await readWhole(file, tell);
  if (kind !== 'bundle') {
    return [{ file: file.name, snapshot: readSnapshot(decodeText(bytes), file.name), messages: [] }];
  }
  const nodes: LoadedNode[] = [];
  for await (const bundle of openBundles(bytes, file.name)) {
    const { messages, node } = await readBundleMessages(bundle);
    nodes.push({ file: bundle.name, snapshot: node, messages });
  }
  return nodes;
}

/** The recognised messages of a text of any size, plain or gzip. */
export async function readMessages(file: File, zone: string | null, tell: Tell): Promise<Message[]> {
  const written: WrittenAt = { at: new Date(file.lastModified), zone };
  const reader = createTextReader(file.name, written);
  for await (const piece of piecesOf(file, tell)) reader.push(piece);
  return reader.end();
}

/** A manifest in UTF-8 or UTF-16. */
export const readManifestFile = async (file: File, tell: Tell): Promise<Input> => ({
  file: file.name,
  text: decodeText(await readWhole(file, tell)),
});

async function readWhole(file: File, tell: Tell): Promise<Uint8Array> {
  if (file.size > maxWhole) {
    throw new UserError(`${file.name} must have at most ${mebibytes(maxWhole)} to be read here, but is larger`);
  }
  tell({ file: file.name, done: 0, total: file.size });
  return new Uint8Array(await file.arrayBuffer());
}

/** The bytes of a file, unpacked where it is gzip. */
export async function* piecesOf(file: File, tell: Tell): AsyncGenerator<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  let done = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        done += piece.length;
        tell({ file: file.name, done, total: file.size });
        controller.enqueue(piece);
      },
    }),
  );
  const stream = isGzip(head) ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
  const reader = stream.getReader();
  for (;;) {
    const { done: isEnd, value } = await reader.read().catch((error: unknown) => {
      // Of damaged gzip some browsers say nothing.
      throw new UserError(
        `${file.name} cannot be read: ${(error instanceof Error && error.message) || 'it is damaged'}`,
      );
    });
    if (isEnd) return;
    yield value;
  }
}
