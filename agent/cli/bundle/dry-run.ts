import { plural } from '../../amounts/plural.ts';
import { contentsOf } from '../../bundle/contents.ts';
import type { BundleSource } from '../../bundle/source.ts';
import type { BundleLimits } from '../../bundle/writer/limits.ts';
import type { BundleItem } from '../../bundle.ts';
import type { Call } from '../../command.ts';
import { ifKnown } from '../../fact.ts';
import { partOf } from '../../probe.ts';
import { showBytes } from './write.ts';

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
