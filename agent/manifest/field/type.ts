import type { Path } from '../path.ts';
import { fieldTypes } from './types.ts';

/** Fields that newer versions do not have any more. Source: k8s.io/api core/v1 types.go at v0.35.0. */
const gone: Readonly<Record<string, string>> = { PodSpec: 'workloadRef:any' };

const read = new Map<string, ReadonlyMap<string, string>>();

/** The fields of a struct with their types, such as `[]Container`; null: it is not a struct. */
export function typesOf(struct: string): ReadonlyMap<string, string> | null {
  if (!Object.hasOwn(fieldTypes, struct)) return null;
  const known = read.get(struct) ?? parse(`${fieldTypes[struct]} ${gone[struct] ?? ''}`);
  read.set(struct, known);
  return known;
}

const parse = (fields: string) =>
  new Map(fields.split(' ').flatMap((field) => (field === '' ? [] : [field.split(':') as [string, string]])));

/**
 * The struct and the type of a field, or of an item, of a pod or of an object around one; `names`: the path to it as the
 * API server's decoder shows it, which of a map of texts names the map and not the key.
 */
export function typeAt(path: Path): { struct: string; type: string; names: readonly string[] } | null {
  const start = path.findIndex((step, index) => step === 'metadata' || isOfPod(path, index));
  if (start === -1) return null;
  let struct = path[start] === 'metadata' ? 'ObjectMeta' : 'PodSpec';
  let type = struct;
  const names = path.slice(0, start + 1).filter((step) => typeof step === 'string');
  for (const step of path.slice(start + 1)) {
    if (typeof step === 'number' || type.startsWith('map[')) type = itemTypeOf(type);
    else {
      const inner = typesOf(type)?.get(step);
      if (inner === undefined) return null;
      names.push(step);
      struct = type;
      type = inner;
    }
  }
  return { struct, type, names };
}

/** Whether the step leads to the spec of the pod itself. */
const isOfPod = (path: Path, index: number) =>
  path[index] === 'spec' && path[index + 1] !== 'template' && path[index + 1] !== 'jobTemplate';

/** The type of the items of a list or a map. */
export const itemTypeOf = (type: string): string => type.slice(type.indexOf(']') + 1);

/** A type as Go names it. */
export function goType(type: string): string {
  if (type.startsWith('[]')) return `[]${goType(type.slice(2))}`;
  if (type === 'map[string]quantity') return 'v1.ResourceList';
  if (type === 'quantity') return 'resource.Quantity';
  if (type === 'intOrString') return 'intstr.IntOrString';
  return /^[A-Z]/.test(type) ? `v1.${type}` : type;
}
