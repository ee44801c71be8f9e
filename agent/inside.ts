import { compareVersions, type Version } from './containerd.ts';
import { type Mode, tokenDirectory } from './mode.ts';
import type { Standing } from './prediction.ts';

/** Where things are for a process in a HostProcess container. `<id>` stands for the container's id. */

/** Source of all of this: hcsshim internal/jobcontainers/{jobcontainer,storage,mounts}.go at v0.9.12, v0.11.7, v0.12.9. */
export interface Root {
  /** The value of CONTAINER_SANDBOX_MOUNT_POINT. */
  variable: string;
  /** What the shim writes for the variable in command line, working directory and environment: less its last character. */
  substituted: string;
  /** The directory itself, without a backslash at its end. */
  path: string;
}

const folders: Readonly<Record<Mode, string>> = {
  volume: 'C:\\C\\<id>\\',
  fallback: 'C:\\hpc\\<id>\\',
  bind: 'C:\\hpc\\',
};

/** @param custom what the annotation hostprocess-rootfs-location says, where it reaches the shim */
export function rootOf(mode: Mode, custom: string | null): Root {
  if (custom === null || mode === 'volume') return root(folders[mode], -1);
  if (mode === 'bind') return root(custom, -1);
  // The last character that is cut off belongs to the id here.
  return { ...root(`${withoutEnd(custom)}\\<id>`, 0), substituted: `${withoutEnd(custom)}\\<id less its last digit>` };
}

const root = (variable: string, cut: -1 | 0): Root => ({
  variable,
  substituted: cut === 0 ? variable : variable.slice(0, cut),
  path: withoutEnd(variable),
});

/** A path without the backslashes at its end; a drive keeps its one. */
export const withoutEnd = (path: string): string => {
  const short = path.replace(/\\+$/, '');
  return /^[A-Za-z]:$/.test(short) ? `${short}\\` : short;
};

/** A mountPath or another path as Windows programs write it: backslashes, a drive, no backslash at the end. */
export function windowsPath(path: string): string {
  const back = path.replaceAll('/', '\\').replace(/(?<!^)\\+/g, '\\');
  const drive =
    /^[A-Za-z]:/.test(back) || back.startsWith('\\\\') ? back : `C:${back.startsWith('\\') ? '' : '\\'}${back}`;
  return withoutEnd(drive.replace(/^c:/, 'C:'));
}

/** A path of the drive as a part of another: without the drive. */
const withoutDrive = (path: string) => path.replace(/^[A-Za-z]:\\?/, '');

const below = (directory: string, path: string) =>
  withoutEnd(`${directory.replace(/\\+$/, '')}\\${withoutDrive(path)}`);

/** Where a mount can be seen: in bind mode where the pod wants it, in every mode below the root of the container. */
export function mountPlaces(mode: Mode, at: Root, mountPath: string): string[] {
  const wanted = windowsPath(mountPath);
  const linked = below(at.path, wanted);
  return mode === 'bind' ? [wanted, linked] : [linked];
}

export interface WorkingDirectory {
  path: string;
  standing: Standing;
  /** null: the pod says it, so that the image has no say. */
  provided: string | null;
}

/**
 * @param workingDir as the pod has it; undefined: the default of containerd's version
 * @returns null when that version is not known
 */
export function workingDirectoryOf(
  { mode, root: at }: { mode: Mode; root: Root },
  workingDir: string | undefined,
  containerd: Version | null,
): WorkingDirectory | null {
  if (workingDir !== undefined && workingDir !== '') {
    const path = substitute(workingDir, at);
    const isJoined = path === workingDir && mode !== 'bind';
    const shown = isJoined ? below(at.path, windowsPath(path)) : withoutEnd(path.replaceAll('/', '\\'));
    return { path: shown, standing: 'sourced', provided: null };
  }
  if (containerd === null) return null;
  const provided = 'the image sets no WORKDIR';
  const inFolder = startsInHpc(mode, containerd);
  if (mode === 'bind') return { path: inFolder ? 'C:\\hpc' : 'C:\\', standing: 'sourced', provided };
  return inFolder
    ? { path: `${at.path}\\hpc`, standing: 'derived', provided }
    : { path: at.path, standing: 'sourced', provided };
}

/**
 * Whether containerd names C:\hpc as the default: 1.7.19 and later, and 1.6.34 alone.
 * Source: containerd pkg/cri/server/container_create_windows.go, pulls 10069 and 10071.
 */
function startsInHpc(mode: Mode, containerd: Version): boolean {
  if (mode === 'volume') return containerd.major === 1 && containerd.minor === 6 && containerd.patch === 34;
  return compareVersions(containerd, { major: 1, minor: 7, patch: 19, suffix: '' }) >= 0;
}

/** The two spellings that the shim replaces, letter by letter. Source: hcsshim replaceWithMountPoint. */
export const substitute = (text: string, { substituted }: Pick<Root, 'substituted'>): string =>
  text
    .replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', () => substituted)
    .replaceAll('$env:CONTAINER_SANDBOX_MOUNT_POINT', () => substituted);

/** Where kubelet mounts the token of the service account. */
export const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface TokenPlace {
  form: 'fixed' | 'mount-point' | 'relative';
  directory: string;
  /** null: it hangs on the working directory, which is not known. */
  works: boolean | null;
}

/** The three documented ways to the token: by the drive, below the mount point, from the working directory. */
export function tokenPlaces(mode: Mode, at: Root, directory: WorkingDirectory | null): TokenPlace[] {
  const fixed = `C:\\${tokenDirectory}`;
  const linked = `${at.path}\\${tokenDirectory}`;
  const relative = directory === null ? null : below(directory.path, tokenDirectory);
  const reached = mode === 'bind' ? [fixed, linked] : [linked];
  return [
    { form: 'fixed', directory: fixed, works: mode === 'bind' },
    { form: 'mount-point', directory: linked, works: true },
    {
      form: 'relative',
      directory: relative ?? `.\\${tokenDirectory}`,
      works: relative === null ? null : reached.some((one) => one.toLowerCase() === relative.toLowerCase()),
    },
  ];
}
