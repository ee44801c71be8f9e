import type { Certainty } from './certainty.ts';
import { type Mode, modeRoots } from './mode.ts';
import { mountPlaces, normalized, type Root, restBelow, substitute, windowsPath, withoutEnd } from './paths.ts';
import { compareVersions, type Version } from './version.ts';

/** Where a container's program starts. Source: hcsshim jobcontainer.go, CreateProcess, at v0.9.12, v0.11.7, v0.12.9. */
export interface WorkingDirectory {
  path: string;
  certainty: Certainty;
  /** null: the pod sets it, so that the image does not matter. */
  provided: string | null;
}

/**
 * @param workingDir as the pod has it; undefined: the default of containerd's version
 * @returns null when that version is not known
 */
export function workingDirectoryOf(
  { mode, root }: { mode: Mode; root: Root },
  workingDir: string | undefined,
  containerd: Version | null,
): WorkingDirectory | null {
  if (workingDir !== undefined && workingDir !== '') {
    return { path: resolve(workingDir, mode, root), certainty: 'sourced', provided: null };
  }
  return containerd === null ? null : defaultOf(mode, root, containerd);
}

/** Without the bind filter the path is below the root, on any drive, unless the shim expands something in it. */
function resolve(workingDir: string, mode: Mode, root: Root): string {
  const expanded = substitute(workingDir, root);
  if (expanded === workingDir && mode !== 'bind') {
    return withoutEnd(normalized(`${root.path}\\${expanded.replace(/^[A-Za-z]:/, '')}`));
  }
  const path = normalized(expanded);
  // Without a drive it is on the drive of the shim.
  return /^\\(?!\\)/.test(path) ? windowsPath(path) : withoutEnd(path);
}

/** Source: containerd pkg/cri/server/container_create_windows.go, pkg/cri/sbserver; pulls 10069, 10071, 10549. */
function defaultOf(mode: Mode, root: Root, containerd: Version): WorkingDirectory {
  const provided = `the image sets no WORKDIR${hasTwoServers(containerd) ? ', and containerd has no ENABLE_CRI_SANDBOXES in its environment' : ''}`;
  const inFolder = startsInHpc(mode, containerd);
  if (mode === 'bind') return { path: inFolder ? modeRoots.bind : 'C:\\', certainty: 'sourced', provided };
  return inFolder
    ? { path: `${root.path}\\hpc`, certainty: 'derived', provided }
    : { path: root.path, certainty: 'sourced', provided };
}

const is = ({ major, minor, patch }: Version, ...[wanted, from, to]: [minor: number, from: number, to: number]) =>
  major === 1 && minor === wanted && from <= patch && patch <= to;

/** Whether C:\hpc is the default of containerd: since 1.7.19, and in 1.6.34 alone. */
function startsInHpc(mode: Mode, containerd: Version): boolean {
  if (mode === 'volume') return is(containerd, 6, 34, 34);
  return compareVersions(containerd, { major: 1, minor: 7, patch: 19, suffix: '' }) >= 0;
}

/** Its second CRI server had the new default before the first. */
const hasTwoServers = (containerd: Version) => is(containerd, 7, 16, 18);

/** The drive of a path, in a capital letter; C: if it names none, because the shim is on C:. */
export const driveOf = (path: string): string => /^[A-Za-z]:/.exec(path)?.[0].toUpperCase() ?? 'C:';

/** Whether a directory is in the image, in a volume or on the node. */
interface Owned {
  owner: 'image' | 'volume' | 'node';
  /** The path from the root of the image or of the volume, "" for the root itself; or from the drive of the node. */
  rest: string;
  /** What happens if it does not exist; null: it always exists. */
  whenMissing: string | null;
}

export function ownerOf({ mode, root, path, mounts }: Directory): Owned {
  for (const { mountPath } of mounts) {
    for (const place of mountPlaces(mode, root, mountPath)) {
      const rest = restBelow(path, place);
      if (rest !== null) return { owner: 'volume', rest, whenMissing: whenMissing(mode, 'volume', rest) };
    }
  }
  const inImage = restBelow(path, root.path);
  const owner = inImage === null ? 'node' : 'image';
  const rest = inImage ?? path.replace(/^C:\\/i, '');
  return { owner, rest, whenMissing: whenMissing(mode, owner, rest) };
}

interface Directory {
  mode: Mode;
  root: Root;
  path: string;
  mounts: readonly { mountPath: string }[];
}

/** The shim of containerd 1.6 creates no directory. */
function whenMissing(mode: Mode, owner: Owned['owner'], rest: string): string | null {
  if (rest === '') return null;
  if (mode === 'volume') return 'the container does not start: the shim of containerd 1.6 creates no directory';
  if (mode === 'fallback') return 'the shim creates it empty';
  return owner === 'node'
    ? 'the shim creates it empty on the node, where it stays'
    : 'the shim creates an empty one on the node, where it stays, and the container does not see it';
}
