import { type Path, showPath } from '../path.ts';
import type { Pod } from '../pod.ts';

/** The source of the API server's rules and wordings. */
export const validation =
  'https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/core/validation/validation.go';

/** What the API server says of a field, after its path. Source: ErrorBody in apimachinery pkg/util/validation/field/errors.go. */
export const fieldWords = {
  invalid: (value: unknown, detail: string) => `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${detail}`,
  forbidden: (detail: string) => `Forbidden: ${detail}`,
  duplicate: (value: unknown) => `Duplicate value: ${JSON.stringify(value)}`,
  unsupported: (value: string, known: readonly string[]) =>
    `Unsupported value: ${JSON.stringify(value)}: supported values: ${known.map((one) => JSON.stringify(one)).join(', ')}`,
  required: (detail = '') => `Required value${detail === '' ? '' : `: ${detail}`}`,
  notFound: (value: string) => `Not found: ${JSON.stringify(value)}`,
} as const;

type InObject = Pick<Pod, 'base'>;
const at = (pod: InObject, path: Path, words: string) => `${showPath([...pod.base, ...path])}: ${words}`;

/** Errors of a field of a pod, with its path in the object: "spec.hostNetwork: Invalid value: false: ...". */
export const invalidIn = (pod: InObject, path: Path, value: unknown, detail: string): string =>
  at(pod, path, fieldWords.invalid(value, detail));
export const forbiddenIn = (pod: InObject, path: Path, detail: string): string =>
  at(pod, path, fieldWords.forbidden(detail));
export const duplicateIn = (pod: InObject, path: Path, value: string): string =>
  at(pod, path, fieldWords.duplicate(value));
export const unsupportedIn = (pod: InObject, path: Path, value: string, known: readonly string[]): string =>
  at(pod, path, fieldWords.unsupported(value, known));
export const requiredIn = (pod: InObject, path: Path, detail = ''): string =>
  at(pod, path, fieldWords.required(detail));
export const notFoundIn = (pod: InObject, path: Path, value: string): string =>
  at(pod, path, fieldWords.notFound(value));

/** A field that this version of the API server does not know, as strict validation, kubectl's default, refuses it. */
export const unknownField = (pod: InObject, path: Path): string =>
  `unknown field "${showPath([...pod.base, ...path])}"`;
