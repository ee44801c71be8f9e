import type { EventLogs, LogEvent, Queue } from '../host.ts';
import * as api from './api/event-logs.ts';
import { fill } from './buffer.ts';
import { failureCodeOf, win32Error } from './error.ts';
import { type EventValues, ownTexts, systemPropertiesOf } from './event-values.ts';

export function createEventLogs(queue: Queue): EventLogs {
  return { read: (log, range) => queue(() => read(log, range)) };
}

type Range = Parameters<EventLogs['read']>[1];

/** XPath queries. Windows filters the events, so that large logs stay cheap. */
const everything = '*';
const failures = '*[System[(Level=1 or Level=2 or Level=3)]]';

/** If a log is cleared while it is read, it is read again from the start. */
async function read(log: string, range: Range): Promise<LogEvent[] | null> {
  const first = await query(log, range);
  const answer = first?.code === api.ERROR_EVT_QUERY_RESULT_STALE ? await query(log, range) : first;
  if (answer === null) return null;
  if (answer.code !== 0) throw win32Error('EvtNext', log, answer.code);
  return answer.events;
}

interface Collected {
  /** 0: to the end, or to the requested limit. */
  code: number;
  events: LogEvent[];
}

/** null: the log does not exist. */
async function query(log: string, range: Range): Promise<Collected | null> {
  const flags = api.EvtQueryChannelPath | api.EvtQueryReverseDirection;
  const opened = await api.EvtQuery(null, log, range.failuresOnly ? failures : everything, flags);
  if (opened.result === null) {
    if (opened.lastError === api.ERROR_EVT_CHANNEL_NOT_FOUND) return null;
    throw win32Error('EvtQuery', log, opened.lastError);
  }
  const contexts: bigint[] = [];
  try {
    const system = await renderContext(api.EvtRenderContextSystem, contexts);
    const own = await renderContext(api.EvtRenderContextUser, contexts);
    return await collect({ results: opened.result, system, own }, range);
  } finally {
    for (const handle of [...contexts, opened.result]) await api.EvtClose(handle);
  }
}

async function renderContext(kind: number, opened: bigint[]): Promise<bigint> {
  const { result, lastError } = await api.EvtCreateRenderContext(0, null, kind);
  if (result === null) throw win32Error('EvtCreateRenderContext', '', lastError);
  opened.push(result);
  return result;
}

interface Query {
  results: bigint;
  system: bigint;
  own: bigint;
}

async function collect(query: Query, { after, maxBytes }: Range): Promise<Collected> {
  const events: LogEvent[] = [];
  for (let bytes = 0; bytes < maxBytes; ) {
    const { code, handles } = await next(query.results);
    try {
      if (code !== 0) return { code: code === api.ERROR_NO_MORE_ITEMS ? 0 : code, events };
      for (const handle of handles) {
        const { event, size } = await render(handle, query);
        // A cleared log starts its numbers again, so that the newest is below one that was read before.
        const wasCleared = (events[0] ?? event).record < after;
        if (event.record <= after && !wasCleared) return { code: 0, events };
        events.push(event);
        bytes += size;
      }
    } finally {
      for (const handle of handles) await api.EvtClose(handle);
    }
  }
  return { code: 0, events };
}

/** How many events one call gives, and how long it may wait for them. */
const most = 64;
const waitMs = 2_000;

async function next(results: bigint): Promise<{ code: number; handles: bigint[] }> {
  const [array, returned] = [Buffer.alloc(8 * most), Buffer.alloc(4)];
  const code = failureCodeOf(await api.EvtNext(results, most, array, waitMs, 0, returned));
  if (code !== 0) return { code, handles: [] };
  return {
    code,
    handles: Array.from({ length: returned.readUInt32LE() }, (_, index) => array.readBigUInt64LE(8 * index)),
  };
}

async function render(event: bigint, { system, own }: Query): Promise<{ event: LogEvent; size: number }> {
  const [properties, values] = [await renderValues(system, event), await renderValues(own, event)];
  const text = ownTexts(values).join('\n');
  return { event: { ...systemPropertiesOf(properties), text }, size: properties.buffer.length + values.buffer.length };
}

async function renderValues(context: bigint, event: bigint): Promise<EventValues> {
  const [used, count] = [Buffer.alloc(4), Buffer.alloc(4)];
  const what = { call: 'EvtRender', bytes: 4096, maxBytes: 1 << 20 };
  const { code, buffer } = await fill(what, async (bytes) => {
    const answer = await api.EvtRender(context, event, api.EvtRenderEventValues, bytes.length, bytes, used, count);
    return { code: failureCodeOf(answer), needed: used.readUInt32LE() };
  });
  if (code !== 0) throw win32Error('EvtRender', '', code);
  return { buffer: buffer.subarray(0, used.readUInt32LE()), count: count.readUInt32LE() };
}
