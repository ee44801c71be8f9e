import { type Path, showPath } from './path.ts';
import type { Pod } from './pod.ts';

/** The source of the API server's rules and wordings. */
export const validation =
  'https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/core/validation/validation.go';

/** Errors of a field as the API server words them, with its path in the object: "spec.hostNetwork: Invalid value: false: ...". */
export const invalid = (pod: Pick<Pod, 'base'>, path: Path, value: unknown, detail: string): string =>
  `${showPath([...pod.base, ...path])}: Invalid value: ${JSON.stringify(value)}: ${detail}`;

export const forbidden = (pod: Pick<Pod, 'base'>, path: Path, detail: string): string =>
  `${showPath([...pod.base, ...path])}: Forbidden: ${detail}`;

export const duplicate = (pod: Pick<Pod, 'base'>, path: Path, value: string): string =>
  `${showPath([...pod.base, ...path])}: Duplicate value: ${JSON.stringify(value)}`;

export const notSupported = (pod: Pick<Pod, 'base'>, path: Path, value: string, allowed: readonly string[]): string =>
  `${showPath([...pod.base, ...path])}: Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;

export const required = (pod: Pick<Pod, 'base'>, path: Path, detail = ''): string =>
  `${showPath([...pod.base, ...path])}: Required value${detail === '' ? '' : `: ${detail}`}`;

export const notFound = (pod: Pick<Pod, 'base'>, path: Path, value: string): string =>
  `${showPath([...pod.base, ...path])}: Not found: ${JSON.stringify(value)}`;

/** A field that this version of the API server does not know, as strict validation, kubectl's default, refuses it. */
export const unknownField = (pod: Pick<Pod, 'base'>, path: Path): string =>
  `unknown field "${showPath([...pod.base, ...path])}"`;
