import { goType, typeAt } from '../field/type.ts';
import type { Path } from '../path.ts';

/**
 * What the API server says of a field with a value of the wrong kind: its JSON decoder names the type of Go that has
 * the field. null: that type is not known here. Source: encoding/json UnmarshalTypeError, k8s.io/api core/v1 types.go.
 * @param path from the object
 */
export function unmarshalError(path: Path, value: unknown): string | null {
  const found = typeAt(path);
  if (found === null) return null;
  const { struct, names, type } = found;
  return `json: cannot unmarshal ${jsonKind(value, type)} into Go struct field ${struct}.${names.join('.')} of type ${goType(type)}`;
}

function jsonKind(value: unknown, type: string): string {
  if (Array.isArray(value)) return 'array';
  // A number that does not fit is shown.
  if (typeof value === 'number') return type.startsWith('int') ? `number ${value}` : 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
