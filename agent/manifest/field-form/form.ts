import { type Path, showPath } from '../path.ts';
import { fieldWords } from '../refusal/field-error.ts';

/** A struct of the API in an object: a probe, a volume, a term of an affinity. */
export interface ApiStruct {
  /** A field may have a value of the wrong type; another rule reports that. */
  fields: Readonly<Record<string, unknown>>;
  /** From the object. */
  path: Path;
  /** The spec of the pod that it is in or beside; {}: none. */
  pod: Readonly<Record<string, unknown>>;
  /** The minor version of the API server. */
  kubernetes: number;
}

export interface FormFault {
  /** Its position. */
  path: Path;
  message: string;
}

/** What the API server refuses of a struct. Source of each: the function of pkg/apis/core/validation that is named beside it. */
export type Form = (struct: ApiStruct) => FormFault[];

/** A refusal in the API server's words; `shown` if it names another path than the field's. */
const fault = (path: Path, words: string, shown: Shown = path): FormFault => ({
  path,
  message: `${typeof shown === 'string' ? shown : showPath(shown)}: ${words}`,
});
type Shown = Path | string;

/** A key of a map, with any characters, as the API server shows it. */
export const keyed = (path: Path, key: string): string => `${showPath(path)}[${key}]`;

export const invalid = (path: Path, value: unknown, detail: string, shown: Shown = path): FormFault =>
  fault(path, fieldWords.invalid(value, detail), shown);
export const required = (path: Path, detail = '', shown: Shown = path): FormFault =>
  fault(path, fieldWords.required(detail), shown);
export const forbidden = (path: Path, detail: string, shown: Shown = path): FormFault =>
  fault(path, fieldWords.forbidden(detail), shown);
export const duplicate = (path: Path, value: unknown, shown: Shown = path): FormFault =>
  fault(path, fieldWords.duplicate(value), shown);
export const notFound = (path: Path, value: string): FormFault => fault(path, fieldWords.notFound(value));
export const unsupported = (path: Path, value: string, known: readonly string[], shown: Shown = path): FormFault =>
  fault(path, fieldWords.unsupported(value, known), shown);

/** A text; anything else is an empty one. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** The indexes of items that appeared earlier in their list. */
export function repeated(items: readonly unknown[]): ReadonlySet<number> {
  const seen = new Set<unknown>();
  return new Set(items.flatMap((item, index) => (seen.size === seen.add(item).size ? [index] : [])));
}

/** The value is one of these, or is left to the API server. */
export const isOneOf = (value: unknown, path: Path, known: readonly string[], shown: Shown = path): FormFault[] =>
  typeof value !== 'string' || value === '' || known.includes(value) ? [] : [unsupported(path, value, known, shown)];

/** A text that must be there. */
export const needed = (value: unknown, path: Path, detail = '', shown: Shown = path): FormFault[] =>
  !isSet(value) || value === '' ? [required(path, detail, shown)] : [];

/** A text in a form, if there is one. */
export const inForm = (
  value: unknown,
  path: Path,
  form: (text: string) => readonly string[],
  shown: Shown = path,
): FormFault[] =>
  typeof value !== 'string' || value === '' ? [] : form(value).map((words) => invalid(path, value, words, shown));

/** A number in a range, if there is one. */
export const between = (value: unknown, path: Path, [least, most]: readonly [number, number]): FormFault[] =>
  typeof value !== 'number' || (value >= least && value <= most)
    ? []
    : [invalid(path, value, `must be between ${least} and ${most}, inclusive`)];

export const notNegative = (value: unknown, path: Path): FormFault[] =>
  typeof value === 'number' && value < 0 ? [invalid(path, value, negative)] : [];
export const negative = 'must be greater than or equal to 0';

/** Source: IsValidPortName. */
export function portNameFaults(name: string): string[] {
  const faults = name.length > 15 ? ['must be no more than 15 characters'] : [];
  if (!/^[-a-z0-9]+$/.test(name)) faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) faults.push('must contain at least one letter (a-z)');
  if (name.includes('--')) faults.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(name)) faults.push('must not begin or end with a hyphen');
  return faults;
}

/** Source: ValidatePortNumOrName. */
export function portFaults(port: unknown, path: Path): FormFault[] {
  if (typeof port === 'string') return portNameFaults(port).map((words) => invalid(path, port, words));
  return between(port ?? 0, path, [1, 65_535]);
}

/** A path inside a volume. Source: validateLocalDescendingPath, validateLocalNonReservedPath. */
export function descendingFaults(path: string, at: Path, shown = at): FormFault[] {
  const faults: FormFault[] = [];
  if (path.startsWith('/')) faults.push(invalid(at, path, 'must be a relative path', shown));
  if (path.split('/').includes('..')) faults.push(invalid(at, path, "must not contain '..'", shown));
  if (path.startsWith('..') && !path.startsWith('../'))
    faults.push(invalid(at, path, "must not start with '..'", shown));
  return faults;
}

/** Why a text is not a quantity; null: it is one. Source: k8s.io/apimachinery pkg/api/resource/quantity.go. */
export function quantityFault(value: unknown): string | null {
  const text = String(value);
  const [number] = /^[+-]?(?:\d+\.?\d*|\.\d+)/.exec(text) ?? [];
  const suffix = text.slice(number?.length);
  if (number === undefined || !/^[eEinumkKMGTP]*[-+]?\d*$/.test(suffix)) return malformed;
  return /^(?:[numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/.test(suffix) ? null : "unable to parse quantity's suffix";
}

const malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** A quantity as a number; null: not a quantity. */
export function amountOf(quantity: unknown): number | null {
  const [, number, suffix = ''] =
    /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(shortText(quantity)) ?? [];
  return number === undefined ? null : Number(number) * (scales[suffix] ?? Number(`1${suffix}`));
}

/** A text or a number as a text; "": anything else. */
export const shortText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const scales: Readonly<Record<string, number>> = {
  ...{ '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};
