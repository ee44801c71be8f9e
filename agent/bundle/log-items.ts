import { win32 } from 'node:path';
import type { BundleError, BundleItem, Found } from '../bundle.ts';
import { given } from '../fact.ts';
import type { EventLog, FileLog } from '../facts/logs.ts';
import type { FileStat, Host } from '../host.ts';
import { partOf } from '../probe.ts';
import { isRotated } from '../probes/logs/places.ts';
import { fileItem } from './file-item.ts';
import { type Context, namesIn, statFile } from './node-file.ts';

/** These logs and the older files of them that were last written to after `since`: first the newest of each. */
export async function logItems(context: Context, logs: readonly FileLog[]): Promise<Found> {
  const found = await Promise.all(logs.map((log) => generationsOf(context, log)));
  const oldest = Math.max(0, ...found.map(({ items }) => items.length));
  const items = Array.from({ length: oldest }, (_, age) => found.flatMap((one) => one.items[age] ?? [])).flat();
  return { items, errors: found.flatMap(({ errors }) => errors) };
}

interface Generation {
  path: string;
  source: string;
  stat: FileStat;
}

/** One log, the newest file first. */
async function generationsOf(context: Context, { component, path, searched }: FileLog): Promise<Found> {
  const { host, name, since } = context;
  const folder = win32.dirname(path);
  const own = win32.basename(path);
  if (searched.ok && searched.value === null) return { items: [], errors: [] };
  const errors: BundleError[] = [];
  const generations: Generation[] = [];
  const listed = await namesIn(host, folder);
  // Whoever may not list a folder may still read a file in it.
  const files = (given(listed) ?? [own]).filter((file) => file === own || isRotated(file, own));
  for (const file of files) {
    const place = { path: name('logs', `${component}-${file}`), source: `${folder}\\${file}` };
    const stat = await statFile(host, place.source);
    if (!stat.ok) errors.push({ ...place, error: stat.error });
    else if (stat.value !== null) generations.push({ ...place, stat: stat.value });
  }
  generations.sort((a, b) => b.stat.modifiedAt.getTime() - a.stat.modifiedAt.getTime());
  const cutOff = await Promise.all(generations.map(({ source, stat }) => endsInLine(host, source, stat)));
  const items = generations.flatMap((generation, index) => {
    if (since !== null && generation.stat.modifiedAt < since) return [];
    const isCut = { first: cutOff[index + 1] === true, last: index > 0 && cutOff[index] === true };
    return [fileItem(host, { ...generation, older: generations[index + 1]?.source ?? null, isCut })];
  });
  return { items, errors };
}

/** Whether a file ends in the middle of a line. Where nobody can look, what it holds cannot be taken either. */
async function endsInLine(host: Host, path: string, { size }: FileStat): Promise<boolean> {
  if (size === 0) return false;
  const offset = Math.max(0, size - 2);
  const end = given(await partOf(host.files.read(path, { offset, maxBytes: 2 }), 5000));
  return end != null && !end.bytes.includes(0x0a);
}

/** The events that a component wrote to a log of Windows, one JSON object a line, oldest first. */
export function eventItem({ host, name, since }: Context, log: Pick<EventLog, 'log' | 'eventSource'>): BundleItem {
  return {
    path: name('events', `${log.log}-${log.eventSource}.jsonl`),
    source: `event log ${log.log}, source ${log.eventSource}`,
    size: null,
    isWhole: false,
    isClean: true,
    async *read(maxBytes, clean) {
      const events = (await host.eventLogs.read(log.log, { after: 0, maxBytes })) ?? [];
      const own = events.filter(
        ({ source, at }) => source.toLowerCase() === log.eventSource.toLowerCase() && (since === null || at >= since),
      );
      for (const { record, at, source, text } of own.toReversed()) {
        yield { text: `${JSON.stringify(clean({ record, at: at.toISOString(), source, text }))}\n`, isBefore: false };
      }
      return { truncated: (events.at(-1)?.record ?? 0) > 1 };
    },
  };
}
