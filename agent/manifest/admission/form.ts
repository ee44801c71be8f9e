import { asList, asText, fieldsOf, isSet, type Path } from '../path.ts';
import api from './api.json' with { type: 'json' };
import { duplicate, forbidden, invalid, required, unsupported } from './words.ts';

/** A struct of the API in an object: a probe, a volume, a term of an affinity. */
export interface ApiStruct {
  /** Without those that this version of the API server drops. A field may have a value of the wrong type, which is said elsewhere. */
  fields: Readonly<Record<string, unknown>>;
  /** From the object. */
  path: Path;
  /** The spec of the pod that it is in or beside; {}: none. */
  pod: Readonly<Record<string, unknown>>;
  /** Names that are volumes of the pod: its own, and those of the claims that a StatefulSet makes. */
  volumes: ReadonlySet<string>;
  /** The minor version of the API server. */
  kubernetes: number;
}

/** The minor version since which a feature gate is on by default; 999: none is; 0: all that are known. */
const gates: Readonly<Record<string, number>> = api.gates;

/** Whether a feature gate is on by default. */
export const isOn = (gate: string, kubernetes: number): boolean => kubernetes >= (gates[gate] ?? 0);

/**
 * @param at the field, or the way to it, from the struct; []: the struct itself
 * @param severity `info`: the API server takes it, with a warning; missing: it refuses it
 */
export type Say = (at: string | Path, words: string, severity?: 'info') => void;

/** What the API server refuses of a struct. Source of each: the function of pkg/apis that is named beside it. */
export type Form = (struct: ApiStruct, say: Say) => void;

/** Texts in a form, where they are not empty. */
export const inForm =
  (form: (text: string) => readonly string[], ...names: string[]): Form =>
  ({ fields }, say) => {
    for (const name of names) for (const words of textFaults(fields[name], form)) say(name, words);
  };

/** What is wrong with a text, which may be empty. */
export const textFaults = (value: unknown, form: (text: string) => readonly string[]): string[] =>
  typeof value !== 'string' || value === '' ? [] : form(value).map((words) => invalid(value, words));

/** Fields that must be set, although their types call them optional. */
export const needs =
  (...names: string[]): Form =>
  ({ fields }, say) => {
    for (const name of names) if (!isSet(fields[name]) || fields[name] === '') say(name, required());
  };

/** A text that is one of these, where it is set. */
export const isOneOf =
  (field: string, ...known: string[]): Form =>
  ({ fields }, say) => {
    const value = fields[field];
    if (typeof value === 'string' && !known.includes(value)) say(field, unsupported(value, known));
  };

/** The texts of a list in a form, which no empty one has. */
export const eachInForm =
  (form: (text: string) => readonly string[], ...names: string[]): Form =>
  ({ fields }, say) => {
    for (const name of names)
      for (const [index, text] of asList(fields[name]).map(asText).entries())
        for (const words of form(text)) say([name, index], invalid(text, words));
  };

/** Numbers in a range, where they are set. */
export const between =
  (least: number, most: number, ...names: string[]): Form =>
  ({ fields }, say) => {
    for (const name of names) {
      const value = fields[name];
      if (typeof value !== 'number' || (value >= least && value <= most)) continue;
      say(name, invalid(value, most === Infinity ? `must be at least ${least}` : `must be ${least} to ${most}`));
    }
  };

/** Exactly one of these fields is set; all: those of the struct. */
export const onlyOne =
  (...names: string[]): Form =>
  ({ fields }, say) => {
    const set = (names.length === 0 ? Object.keys(fields) : names).filter((name) => isSet(fields[name]));
    if (set.length === 0) say([], required(names.length === 0 ? 'one source' : `one of ${names.join(', ')}`));
    for (const name of set.slice(1)) say(name, forbidden(`not together with ${set[0]}`));
  };

/** No two items of a list have the same value of these fields. */
export const distinct =
  (list: string, ...keys: string[]): Form =>
  ({ fields }, say) => {
    for (const key of keys) {
      const values = asList(fields[list]).map((one) => fieldsOf(one)[key]);
      for (const index of repeated(values)) say([list, index, key], duplicate(values[index]));
    }
  };

/** Indexes of items that appeared earlier in their list. */
export function repeated(items: readonly unknown[]): ReadonlySet<number> {
  const seen = new Set<unknown>();
  return new Set(items.flatMap((item, index) => (seen.size === seen.add(item).size ? [index] : [])));
}

/** Source: ValidatePortNumOrName, IsValidPortName. */
export const port: Form = ({ fields }, say) => {
  const value = fields.port ?? 0;
  if (typeof value === 'string') for (const words of portNameFaults(value)) say('port', invalid(value, words));
  else between(1, 65_535, 'port')({ fields: { port: value } } as unknown as ApiStruct, say);
};
export const portNameFaults = (name: string): string[] =>
  name.length <= 15 && /^[a-z0-9](?:-?[a-z0-9])*$/.test(name) && /[a-z]/.test(name)
    ? []
    : ['must be at most 15 lower-case letters, digits and single -, with a letter among them'];

/** A path inside a volume. Source: validateLocalDescendingPath. */
export const descendingFaults = (path: string): string[] =>
  path.startsWith('/') || path.split('/').includes('..') ? ['must be a path inside the volume, without ..'] : [];

/** The path of a file that the kubelet writes. Source: validateLocalNonReservedPath. */
export const fileFaults = (path: string): string[] =>
  path.startsWith('..') ? ['must not start with ..'] : descendingFaults(path);

/** A text or a number as a text; "": anything else. */
export const shortText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** A quantity as a number, as which null is 0; null: not a quantity. Source: k8s.io/apimachinery pkg/api/resource/quantity.go. */
export function amountOf(quantity: unknown): number | null {
  const [, number, suffix = ''] =
    /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(
      quantity === null ? '0' : shortText(quantity).trim(),
    ) ?? [];
  return number === undefined ? null : Number(number) * (scales[suffix] ?? Number(`1${suffix}`));
}

const scales: Readonly<Record<string, number>> = {
  ...{ '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};
