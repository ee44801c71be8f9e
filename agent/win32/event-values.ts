import * as api from './api/event-logs.ts';
import { offsetIn } from './library.ts';
import { dateOf } from './processes.ts';

/** What EvtRender gives: so many EVT_VARIANTs, and behind them what they point to. */
export interface EventValues {
  buffer: Buffer;
  count: number;
}

/** The properties that every event has. */
export function systemPropertiesOf(values: EventValues): { record: number; source: string; at: Date } {
  const [source, time, record] = [api.EvtSystemProviderName, api.EvtSystemTimeCreated, api.EvtSystemEventRecordId].map(
    (index) => variantAt(values, index),
  );
  return {
    record: Number(record?.Value ?? 0n),
    source: source === undefined ? '' : textsOf(values, source).join(''),
    at: dateOf(time?.Value ?? 0n),
  };
}

/** The event's own values as texts; what is neither text nor number (binary, SIDs, GUIDs) is left out. */
export function ownTexts(values: EventValues): string[] {
  return Array.from({ length: values.count }, (_, index) => variantAt(values, index)).flatMap((variant) =>
    variant === undefined ? [] : textsOf(values, variant),
  );
}

type Variant = ReturnType<typeof api.EVT_VARIANT.read>;

const variantAt = ({ buffer, count }: EventValues, index: number): Variant | undefined =>
  index < count ? api.EVT_VARIANT.read(buffer, index * api.EVT_VARIANT.size) : undefined;

function textsOf({ buffer }: EventValues, { Value, Count, Type }: Variant): string[] {
  if (Type === api.EvtVarTypeString) return [textIn(buffer, Value)];
  if (Type === (api.EvtVarTypeString | api.EVT_VARIANT_TYPE_ARRAY)) {
    const first = offsetIn(buffer, Value);
    return Array.from({ length: Count }, (_, index) => textIn(buffer, buffer.readBigUInt64LE(first + 8 * index)));
  }
  return isNumber(Type) ? [String(Value)] : [];
}

/** A text may be NULL. */
const textIn = (buffer: Buffer, address: bigint): string =>
  address === 0n ? '' : (buffer.toString('utf16le', offsetIn(buffer, address)).split('\0', 1)[0] ?? '');

const isNumber = (type: number) =>
  (type >= api.EvtVarTypeSByte && type <= api.EvtVarTypeUInt64) ||
  type === api.EvtVarTypeHexInt32 ||
  type === api.EvtVarTypeHexInt64;
