import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, win32 } from 'node:path';
import type { Mode } from '../../agent/shim/paths.ts';
import type { Programs } from './bundle.ts';
import { buildInfo, goProgram, releasedShim } from './go-program.ts';
import { hostprobePod, issueToken } from './pod.ts';
import type { Scenario } from './scenario.ts';
import { onDrive, type Prefix } from './wine.ts';

const containerdFolder = 'C:\\Program Files\\containerd';
export const defaultPipe = '\\\\.\\pipe\\containerd-containerd';
export const containerdLog = 'C:\\var\\log\\containerd\\containerd.log';

/** The Windows path of each program. */
export const places: Programs = {
  containerd: `${containerdFolder}\\containerd.exe`,
  'containerd-shim-runhcs-v1': `${containerdFolder}\\containerd-shim-runhcs-v1.exe`,
  kubelet: 'C:\\k\\kubelet.exe',
  'kube-proxy': 'C:\\k\\kube-proxy.exe',
  nssm: 'C:\\Program Files\\nssm\\nssm.exe',
  lab: 'C:\\lab\\lab.exe',
};

/** The root folder of a HostProcess container; null: a process-isolated container, which has a drive of its own. */
export function rootOf(mode: Mode | null): string {
  switch (mode) {
    case 'bind':
      return 'C:\\hpc';
    case 'fallback':
      return `C:\\hpc\\${hostprobePod.containerId}`;
    case 'volume':
      return `C:\\C\\${hostprobePod.containerId}`;
    case null:
      return 'C:\\hostprobe';
  }
}

const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
const volume = `C:\\var\\lib\\kubelet\\pods\\${hostprobePod.uid}\\volumes\\kubernetes.io~projected\\kube-api-access-7k2pq`;

/** Writes files of a node under their Windows paths. */
function drive(prefix: Prefix) {
  const place = (path: string) => {
    const below = onDrive(prefix, path);
    mkdirSync(dirname(below), { recursive: true });
    // The file may be a hard link to the template.
    rmSync(below, { force: true });
    return below;
  };
  return {
    write: (path: string, content: string) => writeFileSync(place(path), content),
    share: (from: string, path: string) => linkSync(from, place(path)),
    copy: (from: string, path: string) => copyFileSync(from, place(path)),
    /** A link that Windows programs under Wine follow but cannot see, like a mount. */
    lead: (path: string, target: string) => {
      const below = place(path);
      symlinkSync(relative(dirname(below), onDrive(prefix, target)), below);
    },
  };
}

/** Writes containerd, kubelet, kube-proxy and their files, as on a node set up with kubeadm and sig-windows-tools. */
export function layOutNode(prefix: Prefix, scenario: Scenario, sources: { programs: Programs; koffi: string }): void {
  const files = drive(prefix);
  for (const [name, path] of Object.entries(places)) {
    // The keys of `places` are those of Programs.
    files.share(sources.programs[name as keyof Programs], path);
  }
  files.share(sources.koffi, 'C:\\lab\\koffi\\win32_x64\\koffi.node');
  if (scenario.bindFilter) {
    files.share(onDrive(prefix, 'C:\\windows\\system32\\version.dll'), 'C:\\windows\\system32\\bindfltapi.dll');
  }
  const configVersion = scenario.containerd.version.startsWith('2.') ? 3 : 2;
  files.write(
    `${containerdFolder}\\config.toml`,
    `version = ${configVersion}\nroot = 'C:\\ProgramData\\containerd\\root'\nstate = 'C:\\ProgramData\\containerd\\state'\n\n[grpc]\n  address = '\\\\.\\pipe\\containerd-containerd'\n`,
  );
  files.write('C:\\ProgramData\\containerd\\root\\io.containerd.metadata.v1.bolt\\meta.db', '');
  files.write(
    'C:\\etc\\cni\\net.d\\10-flannel.conf',
    `${JSON.stringify({ name: 'flannel.4096', cniVersion: '0.3.1', type: 'flannel', delegate: { type: 'sdnoverlay' } }, null, 2)}\n`,
  );
  files.write(
    'C:\\var\\lib\\kubelet\\config.yaml',
    'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS:\n- 10.96.0.10\ncontainerRuntimeEndpoint: npipe:////./pipe/containerd-containerd\nhealthzPort: 10248\n',
  );
  writeNodeFiles(prefix, scenario.files ?? {});
}

/** Writes files of a node, text by path. */
export function writeNodeFiles(prefix: Prefix, texts: Readonly<Record<string, string>>): void {
  const files = drive(prefix);
  for (const [path, text] of Object.entries(texts)) files.write(path, text);
}

/** Long before anything on the node was started. */
const installedAt = new Date('2026-10-01T08:00:00Z');

/** Puts the shim on disk that the scenario has, in the place of the one that runs for the pods. */
export function placeShim(prefix: Prefix, { containerd }: Scenario): void {
  const { shim } = containerd;
  const path = onDrive(prefix, places['containerd-shim-runhcs-v1']);
  if (typeof shim === 'string') return;
  rmSync(path);
  if (shim === null) return;
  writeFileSync(path, goProgram(buildInfo(releasedShim(shim.commit))));
  utimesSync(path, installedAt, installedAt);
}

/** Puts another build of the same version in the place of containerd.exe. */
export function rebuildContainerd(prefix: Prefix, programs: Programs): void {
  drive(prefix).copy(programs.containerd, places.containerd);
}

/** Replaces the files of containerd and the shim, as an upgrade does. */
export function replaceContainerd(prefix: Prefix, programs: Programs): void {
  const files = drive(prefix);
  for (const name of ['containerd', 'containerd-shim-runhcs-v1'] as const) files.copy(programs[name], places[name]);
}

/** Writes the files of hostprobe's container, with the service account volume where the mode mounts it. */
export function layOutPod(
  prefix: Prefix,
  scenario: Scenario,
  sources: { node: string; agent: string; koffi: string; ca: string },
  now: Date,
): void {
  const files = drive(prefix);
  const { pod } = scenario;
  const root = rootOf(pod.mode);
  files.share(sources.node, `${root}\\node.exe`);
  for (const name of readdirSync(sources.agent)) files.copy(join(sources.agent, name), `${root}\\${name}`);
  files.share(sources.koffi, `${root}\\koffi\\win32_x64\\koffi.node`);

  // Like the kubelet's atomic writer.
  const written = `..${now.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '_')}.271828182`;
  files.write(`${volume}\\${written}\\token`, issueToken(hostprobePod, pod.token, now));
  files.copy(sources.ca, `${volume}\\${written}\\ca.crt`);
  files.write(`${volume}\\${written}\\namespace`, hostprobePod.namespace);
  files.lead(`${volume}\\..data`, `${volume}\\${written}`);
  for (const name of ['token', 'ca.crt', 'namespace']) files.lead(`${volume}\\${name}`, `${volume}\\..data\\${name}`);

  const mounts = pod.mode === null ? [`C:\\${secrets}`] : [`${root}\\${secrets}`];
  if (pod.mode === 'bind') mounts.push(`C:\\${secrets}`);
  for (const mount of mounts) files.lead(mount, volume);
  if (pod.strayToken) {
    files.write(`C:\\${secrets}\\token`, issueToken(hostprobePod, 'of another pod', now));
    files.copy(sources.ca, `C:\\${secrets}\\ca.crt`);
    files.write(`C:\\${secrets}\\namespace`, 'web');
  }
}

/** Writes a file to C:\lab, a folder that real nodes do not have. */
export const writeLabFile = (prefix: Prefix, name: string, content: unknown): void =>
  drive(prefix).write(win32.join('C:\\lab', name), JSON.stringify(content, null, 2));
