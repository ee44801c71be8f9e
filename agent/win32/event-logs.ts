import type { EventLogs, LogEvent } from '../host.ts';
import * as api from './api/event-logs.ts';
import { fill } from './buffer.ts';
import { codeOf, win32Error } from './error.ts';

export const eventLogs: EventLogs = { read };

async function read(log: string, { after, maxBytes }: { after: number; maxBytes: number }): Promise<LogEvent[]> {
  const { result: handle, lastError } = await api.OpenEventLogW(null, log);
  if (handle === null) throw win32Error('OpenEventLogW', log, lastError);
  try {
    const events: LogEvent[] = [];
    for (let bytes = 0; bytes < maxBytes; ) {
      const records = await readBackwards(handle, log);
      if (records.length === 0) return events;
      bytes += records.length;
      for (const event of eventsIn(records)) {
        // Numbers begin anew in a log that was cleared; then the newest of them is below what was seen before.
        const wasCleared = (events[0] ?? event).record < after;
        if (event.record <= after && !wasCleared) return events;
        events.push(event);
      }
    }
    return events;
  } finally {
    await api.CloseEventLog(handle);
  }
}

/** The next records, as many as fit; empty: there are no older ones. */
async function readBackwards(handle: bigint, log: string): Promise<Buffer> {
  const read = Buffer.alloc(4);
  const needed = Buffer.alloc(4);
  const flags = api.EVENTLOG_SEQUENTIAL_READ | api.EVENTLOG_BACKWARDS_READ;
  const what = { call: 'ReadEventLogW', bytes: 64 * 1024, maxBytes: api.MAX_READ_BYTES };
  const { code, buffer } = await fill(what, async (bytes) => {
    const answer = await api.ReadEventLogW(handle, flags, 0, bytes, bytes.length, read, needed);
    return { code: codeOf(answer), needed: needed.readUInt32LE() };
  });
  if (code === api.ERROR_HANDLE_EOF) return buffer.subarray(0, 0);
  if (code !== 0) throw win32Error('ReadEventLogW', log, code);
  return buffer.subarray(0, read.readUInt32LE());
}

/** The events in a row of EVENTLOGRECORDs, each as long as it says. */
export function eventsIn(records: Buffer): LogEvent[] {
  const events: LogEvent[] = [];
  for (let at = 0; at + api.EVENTLOGRECORD.size <= records.length; ) {
    const head = api.EVENTLOGRECORD.read(records, at);
    if (head.Length < api.EVENTLOGRECORD.size) break;
    const record = records.subarray(at, at + head.Length);
    events.push({
      record: head.RecordNumber,
      source: textsFrom(record, api.EVENTLOGRECORD.size, 1).join(''),
      at: new Date(head.TimeGenerated * 1000),
      text: textsFrom(record, head.StringOffset, head.NumStrings).join('\n'),
    });
    at += head.Length;
  }
  return events;
}

/** So many texts one behind the other, each ended by NUL. */
function textsFrom(record: Buffer, offset: number, count: number): string[] {
  return record.subarray(offset).toString('utf16le').split('\0', count);
}
