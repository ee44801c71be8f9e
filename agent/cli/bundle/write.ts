import { Readable } from 'node:stream';
import { contentsOf } from '../../bundle/contents.ts';
import { type BundleSource, bundleName, freeName, headOf, writeArchive } from '../../bundle/file.ts';
import { type BundleLimits, bundleDeadlineMs, transferDeadlineMs, writeBundle } from '../../bundle/writer.ts';
import type { BundleEntry, BundleError, BundleItem, BundleManifest } from '../../bundle.ts';
import type { Call } from '../../command.ts';
import type { ConnectionFlag } from '../../config/flags.ts';
import { showSince } from '../../config/values.ts';
import type { Config } from '../../config.ts';
import { ifKnown, plural } from '../../fact.ts';
import { changingLine } from '../../print/terminal.ts';
import { partOf } from '../../probe.ts';
import { openRemote } from '../../reach/open.ts';
import { getFrom, readNodeSnapshot } from '../../reach/remote.ts';
import type { SecretPattern } from '../../redact/patterns/pattern.ts';

/** A progress line on a terminal; nothing elsewhere. */
export function createBundleProgress(stderr: { isTTY?: boolean; write(text: string): unknown }) {
  let count = 0;
  let bytes = 0;
  const show = changingLine(stderr);
  return {
    add(entry: BundleEntry) {
      count += 1;
      bytes += entry.bytes;
      show(`${plural(count, 'file')}, ${(bytes / 1e6).toFixed(1)} MB: ${entry.path}`);
    },
    end: () => show(''),
  };
}

interface BundleTarget {
  /** `-`: standard output. */
  name: string;
  source: BundleSource;
  since: Date | null;
  limits: BundleLimits;
  more: readonly SecretPattern[];
}

/** Writes the bundle and prints a summary. */
export async function writeHere(call: Call, writing: BundleTarget): Promise<number> {
  const { name, source, since, limits, more } = writing;
  const deadline = AbortSignal.timeout(bundleDeadlineMs);
  const progress = createBundleProgress(process.stderr);
  const { archive, done } = writeBundle({
    contents: contentsOf(source, since),
    head: headOf(source.snapshot, since),
    limits,
    deadline,
    more,
    key: source.key,
    onEntry: progress.add,
  });
  const content =
    call.config.output === 'base64' ? Readable.from(base64Lines(archive), { objectMode: false }) : archive;
  const [bytes, written] = await Promise.all([writeArchive(name, content), done]).finally(progress.end);
  if (written === null) throw new Error('the archive was written but not read to its end');
  const json = `${JSON.stringify(written.manifest, null, 2)}\n`;
  if (name !== '-') await call.print(call.config.output === 'json' ? json : summary(name, bytes, written));
  return 0;
}

function summary(
  name: string,
  bytes: number,
  { manifest: { entries, node }, missing }: { manifest: BundleManifest; missing: readonly BundleError[] },
): string {
  const redacted = sum(entries.flatMap((entry) => Object.values(entry.redactions)));
  return [
    `${name}: ${plural(entries.length, 'file')} of ${node}, ${showBytes(bytes)} (${showBytes(sum(entries.map(sizeOf)))} unpacked)`,
    `${plural(redacted, 'secret was', 'secrets were')} redacted${redacted === 0 ? '' : '; manifest.json lists them'}.`,
    ...(missing.length === 0 ? [] : [`${missing.length} could not be read (errors.json):`]),
    ...missing.slice(0, 10).map(({ path, error }) => `  ${path}: ${error.message}`),
    '',
  ].join('\n');
}

const sizeOf = ({ bytes }: BundleEntry) => bytes;
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
export const showBytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

interface Planned {
  path: string;
  source: string;
  /** Size in the bundle; null: the file is made while the bundle is written. */
  bytes: number | null;
  from: string | null;
  to: string | null;
}

/** Lists the content of a bundle with sizes, and the period of each log. Nothing is written. */
export async function showPlan(
  call: Call,
  { source, since, limits }: { source: BundleSource; since: Date | null; limits: BundleLimits },
): Promise<number> {
  const { made, find } = contentsOf(source, since);
  const { items, errors } = await find();
  const planned = await plan([...made, ...items], limits);
  if (call.config.output === 'json') {
    await call.print(`${JSON.stringify({ items: planned, errors }, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...planned.map(({ path }) => path.length));
  const rows = planned.map(({ path, bytes, from, to, source: where }) => {
    const size = (bytes === null ? 'made' : showBytes(bytes)).padStart(8);
    const times = from === null && to === null ? '' : `  ${from ?? '?'} to ${to ?? '?'}`;
    return `${path.padEnd(width)} ${size}  ${where}${times}`;
  });
  const missing = errors.map(({ path, error }) => `${path}: could not be read: ${error.message}`);
  const end = `${plural(planned.length, 'file')}: ${sizesOf(planned)}. Nothing was written.`;
  await call.print(`${[...rows, ...missing, '', end].join('\n')}\n`);
  return 0;
}

/** Those that are made while the bundle is written have no size before. */
function sizesOf(planned: readonly Planned[]): string {
  const known = planned.flatMap(({ bytes }) => bytes ?? []);
  const made = planned.length - known.length;
  const total = `${showBytes(known.reduce((sum, bytes) => sum + bytes, 0))} before compression`;
  if (known.length === 0) return 'they have no size before they are made';
  return made === 0 ? total : `${made} have no size before they are made, the others have ${total}`;
}

async function plan(items: readonly BundleItem[], limits: BundleLimits): Promise<Planned[]> {
  let left = limits.maxBytes;
  const planned: Planned[] = [];
  for (const { path, source, size, times } of items) {
    const bytes = size === null ? null : Math.min(size, limits.maxItemBytes, left);
    left -= bytes ?? 0;
    const span = bytes === null || times === undefined ? undefined : ifKnown(await partOf(times(bytes), 5000));
    planned.push({ path, source, bytes, from: span?.from ?? null, to: span?.to ?? null });
  }
  return planned;
}

/** How an agent is asked for its bundle. */
export function transferOf(config: Pick<Config, 'since' | 'max-size' | 'timeout'>) {
  const query = new URLSearchParams({ 'max-size': String(config['max-size']) });
  if (config.since !== null) query.set('since', showSince(config.since));
  return { query, limits: { deadlineMs: transferDeadlineMs(config.timeout), maxBytes: 2 * config['max-size'] } };
}

/**
 * Downloads a bundle from the hostprobe of a node.
 * @param origin what --node names
 */
export async function fetchBundle(
  call: Call<'node' | 'token-file' | 'via' | 'logs' | ConnectionFlag | 'ca-file' | 'since' | 'max-size' | 'timeout'>,
  origin: string,
): Promise<number> {
  const { config, operands, print } = call;
  const remote = await openRemote(origin, config);
  const { query, limits } = transferOf(config);
  const name = operands[0] ?? freeName(bundleName(await readNodeSnapshot(remote)));
  const bytes = await writeArchive(
    name,
    Readable.from(getFrom(remote, `/bundle?${query}`, { ...limits, type: 'application/zip' })),
  );
  if (name === '-') return 0;
  const said = `${name}: ${showBytes(bytes)} from ${origin}\n`;
  await print(config.output === 'json' ? `${JSON.stringify({ file: name, bytes, origin })}\n` : said);
  return 0;
}

/** As many bytes as one line of 76 characters holds. */
const lineBytes = 57;

/** An archive as text, for connections that pass only text. */
export async function* base64Lines(archive: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of archive) {
    const bytes = Buffer.concat([held, chunk]);
    const whole = bytes.length - (bytes.length % lineBytes);
    held = bytes.subarray(whole);
    yield linesOf(bytes.subarray(0, whole));
  }
  yield linesOf(held);
}

const linesOf = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\n');
