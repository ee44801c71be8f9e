import type { EventLogs, LogEvent, Queue } from '../host.ts';
import * as api from './api/event-logs.ts';
import { atEnd, dateOf, fill, untilNul } from './buffer.ts';
import { ERROR_NO_MORE_ITEMS, failureCodeOf, win32Error } from './error.ts';
import { offsetIn } from './library.ts';

/** The answer of EvtRender: an array of EVT_VARIANTs, followed by the data that they point to. */
interface EventValues {
  buffer: Buffer;
  count: number;
}

/** The properties that every event has. */
export function systemPropertiesOf(values: EventValues): Omit<LogEvent, 'text'> {
  const numberAt = (index: number) => {
    const variant = variantAt(values, index);
    return Number((variant && numberOf(variant)) ?? 0n);
  };
  const source = variantAt(values, api.EvtSystemProviderName);
  return {
    record: numberAt(api.EvtSystemEventRecordId),
    source: source === undefined ? '' : textsOf(values, source).join(''),
    id: numberAt(api.EvtSystemEventID),
    level: numberAt(api.EvtSystemLevel),
    at: dateOf(variantAt(values, api.EvtSystemTimeCreated)?.Value ?? 0n),
  };
}

/** The event's own values as texts; what is neither text nor number (binary, SIDs, GUIDs) is left out. */
export function ownTexts(values: EventValues): string[] {
  return Array.from({ length: values.count }, (_, index) => textsOf(values, variantIn(values, index))).flat();
}

type Variant = ReturnType<typeof api.EVT_VARIANT.read>;

const variantIn = ({ buffer }: EventValues, index: number): Variant =>
  api.EVT_VARIANT.read(buffer, index * api.EVT_VARIANT.size);

const variantAt = (values: EventValues, index: number): Variant | undefined =>
  index < values.count ? variantIn(values, index) : undefined;

function textsOf({ buffer }: EventValues, variant: Variant): string[] {
  const { Value, Count, Type } = variant;
  if (Type === api.EvtVarTypeString) return [textIn(buffer, Value)];
  if (Type === (api.EvtVarTypeString | api.EVT_VARIANT_TYPE_ARRAY)) {
    const first = offsetIn(buffer, Value);
    return Array.from({ length: Count }, (_, index) => textIn(buffer, buffer.readBigUInt64LE(first + 8 * index)));
  }
  const number = numberOf(variant);
  return number === null ? [] : [String(number)];
}

/** A text may be NULL. */
const textIn = (buffer: Buffer, address: bigint): string =>
  address === 0n ? '' : untilNul(buffer.toString('utf16le', offsetIn(buffer, address)));

const unsigned = (bits: number) => (value: bigint) => BigInt.asUintN(bits, value);
const signed = (bits: number) => (value: bigint) => BigInt.asIntN(bits, value);
/** EVT_VARIANT_TYPE. */
const numbers: ReadonlyMap<number, (value: bigint) => bigint> = new Map([
  [3, signed(8)], // EvtVarTypeSByte
  [4, unsigned(8)], // EvtVarTypeByte
  [5, signed(16)], // EvtVarTypeInt16
  [6, unsigned(16)], // EvtVarTypeUInt16
  [7, signed(32)], // EvtVarTypeInt32
  [8, unsigned(32)], // EvtVarTypeUInt32
  [9, signed(64)], // EvtVarTypeInt64
  [10, unsigned(64)], // EvtVarTypeUInt64
  [20, unsigned(32)], // EvtVarTypeHexInt32
  [21, unsigned(64)], // EvtVarTypeHexInt64
]);

/** The number in a variant; only the bits of its type are valid. null: not a number. */
const numberOf = ({ Value, Type }: Variant): bigint | null => numbers.get(Type)?.(Value) ?? null;

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

/** null: the log does not exist. */
async function query(log: string, range: Range) {
  const flags = api.EvtQueryChannelPath | api.EvtQueryReverseDirection;
  const opened = await api.EvtQuery(null, log, range.failuresOnly ? failures : everything, flags);
  if (opened.result === null) {
    if (opened.lastError === api.ERROR_EVT_CHANNEL_NOT_FOUND) return null;
    throw win32Error('EvtQuery', log, opened.lastError);
  }
  const results = opened.result;
  await using _results = atEnd(() => api.EvtClose(results));
  const system = await renderContext(api.EvtRenderContextSystem);
  await using _system = atEnd(() => api.EvtClose(system));
  const own = await renderContext(api.EvtRenderContextUser);
  await using _own = atEnd(() => api.EvtClose(own));
  return await collect({ results, system, own }, range);
}

async function renderContext(kind: number): Promise<bigint> {
  const { result, lastError } = await api.EvtCreateRenderContext(0, null, kind);
  if (result === null) throw win32Error('EvtCreateRenderContext', '', lastError);
  return result;
}

interface Query {
  results: bigint;
  system: bigint;
  own: bigint;
}

/** `code` 0: to the end, or to the requested limit. */
async function collect(query: Query, { after, maxBytes }: Range): Promise<{ code: number; events: LogEvent[] }> {
  const events: LogEvent[] = [];
  for (let bytes = 0; bytes < maxBytes; ) {
    const { code, handles } = await next(query.results);
    await using _handles = atEnd(async () => {
      for (const handle of handles) await api.EvtClose(handle);
    });
    if (code !== 0) return { code: code === ERROR_NO_MORE_ITEMS ? 0 : code, events };
    for (const handle of handles) {
      const { event, size } = await render(handle, query);
      // A cleared log starts its numbers again, so that the newest is below one that was read before.
      const wasCleared = (events[0] ?? event).record < after;
      if (event.record <= after && !wasCleared) return { code: 0, events };
      events.push(event);
      bytes += size;
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
  const count = Buffer.alloc(4);
  const what = { call: 'EvtRender', bytes: 4096, maxBytes: 1 << 20 };
  const { code, buffer, size } = await fill(what, async (bytes, used) =>
    failureCodeOf(await api.EvtRender(context, event, api.EvtRenderEventValues, bytes.length, bytes, used, count)),
  );
  if (code !== 0) throw win32Error('EvtRender', '', code);
  return { buffer: buffer.subarray(0, size), count: count.readUInt32LE() };
}
