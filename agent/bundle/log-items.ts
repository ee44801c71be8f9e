import { win32 } from 'node:path';
import type { BundleError, BundleItem } from '../bundle.ts';
import { LookError } from '../error.ts';
import { given } from '../fact.ts';
import type { EventLog, FileLog } from '../facts/logs.ts';
import type { FileStat, Host } from '../host.ts';
import { partOf } from '../probe.ts';
import { isRotated } from '../probes/log-places.ts';
import { fileItem } from './file-item.ts';

type Namer = (folder: string, name: string) => string;

export interface Found {
  items: BundleItem[];
  errors: BundleError[];
}

/** A log and the older files of it that were last written to after `since`, the newest first. */
export async function logItems(options: {
  host: Host;
  log: Pick<FileLog, 'component' | 'path'>;
  since: Date | null;
  name: Namer;
}): Promise<Found> {
  const { host, log, since, name } = options;
  const folder = win32.dirname(log.path);
  const own = win32.basename(log.path);
  const pathOf = (file: string) => name('logs', `${log.component}-${file}`);
  const listed = await partOf(host.files.list(folder));
  if (!listed.ok) {
    return { items: [], errors: [{ path: pathOf(own), source: log.path, error: listed.error }] };
  }
  const files = (listed.value ?? []).filter((one) => one === own || isRotated(one, own));
  const stats = await Promise.all(
    files.map(async (file) => ({ file, stat: await partOf(host.files.stat(`${folder}\\${file}`)) })),
  );
  const errors = stats.flatMap(({ file, stat }) =>
    stat.ok ? [] : [{ path: pathOf(file), source: `${folder}\\${file}`, error: stat.error }],
  );
  const generations = stats
    .flatMap(({ file, stat }) => {
      const found = given(stat);
      return found?.kind === 'file' ? [{ file, source: `${folder}\\${file}`, stat: found }] : [];
    })
    .toSorted((a, b) => b.stat.modifiedAt.getTime() - a.stat.modifiedAt.getTime());
  const ends = await Promise.all(generations.map(({ source, stat }) => endsInLine(host, source, stat)));
  const items = generations.flatMap(({ file, source, stat }, index) => {
    if (since !== null && stat.modifiedAt < since) return [];
    const cut = { first: ends[index + 1] === true, last: index > 0 && ends[index] === true };
    return [fileItem(host, { path: pathOf(file), source, stat, cut })];
  });
  return { items, errors };
}

/** Whether a file ends in the middle of a line. */
async function endsInLine(host: Host, path: string, { size }: FileStat): Promise<boolean> {
  if (size === 0) return false;
  const offset = Math.max(0, size - 2);
  const end = given(await partOf(host.files.read(path, { offset, maxBytes: 2 })));
  return end != null && !end.bytes.includes(0x0a);
}

/** The events that a component wrote to a log of Windows, one JSON object a line, oldest first. */
export function eventItem(host: Host, log: Pick<EventLog, 'log' | 'eventSource'>, name: Namer): BundleItem {
  return {
    path: name('events', `${log.log}-${log.eventSource}.jsonl`),
    source: `event log ${log.log}, source ${log.eventSource}`,
    size: null,
    async *read(maxBytes) {
      const events = await host.eventLogs.read(log.log, { after: 0, maxBytes });
      const own = events.filter(({ source }) => source.toLowerCase() === log.eventSource.toLowerCase());
      for (const { record, at, source, text } of own.toReversed()) {
        yield `${JSON.stringify({ record, at: at.toISOString(), source, text })}\n`;
      }
      return { truncated: (events.at(-1)?.record ?? 0) > 1 };
    },
  };
}

/** A part of what was seen, or why it was not. */
export function seenItem(path: string, source: string, value: () => unknown): BundleItem {
  return {
    path,
    source,
    size: null,
    async *read() {
      const content = value();
      if (content == null) throw new LookError('failed', 'there is none on this node');
      yield `${JSON.stringify(content, null, 2)}\n`;
      return { truncated: false };
    },
  };
}
