import { functionsOf, struct } from '../library.ts';

const wevtapi = functionsOf('wevtapi.dll');

/** The event log: winevt.h, wevtapi.dll; numbers from there and from winerror.h. */

export const EvtQueryChannelPath = 0x1;
export const EvtQueryReverseDirection = 0x200;
/** EVT_RENDER_CONTEXT_FLAGS: the properties that every event has, and the event's own ones. */
export const EvtRenderContextSystem = 1;
export const EvtRenderContextUser = 2;
/** EVT_RENDER_FLAGS. */
export const EvtRenderEventValues = 0;
export const ERROR_EVT_CHANNEL_NOT_FOUND = 15_007;
/** The log was cleared since the query was made. */
export const ERROR_EVT_QUERY_RESULT_STALE = 15_011;

export const EvtQuery = wevtapi('pointer EvtQuery(pointer, text, text, u32)');
export const EvtNext = wevtapi('i32 EvtNext(pointer, u32, bytes, u32, u32, bytes)');
export const EvtCreateRenderContext = wevtapi('pointer EvtCreateRenderContext(u32, pointer, u32)');
export const EvtRender = wevtapi('i32 EvtRender(pointer, pointer, u32, u32, bytes, bytes, bytes)');
export const EvtClose = wevtapi('i32 EvtClose(pointer)');

/** The value is a union of numbers and pointers, here its eight bytes. */
export const EVT_VARIANT = struct({ Value: 'u64', Count: 'u32', Type: 'u32' });
/** EVT_SYSTEM_PROPERTY_ID: the places of the system properties. */
export const EvtSystemProviderName = 0;
export const EvtSystemEventID = 2;
export const EvtSystemLevel = 4;
export const EvtSystemTimeCreated = 8;
export const EvtSystemEventRecordId = 9;
/** EVT_VARIANT_TYPE. */
export const EvtVarTypeString = 1;
export const EVT_VARIANT_TYPE_ARRAY = 0x80;
