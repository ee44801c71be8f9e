import { type Path, showPath } from '../path.ts';

/** The source of the API server's rules. */
export const validation =
  'https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/core/validation/validation.go';

/**
 * What is wrong with an object, as the API server sees it.
 * `type`: a field has a value of the wrong kind; `version`: no API server has this kind in this version;
 * `metadata`: a name, a namespace or a label has a form that the API server refuses; `field`: a field that the API server does not know, or a value that it
 * does not allow there. Severity `info`: the API server takes it, but drops the field.
 */
export interface ObjectFault {
  kind: 'type' | 'version' | 'metadata' | 'field';
  /** From the object. */
  path: Path;
  message: string;
  severity: 'error' | 'warn' | 'info';
  /** What would be right there, where no other value is. */
  right?: unknown;
  /** It is a value of the pod, which can be read, and is judged with the pod. */
  isOfPod?: true;
}

/** What is said of a field after its path. */
export const invalid = (value: unknown, detail: string): string =>
  `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${detail}`;
export const forbidden = (detail: string): string => `Forbidden: ${detail}`;
export const duplicate = (value: unknown): string => `Duplicate value: ${JSON.stringify(value)}`;
export const unsupported = (value: string, known: readonly string[]): string =>
  `Unsupported value: ${JSON.stringify(value)}: supported values: ${known.map((one) => JSON.stringify(one)).join(', ')}`;
export const required = (detail = ''): string => `Required value${detail === '' ? '' : `: ${detail}`}`;
export const notFound = (value: string): string => `Not found: ${JSON.stringify(value)}`;

/** A field that this version of the API server does not know, as strict validation, kubectl's default, refuses it. */
export const unknownField = (path: Path): string => `unknown field "${showPath(path)}"`;
