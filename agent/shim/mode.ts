import type { SandboxForm } from '../facts/sandbox.ts';
import type { ShimFamily } from './version.ts';

/**
 * How a HostProcess container sees its files:
 * `volume` rootfs at C:\C\<id>, mounts as links below it (containerd 1.6);
 * `fallback` rootfs at C:\hpc\<id>, mounts as links below it (1.7 and up, no bind filter);
 * `bind` rootfs at C:\hpc in its own silo, mounts at their mountPath (1.7 and up, bind filter).
 */
export type Mode = 'volume' | 'fallback' | 'bind';

/** The mode of a new pod; null when the shim does not support HostProcess containers. */
export function modeOf(family: ShimFamily, bindFilter: boolean): Mode | null {
  if (family === 'none') return null;
  if (family === 'volume') return 'volume';
  return bindFilter ? 'bind' : 'fallback';
}

/** Where each mode puts the files of a container. `<id>` is the container's id. */
export const modeRoots: Readonly<Record<Mode, string>> = {
  volume: 'C:\\C\\<id>',
  fallback: 'C:\\hpc\\<id>',
  bind: 'C:\\hpc',
};

const modeTexts: Readonly<Record<Mode, string>> = {
  volume: 'volume mode (containerd 1.6',
  fallback: 'fallback mode (containerd 1.7 and up without the bind filter',
  bind: 'bind mode (containerd 1.7 and up',
};
export const showMode = (mode: Mode): string =>
  `${modeTexts[mode]}: ${modeRoots[mode].replace('<id>', '<container id>')})`;

/** Reads a value of CONTAINER_SANDBOX_MOUNT_POINT. Source: hcsshim internal/jobcontainers/storage.go. */
export function readMountPoint(value: string | null): { form: SandboxForm; containerId: string | null } {
  if (value === null || value === '') return { form: 'unset', containerId: null };
  const withId = /^C:\\(C|hpc)\\([0-9a-f]{64})\\?$/i.exec(value);
  if (withId !== null) {
    return { form: withId[1]?.toLowerCase() === 'c' ? 'volume' : 'fallback', containerId: withId[2] ?? null };
  }
  if (/^C:\\hpc\\?$/i.test(value)) return { form: 'bind', containerId: null };
  return { form: 'custom', containerId: null };
}

/** Below the root of the drive in bind mode, below the sandbox mount point in every mode. */
export const tokenDirectory = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
