import type { SandboxForm } from '../facts/sandbox.ts';
import { fullPath } from '../windows/search-path.ts';
import { joinPath } from './go.ts';
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

/** Paths as a process in a HostProcess container sees them. `<id>` is the container's id. */

/** Source of all of this: hcsshim internal/jobcontainers/{jobcontainer,storage,mounts}.go at v0.9.12, v0.11.7, v0.12.9. */
export interface Root {
  /** The value of CONTAINER_SANDBOX_MOUNT_POINT. */
  variable: string;
  /** The variable without its last character: the shim expands it to this in command line, working directory and environment. */
  substituted: string;
  /** The directory itself, without a backslash at its end. */
  path: string;
}

/** The id of a container that does not exist yet, and what is left of it without its last digit; without a blank, as ids are. */
const someId = '<id>';
const cutId = '<id-without-its-last-digit>';

/**
 * fallbackSetup and bindSetup; setupMounts of 0.9.
 * @param custom the value of the annotation hostprocess-rootfs-location; null: it does not reach the shim
 */
export function rootOf(mode: Mode, custom: string | null): Root {
  const isCustom = custom !== null && custom !== '' && mode !== 'volume';
  const variable = !isCustom ? `${modeRoots[mode]}\\` : mode === 'bind' ? custom : joinPath(custom, someId);
  // A custom location of the fallback ends with the id itself.
  const substituted = variable.endsWith(someId) ? variable.replace(someId, cutId) : variable.slice(0, -1);
  return { variable, substituted, path: windowsPath(variable) };
}

/** A path without trailing backslashes; the root of a drive keeps one. */
export const withoutEnd = (path: string): string => {
  const short = path.replace(/\\+$/, '');
  return /^[A-Za-z]:$/.test(short) ? `${short}\\` : short;
};

/** A path as Windows opens it, on C: if it names no drive, without a backslash at its end. */
export const windowsPath = (path: string): string => withoutEnd(fullPath(path, 'C:')).replace(/^c:/, 'C:');

/** The drive of a path, in a capital letter; C: if it names none, because the shim is on C:. */
export const driveOf = (path: string): string => /^[A-Za-z]:/.exec(path)?.[0].toUpperCase() ?? 'C:';

/** The part of a path below a directory; "": the directory itself; null: not below it. Case is ignored, as on Windows. */
export function restBelow(path: string, directory: string): string | null {
  const start = `${directory.replace(/\\+$/, '')}\\`;
  const whole = `${path.replace(/\\+$/, '')}\\`;
  return whole.toLowerCase().startsWith(start.toLowerCase()) ? path.slice(start.length) : null;
}

const separator = String.raw`[\\/]{1,8}`;
const end = String.raw`(?=[\\/'"\s:)]|$)`;
const volume = `[A-Za-z]:${separator}[Cc]${separator}[0-9a-f]{64}${end}`;
const fallback = `[A-Za-z]:${separator}hpc${separator}[0-9a-f]{64}${end}`;
const bind = `[A-Za-z]:${separator}hpc${end}`;
/** In every spelling that a shell or a manifest has for it, not replaced by its value. */
const variable = `[$%][{(]?(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT`;

/**
 * The beginning of a path below the root of a HostProcess container, as the source of a pattern without groups.
 * Source: hcsshim internal/jobcontainers/storage.go, `C:\C\%s\` at v0.9.12, `C:\hpc\` at v0.11.7.
 */
export const containerPath = `(?:${volume}|${bind}|${variable})`;

const modes: readonly [Mode | 'any', RegExp][] = [
  ['volume', new RegExp(volume)],
  ['fallback', new RegExp(fallback)],
  ['bind', new RegExp(bind, 'i')],
  ['any', new RegExp(variable)],
];

/**
 * The mode that a path below the root of a HostProcess container was written for, wherever it is in the text.
 * `any`: the variable CONTAINER_SANDBOX_MOUNT_POINT, not replaced. null: the text has no such path.
 */
export const pathMode = (text: string): Mode | 'any' | null =>
  modes.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

const root = new RegExp(`^.*${containerPath}(?:[%})])?(?:${separator}[0-9a-f]{64})?`, 'i');

/** As people write it, without an id or with one that they made up: the root of containerd 1.6, and that of bind mode. */
const guessedRoot = String.raw`C:[\\/]+C[\\/]+(?:(?:[0-9a-f]{6,64}|<[^<>]*>|\*)(?![\w.-])[\\/]*)?`;
export const volumeRoot = new RegExp(`(?<![A-Za-z])${guessedRoot}`, 'gi');
export const hpcRoot = /(?<![A-Za-z])C:[\\/]+hpc(?![A-Za-z0-9_-])/gi;

/** The root of another mode, or of one container, in a text for a container of this mode; null: it has none. */
export const foreignRoot = (text: string, mode: Mode): string | null =>
  (text.match(volumeRoot) ?? text.match(mode === 'bind' ? fallbackRoot : hpcRoot))?.[0] ?? null;
const fallbackRoot = new RegExp(fallback, 'i');
const beginsGuessed = new RegExp(`^${guessedRoot}`, 'i');

/** What of a path comes after the root that it was written for, as Windows writes it: "app\agent.exe". */
export const belowRoot = (path: string): string =>
  path
    .replace(root, '')
    .replace(beginsGuessed, '')
    .replace(/^(?:\.?[\\/]+)?(?:[A-Za-z]:)?[\\/]*/, '')
    .replaceAll('/', '\\');

const ofOneContainer = new RegExp(`^(?:${volume}|${fallback})`, 'i');

/** Whether a path is below the root of one container: only the shim, or the variable that it sets, knows its id. */
export const hasContainerId = (path: string): boolean => ofOneContainer.test(path);

const fromRoot = new RegExp(`^${containerPath}`, 'i');

/** Whether a path begins at the root of a HostProcess container, in any mode. */
export const isBelowRoot = (path: string): boolean => fromRoot.test(path);
