import { isMap } from './path.ts';

/**
 * The type of a value in a manifest. A manifest is read leniently: a field that does not fit is read as if it were missing
 * (admission/fields.ts says what is wrong with it); zod can not, and takes longer to be loaded than most manifests to be judged.
 */
export interface FieldShape<Value> {
  /** The value of a field that is missing. */
  missing(): Value;
  /** undefined: it does not fit. */
  read(value: unknown): Value | undefined;
}

export type ValueOf<Of> = Of extends FieldShape<infer Value> ? Value : never;

type Optional<Fields> = { [Key in keyof Fields]: undefined extends ValueOf<Fields[Key]> ? Key : never }[keyof Fields];

/** Fields with these shapes, and any others as they are. */
type Loose<Fields> = { [Key in Exclude<keyof Fields, Optional<Fields>>]: ValueOf<Fields[Key]> } & {
  [Key in Optional<Fields>]?: ValueOf<Fields[Key]>;
} & { [field: string]: unknown };

const single = <Value>(fits: (value: unknown) => value is Value): FieldShape<Value | undefined> => ({
  missing: () => undefined,
  read: (value) => (fits(value) ? value : undefined),
});

export const textField = single((value) => typeof value === 'string');
export const flagField = single((value) => typeof value === 'boolean');
export const wholeField = single((value): value is number => Number.isSafeInteger(value));

/** The same; "" if it is missing. */
export const filledField: FieldShape<string> = { ...textField, missing: () => '' };

/** A map with keys of any name. */
const map = <Value>(read: (inner: unknown) => Value | undefined): FieldShape<Record<string, Value>> => ({
  missing: () => ({}),
  read(value) {
    if (!isMap(value) || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return undefined;
    const all: Record<string, Value> = {};
    for (const [key, inner] of Object.entries(value)) {
      const one = key === '__proto__' ? undefined : read(inner);
      if (one !== undefined) all[key] = one;
    }
    return all;
  },
});

export const textsField = map((inner) => textField.read(inner));
export const valuesField = map<unknown>((inner) => inner);

/** An empty list if it is missing. An item that does not fit is as one that is missing, so that the others keep their indexes. */
export const listField = <Item>(item: FieldShape<Item>): FieldShape<Item[]> => ({
  missing: () => [],
  read: (value) =>
    Array.isArray(value) ? value.map((inner: unknown) => item.read(inner) ?? item.missing()) : undefined,
});

/** The API server reads an empty item of a list of words as an empty word. */
export const wordsField = listField<string>({ ...filledField, read: (word) => textField.read(word ?? '') });

/** A map of fields; unnamed fields stay as they are, after the named ones. */
export function mapField<const Fields extends Readonly<Record<string, FieldShape<unknown>>>>(
  named: Fields,
): FieldShape<Loose<Fields>> & { optional: FieldShape<Loose<Fields> | undefined> } {
  const all = Object.entries(named);
  const read = (value: unknown): Loose<Fields> | undefined => {
    if (!isMap(value)) return undefined;
    const found: Record<string, unknown> = {};
    for (const [key, shape] of all) {
      const given = Object.hasOwn(value, key) ? value[key] : undefined;
      const inner = (given === undefined ? undefined : shape.read(given)) ?? shape.missing();
      if (inner !== undefined) found[key] = inner;
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(named, key) && key !== '__proto__') found[key] = value[key];
    }
    // Each field was read by its shape.
    return found as Loose<Fields>;
  };
  const missing = () => read({}) as Loose<Fields>;
  return { missing, read, optional: { missing: () => undefined, read } };
}
