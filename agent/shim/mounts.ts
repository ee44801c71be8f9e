import type { PlacedMount } from '../manifest/pod.ts';
import type { Container, PodSpec } from '../manifest/spec.ts';
import { clean, joinPath } from './go.ts';
import { type Mode, type Root, restBelow, windowsPath } from './paths.ts';

/** A mountPath as kubelet passes it on. Source: kubernetes pkg/volume/util/util.go, MakeAbsolutePath, at v1.34.2. */
const absolute = (mountPath: string): string => (/^[\\/]|:/.test(mountPath) ? mountPath : `c:\\${mountPath}`);

/**
 * The destination that containerd passes to the shim; null: it refuses the drive C: itself.
 * Source: containerd pkg/cri/opts/spec_windows_opts.go, WithWindowsMounts, at v1.6.39, v1.7.28, v2.1.4.
 */
export function destinationOf(mountPath: string): string | null {
  if (/^.:$/.test(mountPath)) return /^c:$/i.test(mountPath) ? null : mountPath;
  const path = clean(mountPath);
  return path.startsWith('\\') ? `C:${path}` : path;
}

/** stripDriveLetter. Source: hcsshim internal/jobcontainers/mounts.go, here and below, at v0.9.12, v0.11.7, v0.15.0-rc.3. */
const stripDriveLetter = (name: string): string => (name[1] === ':' ? name.slice(2) || '.' : name);

/** Where a link to a mount is: fallbackMountSetup, and setupMounts beside its binding. */
export const linkPlace = (root: Root, destination: string): string =>
  joinPath(root.variable, stripDriveLetter(destination));

/** Where a mount is visible: in bind mode at its mountPath, and in every mode below the root of the container. */
export function mountPlaces(mode: Mode, root: Root, mountPath: string): string[] {
  const destination = destinationOf(absolute(mountPath));
  if (destination === null) return [];
  const link = linkPlace(root, destination);
  return mode === 'bind' ? [windowsPath(destination), link] : [link];
}

/** What a container sees below its root. */
export interface Mounted<Mount extends { mountPath: string } = { mountPath: string }> {
  mode: Mode;
  root: Root;
  mounts: readonly Mount[];
}

/** The mount that a path is in, and what of the path is below it, "" for the mount itself; null: it is in none. */
export function mountAt<Mount extends { mountPath: string }>(
  path: string,
  { mode, root, mounts }: Mounted<Mount>,
): { mount: Mount; rest: string } | null {
  for (const mount of mounts) {
    for (const place of mountPlaces(mode, root, mount.mountPath)) {
      const rest = restBelow(path, place);
      if (rest !== null) return { mount, rest };
    }
  }
  return null;
}

/** The shim refuses to mount named pipes. Source: internal/jobcontainers/mounts.go. */
export const isPipe = (path: string): boolean => /^[\\/]{2}\.[\\/]pipe[\\/]/i.test(path);
export const pipeRefused = 'named pipe mounts not supported for job containers - interact with the pipe directly';

export const isSocket = ({ path, type }: { path: string; type?: string | undefined }): boolean =>
  type === 'Socket' || /\.sock$/i.test(path);

/** containerd's words for the drive, as destinationOf has it. */
export const driveRefused = 'destination path can not be C drive';

/** Whether a mountPath is the root of a drive, where no link can be, and where a binding hides everything. */
export const isRoot = (mountPath: string): boolean => /^(?:[A-Za-z]:)?[\\/]*$/.test(mountPath) && mountPath !== '';

/** The directory of the host that a binding at a mountPath hides, and that its programs need; null: it hides none. */
export function hiddenBy({ mount, volume }: PlacedMount): string | null {
  const path = windowsPath(mount.mountPath);
  const at = path.toLowerCase();
  const hides = ({ lower, isSystem }: (typeof hosts)[number]) =>
    at === lower || lower.startsWith(`${at}\\`) || (isSystem && at.startsWith(`${lower}\\`));
  const hidden = hosts.find(hides);
  const source = mount.subPath === undefined ? volume?.hostPath?.path : undefined;
  const isItself = source !== undefined && windowsPath(source).toLowerCase() === at;
  if (hidden === undefined || isItself) return null;
  return at.length > hidden.lower.length ? path : hidden.shown;
}

/** A mount at, above or below one of these hides what Windows needs. */
const system = ['C:\\Windows', 'C:\\Program Files', 'C:\\Program Files (x86)', 'C:\\ProgramData\\containerd'];
const others = ['C:\\ProgramData', 'C:\\Users', 'C:\\var\\lib\\kubelet', 'C:\\var\\log\\pods', 'C:\\hpc'];
const hosts = [...system, ...others].map((shown) => ({
  shown,
  lower: shown.toLowerCase(),
  isSystem: system.includes(shown),
}));

/**
 * A file in a volume, which a pod names by the path at which it mounts the volume.
 * With the bind filter a volume is at its mountPath; without it only below the root of the container.
 * @returns `everywhere`: the same file on every node; null: the path is in no mount, or is the same directory on the host
 */
export function mountedFile(
  path: string,
  { volumeMounts }: Pick<Container, 'volumeMounts'>,
  { volumes }: Pick<PodSpec, 'volumes'>,
) {
  if (!/^(?:[A-Za-z]:)?[\\/]/.test(path) || /^[\\/]{2}/.test(path)) return null;
  const file = windowsPath(path);
  for (const { name, mountPath } of volumeMounts) {
    const at = windowsPath(mountPath);
    const rest = restBelow(file, at);
    if (rest === null || mountPath === '') continue;
    const host = volumes.find((volume) => volume.name === name)?.hostPath?.path;
    if (host !== undefined && windowsPath(host).toLowerCase() === at.toLowerCase()) return null;
    return { volume: name, mountPath, everywhere: `%CONTAINER_SANDBOX_MOUNT_POINT%${file.slice(2)}` };
  }
  return null;
}
