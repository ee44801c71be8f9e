import type { LogComponent } from '../../facts/logs.ts';
import { flagOf } from '../../windows/command-line.ts';

interface Place {
  component: LogComponent;
  path: string;
}

const rke2Data = 'C:\\var\\lib\\rancher\\rke2';
const k0sData = 'C:\\var\\lib\\k0s';

/** containerd's log below the data directory of rke2, which says so when it starts: "Logging containerd to ...". */
export const rke2ContainerdLog = (data = rke2Data): string => `${data}\\agent\\containerd\\containerd.log`;

/** AgentBaker for AKS, sig-windows-tools and image-builder for kubeadm, the set-up of GCE nodes. */
const folders: Readonly<Record<string, readonly [component: LogComponent, name: string][]>> = {
  'C:\\k': [
    ['containerd', 'containerd.log'],
    ['containerd', 'containerd.err.log'],
    ['kubelet', 'kubelet.log'],
    ['kubelet', 'kubelet.err.log'],
    ['kube-proxy', 'kubeproxy.log'],
    ['kube-proxy', 'kubeproxy.err.log'],
  ],
  'C:\\var\\log\\kubelet': [
    ['kubelet', 'kubelet.log'],
    ['kubelet', 'kubelet.err.log'],
    ['kubelet', 'kubelet.out.log'],
  ],
  'C:\\etc\\kubernetes\\logs': [
    ['containerd', 'containerd.log'],
    ['kubelet', 'kubelet.log'],
    ['kube-proxy', 'kube-proxy.log'],
  ],
};

/**
 * Where distributions put logs when no command line of a node shows it.
 * @param commandLines command lines of containerd and of the service that starts it, for data directories that were moved
 */
export function usualPlaces(commandLines: readonly string[]): Place[] {
  const places = Object.entries(folders).flatMap(([folder, names]) =>
    names.map(([component, name]) => ({ component, path: `${folder}\\${name}` })),
  );
  const data = commandLines.map(rke2DataOf).find((found) => found !== null) ?? rke2Data;
  return [
    ...places,
    { component: 'containerd', path: rke2ContainerdLog(data) },
    { component: 'containerd', path: `${data}\\agent\\logs\\containerd.log` },
    { component: 'kubelet', path: `${data}\\agent\\logs\\kubelet.log` },
    { component: 'kube-proxy', path: `${data}\\agent\\logs\\kube-proxy.log` },
  ];
}

/** rke2 starts containerd with a configuration below its data directory. */
function rke2DataOf(commandLine: string): string | null {
  const config = flagOf(commandLine, '-c', '--config')?.replaceAll('/', '\\');
  return /^(.+)\\agent\\etc\\containerd\\[^\\]+$/i.exec(config ?? '')?.[1] ?? null;
}

/** The folder of the one log that a k0s service keeps of all that it starts, and the form of its name: k0s_<time>_<random>.log. */
export function k0sPlace(commandLines: readonly string[]): { folder: string; name: RegExp } {
  const data = commandLines.map((line) => flagOf(line, '--data-dir')).find((found) => found !== null);
  return { folder: data ?? k0sData, name: /^k0s_\d+_.*\.log$/i };
}

/** How klog names the files in a --log-dir; those that are named INFO have the lines of every severity. */
export const klogName = (component: LogComponent): RegExp =>
  new RegExp(`^${component}(?:\\.exe)?\\..+\\.log\\.INFO\\.\\d`, 'i');

const time = /^[-.]\d[\dT.:_-]*$/;

/**
 * Whether a file is an older one of the log of this name, as nssm, lumberjack and logrotate name them:
 * "kubelet.err-20261101T120000.000.log", "kubelet.log-20261101", "kubelet.log.1". Packed ones are left alone.
 */
export function isRotated(candidate: string, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  if (candidate.startsWith(name)) return time.test(candidate.slice(name.length));
  if (!candidate.startsWith(stem) || !candidate.endsWith(extension)) return false;
  return time.test(candidate.slice(stem.length, candidate.length - extension.length));
}
