/**
 * What Windows demands of one call, whatever there is to answer. Wine forgives most of it, so tests put this between the
 * agent and Wine, and a call that Windows would refuse fails there too.
 */
export interface Contract {
  /**
   * How the call says that it failed: FALSE, 0 or NULL with GetLastError (`false`), INVALID_HANDLE_VALUE with
   * GetLastError (`invalid-handle`), or by what it returns, an error code or an NTSTATUS (`code`). `never`: it cannot fail.
   */
  fails: 'false' | 'invalid-handle' | 'code' | 'never';
  /** The code of the refusal; 0: these values are as Windows wants them. */
  refuses?(values: Values, held: Held): number;
  /** What a success gives the caller to keep: a handle or memory, which `releases` of the right call must give back. */
  gives?(values: Values, result: unknown): { kind: string; address: bigint; rights: number };
  /** The same for a call that gives several. */
  givesMany?(values: Values): { kind: string; address: bigint; rights: number }[];
  /** What it gives whether it fails or not: an error record. */
  givesAnyway?(values: Values): { kind: string; address: bigint; rights: number };
  /** The kind of what this call takes back; its address is the first value. */
  releases?: string;
}

/** The values of a call, in the order of its parameters: numbers, bigints for pointers, strings, buffers, null for NULL. */
export type Values = readonly unknown[];

/** What the process holds at this moment. */
export interface Held {
  /** The rights that a handle was opened with; null when the process holds no such handle of this kind. */
  rights(kind: string, address: unknown): number | null;
}

/** winerror.h and ntstatus.h. */
export const code = {
  accessDenied: 5,
  invalidHandle: 6,
  badLength: 24,
  invalidParameter: 87,
  insufficientBuffer: 122,
  invalidName: 123,
  invalidLevel: 124,
  filenameTooLong: 206,
  noAccess: 998,
  infoLengthMismatch: 0xc000_0004,
} as const;

/** A handle of this kind that was opened with all of these rights. */
export function demands(kind: string, rights: number): (values: Values, held: Held) => number {
  return ([handle], held) => {
    const has = held.rights(kind, handle);
    if (has === null) return code.invalidHandle;
    return (has & rights) === rights ? 0 : code.accessDenied;
  };
}

/** The first refusal of several rules. */
export function all(...rules: NonNullable<Contract['refuses']>[]): NonNullable<Contract['refuses']> {
  return (values, held) => {
    for (const rule of rules) {
      const refused = rule(values, held);
      if (refused !== 0) return refused;
    }
    return 0;
  };
}

/** NULL is passed as null, or as an address that was read: 0. */
export const isNull = (value: unknown): boolean => value === null || value === 0n;

/** Values at these places that Windows writes to or reads from without asking whether they are NULL. */
export function notNull(...places: number[]): NonNullable<Contract['refuses']> {
  return (values) => (places.some((place) => isNull(values[place])) ? code.noAccess : 0);
}

/**
 * The size that is told for a buffer must not be more than there is of it: Windows would write behind it. `size` is the
 * place of a number, or of a buffer that holds one, in units of so many bytes.
 * @throws Error
 */
export function fits(buffer: number, size: number, unit = 1): NonNullable<Contract['refuses']> {
  return (values) => {
    const [into, told] = [values[buffer], values[size]];
    const units = Buffer.isBuffer(told) ? told.readUInt32LE() : Number(told);
    if (Buffer.isBuffer(into) && into.length < unit * units) {
      throw new Error(`a buffer of ${into.length} bytes is told to have ${unit * units}`);
    }
    return 0;
  };
}

/** A value that the agent must give, because it reads the answer by it: a level, a class, a flag. */
export function is(place: number, ...wanted: number[]): NonNullable<Contract['refuses']> {
  return (values) => (wanted.includes(numberAt(values, place)) ? 0 : code.invalidParameter);
}

/** The pointer that a call has put into the buffer at this place. */
export function pointerIn(values: Values, place: number): bigint {
  const buffer = values[place];
  return Buffer.isBuffer(buffer) ? buffer.readBigUInt64LE() : 0n;
}

/** Values are checked by the declarations of agent/win32/api; a contract reads them by their documented types. */
export const numberAt = (values: Values, place: number): number => Number(values[place]);
export const bufferAt = (values: Values, place: number): Buffer => values[place] as Buffer;
