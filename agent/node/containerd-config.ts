import { ifKnown } from '../fact.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import { type ShellCommand, shell } from '../fix/command.ts';
import type { KnownFacts } from '../snapshot.ts';
import { nodeOwner } from './containerd-service.ts';

type Config = Extract<RuntimeBinaries['config'], { ok: true }>['value'];

/** The error of a configuration with its place: "line 12: unterminated string". */
export const refusalText = ({ line, message }: NonNullable<NonNullable<Config>['refused']>): string =>
  line === null ? message : `line ${line}: ${message}`;

/**
 * Prints the configuration with its imports, as a start of containerd would read it, or the error in it. Starts
 * nothing.
 */
export const dumpCommand = (containerd: RuntimeBinaries['containerd'], config: { path: string }): ShellCommand =>
  shell`& ${containerd?.path ?? 'containerd.exe'} --config ${config.path} config dump`;

/**
 * Where a setting of containerd is changed so that it lasts: rke2 and k3s write config.toml at each start.
 * Source: k3s pkg/agent/containerd/config.go, writeContainerdConfig.
 */
export function settingsFile({ services }: Pick<KnownFacts, 'services'>): string {
  const owner = services && nodeOwner(services)?.name.toLowerCase();
  return owner === 'rke2' || owner === 'k3s'
    ? `config.toml.tmpl beside containerd's config.toml, config-v3.toml.tmpl for containerd 2, from which ${owner} writes that file at each start`
    : "containerd's config.toml";
}

/** Finds settings in the configuration of containerd: in the file that it reads where the facts name it, else in the usual places. */
export function searchConfig({ 'runtime-binaries': binaries }: KnownFacts, pattern: string): ShellCommand {
  const path = (binaries && ifKnown(binaries.config))?.path;
  return path === undefined
    ? shell`Select-String -Path 'C:\\Program Files\\containerd\\config.toml', C:\\ProgramData\\containerd\\config.toml -Pattern ${pattern} -ErrorAction SilentlyContinue`
    : shell`Select-String -LiteralPath ${path} -Pattern ${pattern}`;
}
