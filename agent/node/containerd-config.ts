import { ifKnown, type PartValue } from '../fact.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import { lines, literal, onNode, type ShellCommand, type Step, shell, words } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { flagOf } from '../windows/command-line.ts';
import { defaultConfig } from './containerd-pipe.ts';
import { containerdProcesses, containerdStarter, distributionOf, installed } from './containerd-service.ts';
import { managedPool } from './managed-pool.ts';

type Config = PartValue<RuntimeBinaries['config']>;

/** The error of a configuration with its place: "line 12: unterminated string". */
export const refusalText = ({ line, message }: NonNullable<NonNullable<Config>['refused']>): string =>
  line === null ? message : `line ${line}: ${message}`;

/**
 * Prints the configuration with its imports, as a start of containerd would read it, or the error in it. Starts
 * nothing.
 */
export const dumpCommand = (containerd: RuntimeBinaries['containerd'], config: { path: string }): ShellCommand =>
  shell`& ${containerd?.path ?? 'containerd.exe'} --config ${config.path} config dump`;

/** What tells whether the node belongs to a managed pool, or to rke2, k3s or k0s. */
export type PoolFacts = Pick<KnownFacts, 'services' | 'cluster' | 'runtime'>;
type ConfigFacts = PoolFacts & Pick<KnownFacts, 'runtime-binaries'>;

/** Follows what a sentence tells to change on a node: the image of a managed pool does not have it. */
export const onNewNodes = (facts: PoolFacts): string =>
  managedPool(facts) === null ? '' : ', and again on each new node of the pool';

/**
 * Where a setting of containerd is changed so that it lasts: rke2, k3s and k0s write config.toml at each start, and the
 * image of a managed pool has its own. Without a template, rke2 and k3s write nothing that needs a correction.
 * Source: k3s pkg/agent/containerd/config.go, writeContainerdConfig; k0s pkg/component/worker/containerd/component.go.
 */
export function settingsFile(facts: PoolFacts): string {
  const own = "containerd's config.toml";
  const owner = distributionOf(facts)?.name;
  if (owner === 'k0s') return `${own}, without its line # k0s_managed=true, by which k0s writes it anew`;
  const template = `config.toml.tmpl beside ${own}, config-v3.toml.tmpl for containerd 2`;
  if (owner !== undefined) return `${template}, from which ${owner} writes that file at each start`;
  const rancher = facts.services === undefined ? `, or for rke2 and k3s in ${template}` : '';
  return `${own}${rancher}${onNewNodes(facts)}`;
}

/** The template that rke2 or k3s would take is the one for the version of the configuration that it wrote. */
const findTemplate = (path: string | undefined): ShellCommand[] => [
  shell`$file = ${path === undefined ? anyRancher : literal(path)}`,
  shell`$template = Join-Path (Split-Path $file) $(if (${isVersion3}) { 'config-v3.toml.tmpl' } else { 'config.toml.tmpl' })`,
];

const anyRancher = words`(Get-Item C:\\var\\lib\\rancher\\*\\agent\\etc\\containerd\\config.toml).FullName`;

/** Version 4 has the settings of CRI where version 3 has them. */
const isVersion3 = words`Select-String -Quiet -LiteralPath $file -Pattern '^version\\s*=\\s*[34]'`;
const findPlugin = shell`$plugin = if (${isVersion3}) { 'io.containerd.cri.v1.runtime' } else { 'io.containerd.grpc.v1.cri' }`;
const table = words`"[plugins.'$plugin'.containerd.runtimes.'$_']", '  runtime_type = "io.containerd.runhcs.v1"'`;

/**
 * Adds a runtime handler that runs HostProcess containers.
 * Sources: k3s pkg/agent/templates/templates.go; k0s docs/runtime.md; containerd docs/cri/config.md.
 */
export function addHandler(facts: ConfigFacts, handler: string): Step[] {
  // Source: containerd internal/cri/config/config_windows.go.
  if (/hypervisor/i.test(handler)) {
    return [
      onNode(
        `Do not add ${handler} for a HostProcess pod, which is to run on the node and not in a virtual machine; for other pods, add it${onNewNodes(facts)} with SandboxIsolation = 1 among its options, since without it they run without that isolation.`,
      ),
    ];
  }
  const owner = distributionOf(facts)?.name;
  const added = literal(handler);
  const binaries = facts['runtime-binaries'];
  const path = (binaries && ifKnown(binaries.config))?.path;
  if (owner === 'k0s') {
    return [
      onNode(
        'Otherwise add the handler in a file of its own, which k0s reads too.',
        lines(
          shell`$file = ${literal(path ?? defaultConfig)}`,
          findPlugin,
          shell`$version = if (${isVersion3}) { 3 } else { 2 }`,
          shell`${added} | ForEach-Object { Set-Content -Encoding Ascii -LiteralPath "C:\\etc\\k0s\\containerd.d\\$_.toml" -Value "version = $version", ${table} }`,
        ),
      ),
    ];
  }
  const rancher = (condition: string) =>
    onNode(
      `${condition} add the handler to the template, so that it is in config.toml after the next start.`,
      lines(
        ...findTemplate(path),
        shell`if (!(Test-Path $template)) { Set-Content -Encoding Ascii -LiteralPath $template -Value '{{ template "base" . }}' }`,
        findPlugin,
        shell`${added} | ForEach-Object { Add-Content -Encoding Ascii -LiteralPath $template -Value '', ${table} }`,
      ),
      'Releases before September 2023 have no base template and do not start with it: there, begin the template as a copy of config.toml.',
    );
  if (owner !== undefined) return [rancher('Otherwise')];
  const program = binaries?.containerd?.path ?? installed;
  const isUnknown = facts.services === undefined;
  return [
    onNode(
      `Otherwise${isUnknown ? ', unless rke2, k3s or k0s runs the node,' : ''} add the handler to config.toml${onNewNodes(facts)}.`,
      lines(
        shell`$file = ${literal(path ?? defaultConfig)}`,
        ...(path === undefined
          ? [
              shell`if (!(Test-Path $file)) { & ${literal(program)} config default | Out-File -Encoding Ascii -LiteralPath $file }`,
            ]
          : []),
        findPlugin,
        // Of containerd 1.x, a table of another handler takes the place of the default one.
        shell`'runhcs-wcow-process', ${added} | Where-Object { !(Select-String -Quiet -LiteralPath $file -Pattern "runtimes\\.\\W?$_\\W?\\]") } | ForEach-Object { Add-Content -Encoding Ascii -LiteralPath $file -Value '', ${table} }`,
      ),
    ),
    ...(isUnknown ? [rancher('For rke2 or k3s,')] : []),
  ];
}

/** Takes what serves CRI off the list of plugins that are off. Source: containerd 2 has it in three plugins, docs/cri/config.md. */
export const enableCri = (facts: PoolFacts): Step =>
  onNode(
    `Take cri, io.containerd.grpc.v1.cri, and for containerd 2 also io.containerd.cri.v1.runtime and io.containerd.cri.v1.images, out of disabled_plugins in ${settingsFile(facts)}.`,
  );

/** Where the pause image is named. */
export function sandboxImageSetting(facts: Pick<KnownFacts, 'services'>): string {
  const owner = distributionOf(facts)?.name;
  if (owner === 'rke2' || owner === 'k3s') return `in C:\\etc\\rancher\\${owner}\\config.yaml, as pause-image`;
  const rancher = facts.services === undefined ? ', or for rke2 and k3s in their config.yaml, as pause-image' : '';
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

const data = 'C:\\ProgramData\\containerd';

/**
 * Where containerd keeps images and containers (`root`), and what belongs to those that run (`state`). The command line wins
 * over the file, and if neither has it, it is the default. Source: containerd cmd/containerd/command/main.go, applyFlags;
 * defaults/defaults_windows.go.
 */
export function containerdFolders(facts: KnownFacts): { root: string; state: string } {
  const binaries = facts['runtime-binaries'];
  const config = binaries && ifKnown(binaries.config);
  const [process] = containerdProcesses(containerdStarter(facts), facts['runtime-process']?.containerd ?? []);
  const commandLine = (process && ifKnown(process.commandLine)) ?? '';
  return {
    root: flagOf(commandLine, '--root') ?? config?.root ?? `${data}\\root`,
    state: flagOf(commandLine, '--state') ?? config?.state ?? `${data}\\state`,
  };
}
