import type { Mode } from './mode.ts';

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

/** As people write it, without an id or with one that they made up. */
const guessedRoot = /^C:[\\/]+C[\\/]+(?:(?:[0-9a-f]{6,64}|<[^<>]*>|\*)[\\/]+)?/i;

/** What of a path comes after the root that it was written for, as Windows writes it: "app\agent.exe". */
export const belowRoot = (path: string): string =>
  path
    .replace(root, '')
    .replace(guessedRoot, '')
    .replace(/^(?:\.?[\\/]+)?(?:[A-Za-z]:)?[\\/]*/, '')
    .replaceAll('/', '\\');

const ofOneContainer = new RegExp(`^(?:${volume}|${fallback})`, 'i');

/** Whether a path is below the root of one container: only the shim, or the variable that it sets, knows its id. */
export const hasContainerId = (path: string): boolean => ofOneContainer.test(path);

const fromRoot = new RegExp(`^${containerPath}`, 'i');

/** Whether a path begins at the root of a HostProcess container, in any mode. */
export const isBelowRoot = (path: string): boolean => fromRoot.test(path);
