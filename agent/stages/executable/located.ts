import type { Pod } from '../../manifest/pod.ts';
import type { Container } from '../../manifest/spec.ts';
import type { Certainty } from '../../shim/certainty.ts';
import type { CommandLine } from '../../shim/command.ts';
import type { Mode } from '../../shim/mode.ts';
import type { Root } from '../../shim/paths.ts';
import type { WorkingDirectory } from '../../shim/working-directory.ts';

/** The consequences of where a container's program is searched for. */
export type Located =
  /** `where` it is searched for, and the conditions under which it exists. */
  | { is: 'found'; certainty: Certainty; where: string; provided: string }
  /** `folder`: whether at least its folder exists: cmd then prints another message. */
  | { is: 'missing'; certainty: Certainty; why: string; folder: 'there' | 'missing' }
  | { is: 'open'; certainty: Certainty; why: string };

export interface Search {
  commandLine: CommandLine;
  mode: Mode;
  root: Root;
  /** null: not known. */
  directory: WorkingDirectory | null;
  container: Container;
  pod: Pod;
}

export const found = (certainty: Certainty, where: string, provided: string): Located => ({
  is: 'found',
  certainty,
  where,
  provided,
});
export const missing = (certainty: Certainty, why: string): Located => ({
  is: 'missing',
  certainty,
  why,
  folder: 'missing',
});
export const open = (certainty: Certainty, why: string): Located => ({ is: 'open', certainty, why });
