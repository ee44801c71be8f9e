import type { Container, PodSpec } from '../manifest/spec.ts';
import { restBelow, windowsPath } from './paths.ts';

/** A file in a volume, which a pod names by the path at which it mounts the volume. */
interface MountedFile {
  volume: string;
  /** The same file on every node. */
  everywhere: string;
}

/**
 * With the bind filter a volume is at its mountPath; without it only below the root of the container.
 * Source: hcsshim internal/jobcontainers/mounts.go at v0.9.12, v0.11.7 and v0.12.9.
 * @returns null: the path is in no mount, or is the same directory on the host
 */
export function mountedFile(
  path: string,
  { volumeMounts }: Pick<Container, 'volumeMounts'>,
  { volumes }: Pick<PodSpec, 'volumes'>,
): MountedFile | null {
  if (!/^(?:[A-Za-z]:)?[\\/]/.test(path) || /^[\\/]{2}/.test(path)) return null;
  const file = windowsPath(path);
  for (const { name, mountPath } of volumeMounts) {
    const at = windowsPath(mountPath);
    const rest = restBelow(file, at);
    if (rest === null || mountPath === '') continue;
    const host = volumes.find((volume) => volume.name === name)?.hostPath?.path;
    if (host !== undefined && windowsPath(host).toLowerCase() === at.toLowerCase()) return null;
    return { volume: name, everywhere: `%CONTAINER_SANDBOX_MOUNT_POINT%${file.slice(2)}` };
  }
  return null;
}
