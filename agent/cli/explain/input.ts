import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Config } from '../../config.ts';
import { isGzip, isZip } from '../../decode/bytes.ts';
import { diagnose } from '../../diagnose.ts';
import { typed, UserError, unreadable } from '../../error.ts';
import { plural } from '../../fact.ts';
import type { Message } from '../../message.ts';
import { isManifestText } from '../../messages/manifest-text.ts';
import { createTextReader } from '../../messages/reader.ts';
import type { WrittenAt } from '../../messages/time.ts';
import { sentence } from '../../print/printable.ts';
import { wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import type { Diagnosis } from '../../report.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../../snapshot.ts';
import { judgeManifest } from '../../source/door.ts';
import { collect, isOwnJson, most, noText, peek, seeBefore, snapshotIn } from '../../source/saved-files.ts';
import { decodeText } from '../../windows/encoding.ts';

/** The content of an input. */
interface Said {
  /** The recognised messages. */
  messages: Message[];
  /** The node of a bundle or a snapshot. */
  node: Snapshot | null;
  /** Why nothing in it can be recognised, in sentences; null: something can. */
  trouble: Trouble | null;
}

type Trouble = () => Promise<string>;

/** The content of all inputs. */
export interface AllSaid {
  messages: Message[];
  nodes: Snapshot[];
  /** Why nothing in any source can be recognised: the reason of the first. */
  trouble: Trouble | null;
}

/** Who waits for a long file. */
interface Waiting {
  /** Ends the reading. */
  signal: AbortSignal;
  onBytes(read: number, of: number): void;
}

/**
 * @param zone the time zone of timestamps; null: not known
 * @throws UserError when one cannot be read, or its reading was ended
 */
export async function readAllInputs(
  paths: readonly string[],
  zone: string | null,
  waiting?: Waiting,
): Promise<AllSaid> {
  const said: Said[] = [];
  for (const path of paths) said.push(await readInput(path, zone, waiting));
  const troubles = said.flatMap(({ trouble }) => trouble ?? []);
  return {
    messages: said.flatMap(({ messages }) => messages),
    nodes: said.flatMap(({ node }) => node ?? []),
    trouble: troubles.length === said.length ? (troubles[0] ?? null) : null,
  };
}

/**
 * The recognised messages in a file of any size, or in standard input for "-": a text, plain or gzip, UTF-8 or UTF-16;
 * or a bundle, where each log is a source with its own name.
 * @param zone the time zone of its timestamps; null: not known. A bundle has its own.
 * @throws UserError when it cannot be read
 */
export async function readInput(path: string, zone: string | null, waiting?: Waiting): Promise<Said> {
  if (path === '-') return readAny(process.stdin, 'standard input', null);
  try {
    const { mtime, size } = await stat(path);
    const stream = createReadStream(path, waiting === undefined ? {} : { signal: waiting.signal });
    const pieces = waiting === undefined ? stream : told(stream, (read) => waiting.onBytes(read, size));
    return await readAny(pieces, path, { at: mtime, zone });
  } catch (error) {
    // Node's own errors, of files and of gzip, carry a code; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(unreadable(path, { code: String(error.code), message: error.message }));
  }
}

/** The same pieces, each of which is told with how much has been read. */
async function* told(stream: AsyncIterable<Buffer>, onBytes: (read: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const piece of stream) {
    read += piece.length;
    onBytes(read);
    yield piece;
  }
}

async function readAny(stream: AsyncIterable<Buffer>, name: string, written: WrittenAt | null): Promise<Said> {
  const { head, all } = await peek(stream);
  if (isZip(head)) return readBundle(await collect(all), name);
  if (isOwnJson.test(decodeText(head))) return readSnapshotMessages(await collect(all), name);
  const messages = await readLog(all, { source: name, written, isPacked: isGzip(head) });
  const trouble = troubleOf(head, name);
  return { messages, node: null, trouble: trouble === null ? null : async () => trouble };
}

/** What a saved node says: how its containers ended, its logs and its pods. */
async function readSnapshotMessages(bytes: Uint8Array | null, name: string): Promise<Said> {
  if (bytes === null) throw new UserError(`${name} must be a snapshot of at most ${most}, but is larger`);
  const [node, { readFacts }] = await Promise.all([snapshotIn(bytes, name), import('../../messages/cluster.ts')]);
  return {
    messages: readFacts(knownFacts(node)),
    node,
    trouble: () => verdictOf(`a snapshot of the node ${node.node}`, node, name),
  };
}

/** Where a saved node says of no error: what was given, and what its report says. */
async function verdictOf(what: string, node: Snapshot, name: string): Promise<string> {
  const { assess } = await import('../../assess.ts');
  const { status, headline } = assess(node);
  const file = name === 'standard input' ? '-' : name;
  return `${name} is ${what}, in which hostprobe recognises no error text. Its report says that the node is ${status}. ${sentence(headline)} All of it: hostprobe report --facts ${typed(file)}`;
}

function troubleOf(head: Uint8Array, name: string): string | null {
  const must = `${name} must be an error text, a log or a bundle, but`;
  if (isGzip(head)) return null;
  const other = noText(head, name);
  if (other !== null) return `${must} ${other}`;
  const way = name === 'standard input' ? seeBefore : 'name another file';
  const text = decodeText(head);
  if (text.trim() === '') return `${must} is empty; ${way}`;
  const file = name === 'standard input' ? '-' : name;
  return isManifestText(text) ? `${name} is a manifest, and holds no error text; ${judgeManifest(file)}` : null;
}

async function readBundle(bytes: Uint8Array | null, name: string): Promise<Said> {
  if (bytes === null) throw new UserError(`${name} must be a bundle of at most ${most}, but is larger`);
  const [{ openBundle }, { isLogPath, readBundleMessages }] = await Promise.all([
    import('../../bundle/read.ts'),
    import('../../bundle/messages.ts'),
  ]);
  const bundle = await openBundle(bytes, name);
  const { entries } = bundle.manifest;
  const logs = entries.filter(({ path }) => isLogPath(path)).length;
  const { messages, node } = await readBundleMessages(bundle);
  const what = `a bundle of the node ${node.node} with ${plural(entries.length, 'file')}, ${logs === 0 ? 'none' : logs} of them logs`;
  return { messages, node, trouble: () => verdictOf(what, node, name) };
}

async function readLog(
  bytes: AsyncIterable<Buffer>,
  { source, written, isPacked }: { source: string; written: WrittenAt | null; isPacked: boolean },
): Promise<Message[]> {
  const reader = createTextReader(source, written);
  await pipeline(bytes, ...(isPacked ? [createGunzip()] : []), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) reader.push(piece);
  });
  return reader.end();
}

const releases = { '1.6': '1.6.0', '1.7': '1.7.0', '2.x': '2.0.0' } as const;

/** The facts that --containerd and --bind-filter state in place of a snapshot. */
export function statedFacts({
  containerd,
  'bind-filter': bindFilter,
}: Pick<Config, 'containerd' | 'bind-filter'>): KnownFacts {
  const notGiven = { ok: false, error: { kind: 'unsupported', message: 'not given' } } as const;
  const version = containerd === null ? null : `${releases[containerd]} (by --containerd)`;
  return {
    'runtime-binaries': {
      containerd:
        version === null
          ? null
          : {
              path: '--containerd',
              modifiedAt: new Date(0).toISOString(),
              version: { ok: true, value: version },
            },
      shim: null,
      bindFilter: {
        path: 'bindfltapi.dll',
        present: bindFilter === null ? notGiven : { ok: true, value: bindFilter },
        modifiedAt: null,
      },
      config: notGiven,
      log: { to: 'unknown', path: null },
    },
  };
}

/** What --host-process would add: words that any program may print count only if a HostProcess container printed them. */
export function showOffer(
  messages: readonly Message[],
  said: readonly Diagnosis[],
  facts: KnownFacts,
  view: View,
): string {
  const told = diagnose(
    messages.map((message) => ({ ...message, hostProcess: true })),
    facts,
  );
  const more = told.find(({ signature, hint }) => hint !== true && !said.some((one) => one.signature === signature));
  if (more === undefined) return '';
  const offer = `If it is of a HostProcess container, add --host-process: "${more.title}" is explained then.`;
  return `\n${wrap(offer, { ...view, indent: 0 })}\n`;
}
