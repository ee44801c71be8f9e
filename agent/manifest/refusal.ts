import { type Path, showPath } from './path.ts';
import type { Pod } from './pod.ts';

/** The source of the API server's rules and wordings. */
export const validation =
  'https://github.com/kubernetes/kubernetes/blob/v1.29.0/pkg/apis/core/validation/validation.go';

/** A refusal as the API server words it, with the field's path in the object: "spec.hostNetwork: Invalid value: false: ...". */
export const invalid = (pod: Pick<Pod, 'base'>, path: Path, value: unknown, detail: string): string =>
  `${showPath([...pod.base, ...path])}: Invalid value: ${JSON.stringify(value)}: ${detail}`;

export const forbidden = (pod: Pick<Pod, 'base'>, path: Path, detail: string): string =>
  `${showPath([...pod.base, ...path])}: Forbidden: ${detail}`;

export const duplicate = (pod: Pick<Pod, 'base'>, path: Path, value: string): string =>
  `${showPath([...pod.base, ...path])}: Duplicate value: ${JSON.stringify(value)}`;

export const notSupported = (pod: Pick<Pod, 'base'>, path: Path, value: string, allowed: readonly string[]): string =>
  `${showPath([...pod.base, ...path])}: Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
