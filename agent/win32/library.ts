import koffi from 'koffi';
import { QueryError } from '../error.ts';

/** The only file that uses koffi: functions of DLLs, structs in memory, callbacks. Nothing is opened before a call. */

/** How a value is passed: `text` is a NUL-terminated UTF-16 string that is passed in, `bytes` a buffer that may be written to. */
const spellings = {
  void: 'void',
  u8: 'uint8_t',
  u16: 'uint16_t',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
  pointer: 'void *',
  text: 'str16',
  bytes: 'void *',
} as const;

interface Values {
  void: undefined;
  u8: number;
  u16: number;
  u32: number;
  i32: number;
  u64: bigint;
  /** Handles and addresses; null is NULL. */
  pointer: bigint | null;
  text: string | null;
  bytes: Uint8Array | null;
}
type Kind = keyof Values;
/** "pointer, u32" as the values of such parameters. */
type Arguments<List extends string> = List extends `${infer First}, ${infer Rest}`
  ? [...Arguments<First>, ...Arguments<Rest>]
  : List extends Kind
    ? [Values[List]]
    : List extends ''
      ? []
      : never;

/** The result of a call, with GetLastError of the thread that made it. */
export interface CallResult<Result> {
  result: Result;
  lastError: number;
}

/** A function of a DLL. Called, it runs on a worker thread; `now` runs it here, for calls that never wait. */
interface NativeFunction<Parameters extends unknown[], Result> {
  (...values: Parameters): Promise<CallResult<Result>>;
  now(...values: Parameters): CallResult<Result>;
}
type Declared<Prototype> = Prototype extends `${infer Result extends Kind} ${string}(${infer List})`
  ? NativeFunction<Arguments<List>, Values[Result]>
  : never;

/**
 * What declares the functions of a DLL, each by its prototype: the parameters of its page in the Win32 documentation, by how they
 * are passed, as in `i32 CloseHandle(pointer)`. The DLL is opened by the first call.
 */
export const functionsOf =
  (dll: string) =>
  <const Prototype extends string>(prototype: Prototype): Declared<Prototype> =>
    // The prototype says the types of the values.
    declare(dll, prototype) as unknown as Declared<Prototype>;

function declare(dll: string, prototype: string): NativeFunction<unknown[], unknown> {
  const bind = bindOnce<unknown>(dll, prototype);
  // koffi keeps no reference to the buffers of a running call.
  const out = new Set<unknown>();
  const call = (...values: unknown[]) =>
    new Promise<CallResult<unknown>>((resolve, reject) => {
      bind().async(...values, (error: unknown, result: unknown) => {
        out.delete(values);
        // koffi hands the worker thread's last error to this thread for as long as this callback runs (AsyncCall::Complete
        // in its call.cc), so it is read here; after the promise has been resolved it is lost.
        if (error === null) resolve({ result, lastError: lastError()() });
        else reject(new QueryError('failed', `${prototype}: ${error}`));
      });
      out.add(values);
    });
  const now = (...values: unknown[]) => ({ result: bind()(...values), lastError: lastError()() });
  return Object.assign(call, { now });
}

interface Bound<Result> {
  (...values: unknown[]): Result;
  async(...values: unknown[]): void;
}

/** @throws QueryError `unsupported` if this Windows does not have it */
function bindOnce<Result>(dll: string, prototype: string): () => Bound<Result> {
  let bound: Bound<Result> | undefined;
  return () => {
    if (bound !== undefined) return bound;
    // The compiler knows the words of each prototype.
    const [result, name, ...parameters] = prototype.match(/\w+/g) as [Kind, string, ...Kind[]];
    const spelled = parameters.map((kind) => spellings[kind]);
    try {
      bound = koffi.load(pathOf(dll)).func('__stdcall', name, spellings[result], spelled);
      return bound;
    } catch (error) {
      throw new QueryError('unsupported', `${dll} ${name}: ${error instanceof Error ? error.message : error}`);
    }
  };
}

/** A full path, because Windows searches for a bare name next to node.exe first. kernel32 is loaded in every process. */
function pathOf(dll: string): string {
  return dll === 'kernel32.dll' ? dll : `${systemDirectory()}\\${dll}`;
}

const MAX_PATH = 260;
/** koffi keeps the last error of a call for the next one, so that GetLastError finds it. */
const lastError = bindOnce<number>('kernel32.dll', 'u32 GetLastError()');
const GetSystemDirectoryW = bindOnce<number>('kernel32.dll', 'u32 GetSystemDirectoryW(bytes, u32)');

function systemDirectory(): string {
  const path = Buffer.alloc(2 * MAX_PATH);
  const length = GetSystemDirectoryW()(path, MAX_PATH);
  return path.toString('utf16le', 0, 2 * length);
}

/** In a struct: a value, a pointer to text (`text`, read at once), or inside the struct text of so many UTF-16 units, or bytes. */
type Field = 'u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'pointer' | 'text' | { units: number } | { bytes: number };
type FieldValue<Kind extends Field> = Kind extends keyof Values
  ? Values[Kind]
  : Kind extends { units: number }
    ? string
    : Uint8Array;

/** The layout of a struct as its page in the Win32 documentation has it, aligned as the compiler does on this machine. */
interface NativeStruct<Fields extends Record<string, Field>> {
  size: number;
  offsetOf(field: keyof Fields & string): number;
  /** Reads one from memory: inside a buffer, or at an address. */
  read(from: Uint8Array | bigint, offset?: number): { [Name in keyof Fields]: FieldValue<Fields[Name]> };
  /** Reads so many, one behind the other. */
  all(from: Uint8Array | bigint, count: number, first?: number): ReturnType<this['read']>[];
}

export function struct<const Fields extends Record<string, Field>>(fields: Fields): NativeStruct<Fields> {
  const spelled = Object.entries(fields).map(([name, field]) => [name, spellField(field)]);
  const type = koffi.struct(Object.fromEntries(spelled));
  const size = koffi.sizeof(type);
  const read: NativeStruct<Fields>['read'] = (from, offset = 0) => {
    if (from === 0n) throw nullPointer();
    const values = koffi.decode(from, offset, type);
    // koffi gives a 64-bit integer as a number when it fits one.
    for (const [name, field] of Object.entries(fields)) if (field === 'u64') values[name] = BigInt(values[name]);
    return values;
  };
  return {
    ...{ size, read },
    offsetOf: (field) => koffi.offsetof(type, field),
    all: (from, count, first = 0) => Array.from({ length: count }, (_, index) => read(from, first + index * size)),
  };
}

function spellField(field: Field) {
  if (typeof field === 'string') return spellings[field];
  return 'units' in field ? koffi.array('char16_t', field.units, 'String') : koffi.array('uint8_t', field.bytes);
}

/** The address of a buffer. Keep the buffer referenced while the address is in use. */
export const addressOf = (bytes: Uint8Array): bigint => koffi.address(bytes);

/** The offset, in a buffer, of an address that Windows has written into it. */
export function offsetIn(bytes: Uint8Array, address: bigint): number {
  const offset = Number(address - addressOf(bytes));
  if (offset >= 0 && offset < bytes.length) return offset;
  throw new QueryError('failed', `an answer of ${bytes.length} bytes points ${offset} bytes into itself`);
}

/** Reading address 0 would end the process, so it is reported as an error instead. */
const nullPointer = () => new QueryError('failed', 'Windows gave a NULL pointer where there must be an answer');

/** A copy of the content at an address. */
export function bytesAt(address: bigint, length: number): Buffer {
  if (address === 0n) throw nullPointer();
  return Buffer.from(koffi.view(address, length).slice(0));
}

/** NUL-terminated UTF-16 text at an address. */
export function textAt(address: bigint): string {
  if (address === 0n) throw nullPointer();
  return koffi.decode.string16(address);
}

/**
 * A C function of one number that runs `listener` on the main thread while the calling thread waits.
 * It lives until `release`.
 */
export function callback(listener: (value: number) => number) {
  const type = koffi.proto('__stdcall', null, 'int32_t', ['uint32_t']);
  const address = koffi.register(listener, koffi.pointer(type));
  return { address, release: () => koffi.unregister(address) };
}
