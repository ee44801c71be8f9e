import { Readable } from 'node:stream';
import { plural } from '../../amounts/plural.ts';
import { contentsOf } from '../../bundle/contents.ts';
import { openBundleFile } from '../../bundle/file.ts';
import { base64Lines } from '../../bundle/packer/base64.ts';
import { type BundleSource, headOf } from '../../bundle/source.ts';
import { type BundleLimits, bundleDeadlineMs } from '../../bundle/writer/limits.ts';
import { writeBundle } from '../../bundle/writer.ts';
import type { BundleEntry, BundleManifest } from '../../bundle.ts';
import type { Call } from '../../command.ts';
import type { SecretPattern } from '../../redact/patterns/pattern.ts';
import { createBundleProgress } from './progress.ts';

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
    onEntry: progress.add,
  });
  const file = openBundleFile(name);
  const content =
    call.config.output === 'base64' ? Readable.from(base64Lines(archive), { objectMode: false }) : archive;
  const [bytes, written] = await Promise.all([file.write(content), done]).finally(progress.end);
  if (written === null) throw new Error('the archive was written but not read to its end');
  const { manifest, missing } = written;
  const said = summary({ name, bytes, manifest, missing });
  if (name !== '-') await call.print(call.config.output === 'json' ? `${JSON.stringify(manifest, null, 2)}\n` : said);
  return 0;
}

function summary(written: {
  name: string;
  bytes: number;
  manifest: BundleManifest;
  missing: readonly { path: string; error: { message: string } }[];
}): string {
  const { name, bytes, manifest, missing } = written;
  const { entries } = manifest;
  const redacted = sum(entries.flatMap((entry) => Object.values(entry.redactions)));
  return [
    `${name}: ${plural(entries.length, 'file')} of ${manifest.node}, ${showBytes(bytes)} (${showBytes(sum(entries.map(sizeOf)))} unpacked)`,
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
