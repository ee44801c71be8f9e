import { win32 } from 'node:path';
import type { BundleError, BundleItem, NodeFiles } from '../../bundle.ts';
import { utf8 } from '../../decode/bytes.ts';
import { ifKnown } from '../../fact.ts';
import type { EventLog, FileLog } from '../../facts/logs.ts';
import type { FileStat, Host, LogEvent } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { isRotated } from '../../probes/logs/sources.ts';
import { concernsNode } from '../../probes/logs/windows-events.ts';
import { type Context, fileItem, namesIn, statFile } from './file-item.ts';

/** These logs and the older files of them that were last written to after `since`: first the newest of each. */
export async function logItems(context: Context, logs: readonly FileLog[]): Promise<NodeFiles> {
  const found = await Promise.all(logs.map((log) => generationsOf(context, log)));
  const oldest = Math.max(0, ...found.map(({ items }) => items.length));
  const items = Array.from({ length: oldest }, (_, age) => found.flatMap((one) => one.items[age] ?? [])).flat();
  return { items, errors: found.flatMap(({ errors }) => errors) };
}

/** One log, the newest file first. */
async function generationsOf(context: Context, { component, path, searched }: FileLog): Promise<NodeFiles> {
  const { host, name, since } = context;
  const folder = win32.dirname(path);
  const own = win32.basename(path);
  if (searched.ok && searched.value === null) return { items: [], errors: [] };
  const errors: BundleError[] = [];
  const generations: { path: string; source: string; stat: FileStat }[] = [];
  const listed = await namesIn(host, folder);
  // An account that cannot list a folder may still be able to read a file in it.
  const files = (ifKnown(listed) ?? [own]).filter((file) => file === own || isRotated(file, own));
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

/** Whether a file ends in the middle of a line. If that cannot be read, its content cannot be taken either. */
async function endsInLine(host: Host, path: string, { size }: FileStat): Promise<boolean> {
  if (size === 0) return false;
  const offset = Math.max(0, size - 2);
  const end = ifKnown(await partOf(host.files.read(path, { offset, maxBytes: 2 }), 5000));
  return end != null && !end.bytes.includes(0x0a);
}

/** The events that a component wrote to a log of Windows, one JSON object a line, oldest first. */
export const eventItem = (context: Context, { log, eventSource }: Pick<EventLog, 'log' | 'eventSource'>): BundleItem =>
  eventsOf(context, log, {
    name: `${log}-${eventSource}`,
    what: `source ${eventSource}`,
    failuresOnly: false,
    takes: ({ source }) => source.toLowerCase() === eventSource.toLowerCase(),
  });

/** The failures in a log of Windows that concern the node, in the same form. */
export const channelItem = (context: Context, log: string): BundleItem =>
  eventsOf(context, log, {
    name: log,
    what: 'failures',
    failuresOnly: true,
    takes: (event) => concernsNode(log, event),
  });

interface Selection {
  name: string;
  what: string;
  failuresOnly: boolean;
  takes(event: LogEvent): boolean;
}

function eventsOf({ host, name, since }: Context, log: string, selection: Selection): BundleItem {
  return {
    path: name('events', `${selection.name}.jsonl`),
    source: `event log ${log}, ${selection.what}`,
    size: null,
    isWhole: false,
    isClean: true,
    async *read(maxBytes, clean) {
      const { failuresOnly } = selection;
      const events = (await host.eventLogs.read(log, { after: 0, maxBytes, failuresOnly })) ?? [];
      const own = events.filter((event) => selection.takes(event) && (since === null || event.at >= since));
      for (const { record, at, source, id, level, text } of own.toReversed()) {
        const line = clean({ record, at: at.toISOString(), source, id, level, text });
        yield { bytes: utf8(`${JSON.stringify(line)}\n`), isBefore: false };
      }
      return { truncated: !failuresOnly && (events.at(-1)?.record ?? 0) > 1 };
    },
  };
}
