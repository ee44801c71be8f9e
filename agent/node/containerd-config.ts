import { ifKnown } from '../fact.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import { type ShellCommand, shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { distributionOf } from './containerd-service.ts';
import { managedPool } from './managed-pool.ts';

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

type PoolFacts = Pick<KnownFacts, 'services' | 'cluster' | 'runtime'>;

/**
 * Where a setting of containerd is changed so that it lasts: rke2, k3s and k0s write config.toml at each start, and the
 * image of a managed pool has its own.
 * Source: k3s pkg/agent/containerd/config.go, writeContainerdConfig; k0s pkg/component/worker/containerd/component.go.
 */
export function settingsFile(facts: PoolFacts): string {
  const own = "containerd's config.toml";
  if (managedPool(facts) !== null) return `${own}, and again on each new node of the pool`;
  const template = `config.toml.tmpl beside ${own}, config-v3.toml.tmpl for containerd 2`;
  const owner = distributionOf(facts)?.name;
  if (owner === 'k0s') return `${own}, without its line # k0s_managed=true, by which k0s writes it anew`;
  if (owner !== undefined) return `${template}, from which ${owner} writes that file at each start`;
  return facts.services === undefined ? `${own}, or for rke2 and k3s in ${template}` : own;
}

/** Takes what serves CRI off the list of plugins that are off. Source: containerd 2 has it in three plugins, docs/cri/config.md. */
export const enableCri = (facts: PoolFacts): Step =>
  onNode(
    `Take cri, io.containerd.grpc.v1.cri, and for containerd 2 also io.containerd.cri.v1.runtime and io.containerd.cri.v1.images, out of disabled_plugins in ${settingsFile(facts)}.`,
  );

/** Where the pause image is named. */
export function sandboxImageSetting(facts: Pick<KnownFacts, 'services'>): string {
  const owner = distributionOf(facts)?.name;
  if (owner === 'rke2' || owner === 'k3s') return `in the configuration of ${owner}, as pause-image`;
  const rancher = facts.services === undefined ? ', or in that of rke2 or k3s, as pause-image' : '';
  return `in the configuration of containerd, as sandbox_image (1.x) or sandbox in pinned_images (2.x)${rancher}`;
}

/**
 * Finds settings in the configuration of containerd: in the file that it reads if the facts name it, else in the usual
 * places, with the path of each file that exists: without a path nothing was searched. k0s uses the place of containerd.
 */
export function searchConfig({ 'runtime-binaries': binaries }: KnownFacts, pattern: string): ShellCommand {
  const path = (binaries && ifKnown(binaries.config))?.path;
  return path === undefined
    ? shell`Get-Item 'C:\\Program Files\\containerd\\config*.toml*', C:\\ProgramData\\containerd\\config*.toml*, C:\\var\\lib\\rancher\\*\\agent\\etc\\containerd\\config*.toml* | ForEach-Object { $_.FullName; $_ | Select-String -Pattern ${pattern} }`
    : shell`Select-String -LiteralPath ${path} -Pattern ${pattern}`;
}
