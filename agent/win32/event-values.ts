import type { LogEvent } from '../host.ts';
import * as api from './api/event-logs.ts';
import { dateOf } from './file-time.ts';
import { offsetIn } from './library.ts';

/** The answer of EvtRender: an array of EVT_VARIANTs, followed by the data that they point to. */
export interface EventValues {
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
  address === 0n ? '' : (buffer.toString('utf16le', offsetIn(buffer, address)).split('\0')[0] ?? '');

const unsigned: ReadonlyMap<number, number> = new Map([
  [api.EvtVarTypeByte, 8],
  [api.EvtVarTypeUInt16, 16],
  [api.EvtVarTypeUInt32, 32],
  [api.EvtVarTypeUInt64, 64],
  [api.EvtVarTypeHexInt32, 32],
  [api.EvtVarTypeHexInt64, 64],
]);
const signed: ReadonlyMap<number, number> = new Map([
  [api.EvtVarTypeSByte, 8],
  [api.EvtVarTypeInt16, 16],
  [api.EvtVarTypeInt32, 32],
  [api.EvtVarTypeInt64, 64],
]);

/** The number in a variant; only the bits of its type are valid. null: not a number. */
function numberOf({ Value, Type }: Variant): bigint | null {
  const bits = unsigned.get(Type);
  if (bits !== undefined) return BigInt.asUintN(bits, Value);
  const signedBits = signed.get(Type);
  return signedBits === undefined ? null : BigInt.asIntN(signedBits, Value);
}
