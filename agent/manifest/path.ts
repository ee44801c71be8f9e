/** The path from an object to one of its fields: names of fields, and indexes of list items. */
export type Path = readonly (string | number)[];

/** As the API server writes it: spec.containers[0].image, metadata.annotations[example.com/key]. */
export function showPath(path: Path): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number' || !/^[A-Za-z]+$/.test(step)) shown += `[${step}]`;
    else shown += shown === '' ? step : `.${step}`;
  }
  return shown;
}

/** A position in a text, both from 1; columns count UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** A map from YAML or JSON: its fields have names and any value. */
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The fields of a map; of anything else none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isMap(value) ? value : {});

/** The value at a path; undefined: none. */
export const valueIn = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => {
    const around = Object(inner);
    return Object.hasOwn(around, step) ? around[step] : undefined;
  }, value);

/** A text; anything else is an empty one. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** The API server reads null as a field that is missing. */
export const isSet = (value: unknown): boolean => value !== undefined && value !== null;
