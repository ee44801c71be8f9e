import { QueryError } from '../error.ts';
import type { HostNetworkKind, HostNetworks, Queue } from '../host.ts';
import { jsonIn, wordOf } from '../json.ts';
import * as api from './api/networks.ts';
import { atEnd } from './buffer.ts';
import { win32Error } from './error.ts';
import { textAt } from './library.ts';

/** Version 2 of the schema, the standard properties (hcsshim hcn/hcn.go, defaultQuery). */
const standardQuery = JSON.stringify({ SchemaVersion: { Major: 2, Minor: 0 }, Flags: 0 });

/** All calls in one queue: a service that hangs holds one thread. */
export function createHostNetworks(queue: Queue): HostNetworks {
  return { list: (kind) => queue(() => list(kind)), read: (kind, id) => queue(() => read(kind, id)) };
}

async function list(kind: HostNetworkKind): Promise<string[]> {
  const { kind: name, enumerate } = api.calls[kind];
  const call = `HcnEnumerate${name}s`;
  const { code, text, error } = await answerOf((answer, record) => enumerate(standardQuery, answer, record));
  if (code !== 0) throw hcnError(call, '', { code, error });
  const ids = jsonIn(text);
  if (!Array.isArray(ids)) throw new QueryError('failed', `${call}: its answer is no list of ids`);
  return ids.filter((id) => typeof id === 'string');
}

async function read(kind: HostNetworkKind, id: string): Promise<string | null> {
  const { kind: name, open, query, close } = api.calls[kind];
  const handle = Buffer.alloc(8);
  const opened = await answerOf((_, record) => open(guidBytes(id), handle, record));
  if (api.notThere.has(opened.code)) return null;
  if (opened.code !== 0) throw hcnError(`HcnOpen${name}`, id, opened);
  const object = handle.readBigUInt64LE();
  await using _object = atEnd(() => close(object));
  const asked = await answerOf((answer, record) => query(object, standardQuery, answer, record));
  if (api.notThere.has(asked.code)) return null;
  if (asked.code !== 0) throw hcnError(`HcnQuery${name}Properties`, id, asked);
  return asked.text;
}

/** Makes a call that allocates its answer and its error record, and frees both, whatever it returns; empty: there is none. */
async function answerOf(call: (answer: Buffer, record: Buffer) => Promise<{ result: number }>) {
  const [answer, record] = [Buffer.alloc(8), Buffer.alloc(8)];
  const { result: code } = await call(answer, record);
  return { code, text: takeText(answer), error: takeText(record) };
}

function takeText(pointer: Buffer): string {
  const address = pointer.readBigUInt64LE();
  if (address === 0n) return '';
  using _text = atEnd(() => api.CoTaskMemFree.now(address));
  return textAt(address);
}

/** With the words of HNS, from the error record. */
function hcnError(call: string, id: string, { code, error }: { code: number; error: string }): QueryError {
  const said = wordOf(jsonIn(error), 'Error');
  const words = said === undefined ? '' : `: ${said.trim()}`;
  if (code >>> 16 === api.FACILITY_WIN32) {
    const { kind, message, code: number } = win32Error(call, id, code & 0xffff);
    return new QueryError(kind, message + words, number);
  }
  const hex = `0x${code.toString(16)}`;
  return new QueryError('failed', `${id === '' ? call : `${call} ${id}`}: ${hex}${words}`, hex);
}

const guid = /^\{?([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})\}?$/i;

/** A GUID as it lies in memory: its first three numbers are little-endian (guiddef.h). */
export function guidBytes(id: string): Buffer {
  const [, first, second, third, ...last] = guid.exec(id) ?? [];
  if (first === undefined || second === undefined || third === undefined) {
    throw new QueryError('failed', `"${id}" is not a GUID, as HNS gives its objects`);
  }
  return Buffer.concat([
    ...[first, second, third].map((number) => Buffer.from(number, 'hex').reverse()),
    Buffer.from(last.join(''), 'hex'),
  ]);
}
