import type { Pod } from '../../manifest/pod.ts';
import type { Container } from '../../manifest/spec.ts';
import type { CommandLine } from '../../shim/command.ts';
import type { Mode } from '../../shim/mode.ts';
import type { Root } from '../../shim/paths.ts';
import type { Standing } from '../../shim/standing.ts';
import type { WorkingDirectory } from '../../shim/working-directory.ts';

/** What follows from where the program of a container is looked for. */
export type Located =
  /** `where` it is looked for, and what must be true so that it exists. */
  | { is: 'found'; standing: Standing; where: string; provided: string }
  /** `folder`: whether at least its folder exists, for which cmd has another message. */
  | { is: 'missing'; standing: Standing; why: string; folder: 'there' | 'missing' }
  | { is: 'open'; standing: Standing; why: string };

export interface Search {
  commandLine: CommandLine;
  mode: Mode;
  root: Root;
  /** null: not known. */
  directory: WorkingDirectory | null;
  container: Container;
  pod: Pod;
}

export const found = (standing: Standing, where: string, provided: string): Located => ({
  is: 'found',
  standing,
  where,
  provided,
});
export const missing = (standing: Standing, why: string): Located => ({
  is: 'missing',
  standing,
  why,
  folder: 'missing',
});
export const open = (standing: Standing, why: string): Located => ({ is: 'open', standing, why });
