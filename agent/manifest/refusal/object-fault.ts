import { type Path, showPath } from '../path.ts';

/**
 * `type`: a field has a value of the wrong kind; `version`: no API server has this kind in this version;
 * `metadata`: a name, a namespace or a label has a form that the API server refuses; `workload`: its selector, its
 * restart policy or its name does not fit its pods;
 * `field`: a field that the API server does not know, or a value that it does not allow there.
 */
export interface ObjectFault {
  kind: 'type' | 'version' | 'metadata' | 'workload' | 'field';
  /** From the object. */
  path: Path;
  message: string;
  severity: 'error' | 'warn';
}

export const invalidField = (path: Path, value: string, detail: string): string =>
  `${showPath(path)}: Invalid value: ${JSON.stringify(value)}: ${detail}`;

/**
 * A map of texts as the API server shows it. Source: k8s.io/apimachinery pkg/util/validation/field/errors.go at v0.33.0
 * and v0.34.0.
 */
export function showMap(map: Readonly<Record<string, unknown>>, kubernetes: number): string {
  const keys = Object.keys(map).toSorted();
  if (kubernetes >= 34)
    return keys.length === 0 ? 'null' : JSON.stringify(Object.fromEntries(keys.map((key) => [key, map[key]])));
  const shown = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(map[key] ?? '')}`);
  return keys.length === 0 ? 'map[string]string(nil)' : `map[string]string{${shown.join(', ')}}`;
}

/** A map from YAML or JSON: its fields have names and any value. */
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The fields of a map; of anything else none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isMap(value) ? value : {});

/** The value at a path; undefined: none. */
export const fieldIn = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (isMap(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined), value);

/** The text at a path; "": none. */
export function textIn(value: unknown, path: Path): string {
  const found = fieldIn(value, path);
  return typeof found === 'string' ? found : '';
}
