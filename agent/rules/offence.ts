import type { Step } from '../fix.ts';
import { type Path, showPath } from '../manifest/path.ts';
import type { Pod } from '../manifest/pod.ts';
import type { Offence } from '../rule.ts';

/** An offence at a field of the pod, and the steps that put it right. */
export const told = (path: Path, message: string, ...steps: Step[]): Offence => ({ path, message, fix: { steps } });

/** What the API server refuses of a field, after its path in the object: "spec.hostNetwork: Invalid value: false: ...". */
export const refused = (pod: Pick<Pod, 'base'>, path: Path, words: string, ...steps: Step[]): Offence =>
  told(path, `${showPath([...pod.base, ...path])}: ${words}`, ...steps);
