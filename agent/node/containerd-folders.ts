import { ifKnown } from '../fact.ts';
import type { KnownFacts } from '../snapshot.ts';
import { flagOf } from '../windows/command-line.ts';

const data = 'C:\\ProgramData\\containerd';

/**
 * Where containerd keeps images and containers (`root`), and what belongs to those that run (`state`). The command line wins
 * over the file, and if neither has it, it is the default. Source: containerd cmd/containerd/command/main.go, applyFlags;
 * defaults/defaults_windows.go.
 */
export function containerdFolders(facts: KnownFacts): { root: string; state: string } {
  const binaries = facts['runtime-binaries'];
  const config = binaries && ifKnown(binaries.config);
  const process = facts['runtime-process']?.containerd[0];
  const commandLine = (process && ifKnown(process.commandLine)) ?? '';
  return {
    root: flagOf(commandLine, '--root') ?? config?.root ?? `${data}\\root`,
    state: flagOf(commandLine, '--state') ?? config?.state ?? `${data}\\state`,
  };
}
