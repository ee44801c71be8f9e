import { isMap } from './refusal/object-fault.ts';

/** A field whose value has the wrong kind. */
export interface Misfit {
  path: (string | number)[];
  /** What it takes, in words. */
  wanted: string;
  value: unknown;
}

/** The way to a value that is read, and what did not fit so far. */
interface Reading {
  path: (string | number)[];
  misfits: Misfit[];
}

/**
 * The type of a value in a manifest. A manifest is read leniently: a field that does not fit is reported, and read as if it were
 * missing; zod can do neither in one pass, and takes longer to be loaded than most manifests to be judged.
 */
export interface FieldShape<Value> {
  /** The value of a field that is missing. */
  missing(): Value;
  /** What an item of a list is read as that does not fit, so that the others keep their indexes. */
  empty: unknown;
  /** undefined: it does not fit, which `reading` then says. */
  read(value: unknown, reading: Reading): Value | undefined;
}

export type ValueOf<Of> = Of extends FieldShape<infer Value> ? Value : never;

type Optional<Fields> = { [Key in keyof Fields]: undefined extends ValueOf<Fields[Key]> ? Key : never }[keyof Fields];

/** Fields with these shapes, and any others as they are. */
type Loose<Fields> = { [Key in Exclude<keyof Fields, Optional<Fields>>]: ValueOf<Fields[Key]> } & {
  [Key in Optional<Fields>]?: ValueOf<Fields[Key]>;
} & { [field: string]: unknown };

/** More faults of one object are not reported. */
const mostMisfits = 100_000;

/** Thrown where an object has more. */
class TooMany extends Error {}

/**
 * Reads a value with all that did not fit, in the order of the shape.
 * @returns null: more did not fit than is reported
 */
export function readShape<Value>(
  shape: FieldShape<Value>,
  value: unknown,
): { value: Value | undefined; misfits: readonly Misfit[] } | null {
  const reading: Reading = { path: [], misfits: [] };
  try {
    return { value: shape.read(value, reading), misfits: reading.misfits };
  } catch (error) {
    if (error instanceof TooMany) return null;
    throw error;
  }
}

function misfit({ path, misfits }: Reading, wanted: string, value: unknown): undefined {
  if (misfits.length === mostMisfits) throw new TooMany();
  misfits.push({ path: [...path], wanted, value });
}

function single<Value>(wanted: string, empty: unknown, fits: (value: unknown) => value is Value) {
  const shape: FieldShape<Value | undefined> = {
    missing: () => undefined,
    empty,
    read: (value, reading) => (fits(value) ? value : misfit(reading, wanted, value)),
  };
  return shape;
}

export const textField = single('text', '', (value) => typeof value === 'string');
export const flagField = single('true or false', {}, (value) => typeof value === 'boolean');
const number = single('a number', {}, (value): value is number => typeof value === 'number' && Number.isFinite(value));
export const wholeField: FieldShape<number | undefined> = {
  ...number,
  read(value, reading) {
    const read = number.read(value, reading);
    return read === undefined || Number.isSafeInteger(read) ? read : misfit(reading, 'a whole number', value);
  },
};

/** The same; "" if it is missing. */
export const filledField: FieldShape<string> = { ...textField, missing: () => '' };

/** A map with keys of any name. */
const map = <Value>(
  read: (inner: unknown, reading: Reading) => Value | undefined,
): FieldShape<Record<string, Value>> => ({
  missing: () => ({}),
  empty: {},
  read(value, reading) {
    if (!isMap(value) || ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
      return misfit(reading, 'a map of texts', value);
    const all: Record<string, Value> = {};
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__') continue;
      reading.path.push(key);
      const one = read(inner, reading);
      reading.path.pop();
      if (one !== undefined) all[key] = one;
    }
    return all;
  },
});

export const textsField = map((inner, reading) => textField.read(inner, reading));
export const valuesField = map<unknown>((inner) => inner);

/** An empty list if it is missing. */
export const listField = <Item>(item: FieldShape<Item>): FieldShape<Item[]> => ({
  missing: () => [],
  empty: {},
  read(value, reading) {
    if (!Array.isArray(value)) return misfit(reading, 'a list', value);
    return value.map((inner: unknown, index) => {
      reading.path.push(index);
      const read = item.read(inner, reading) ?? item.read(item.empty, reading) ?? item.missing();
      reading.path.pop();
      return read;
    });
  },
});

/** The API server reads an empty item of a list of words as an empty word. */
export const wordsField = listField<string>({
  ...filledField,
  read: (word, reading) => textField.read(word ?? '', reading),
});

/** A map of fields; unnamed fields stay as they are, after the named ones. */
export function mapField<const Fields extends Readonly<Record<string, FieldShape<unknown>>>>(
  named: Fields,
): FieldShape<Loose<Fields>> & { optional: FieldShape<Loose<Fields> | undefined> } {
  const all = Object.entries(named);
  const read = (value: unknown, reading: Reading): Loose<Fields> | undefined => {
    if (!isMap(value)) return misfit(reading, 'a map of fields', value);
    const found: Record<string, unknown> = {};
    for (const [key, shape] of all) {
      reading.path.push(key);
      const given = Object.hasOwn(value, key) ? value[key] : undefined;
      const inner = (given === undefined ? undefined : shape.read(given, reading)) ?? shape.missing();
      reading.path.pop();
      if (inner !== undefined) found[key] = inner;
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(named, key) && key !== '__proto__') found[key] = value[key];
    }
    // Each field was read by its shape.
    return found as Loose<Fields>;
  };
  const missing = () => read({}, { path: [], misfits: [] }) as Loose<Fields>;
  return { missing, empty: {}, read, optional: { missing: () => undefined, empty: {}, read } };
}
