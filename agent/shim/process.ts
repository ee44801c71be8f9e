import type { Container } from '../manifest/spec.ts';
import { programOf, wordsOf } from '../windows/command-line.ts';
import type { Certainty } from './certainty.ts';
import { joinPath, trimmed } from './go.ts';
import { type Mounted, mountAt } from './mounts.ts';
import { type OciProcess, valuesOf } from './oci-process.ts';
import { type Mode, modeRoots, type Root, restBelow, windowsPath } from './paths.ts';
import { compareVersions, type Version } from './version.ts';

/**
 * What the shim makes of a container's command, variables and working directory. Source, where none is named: hcsshim
 * internal/jobcontainers/jobcontainer.go, CreateProcess, at v0.9.12, v0.11.7 and v0.15.0-rc.3.
 */

/** replaceWithMountPoint: the two spellings that the shim replaces; case matters. */
export const substitute = (text: string, { substituted }: Pick<Root, 'substituted'>): string =>
  text
    .replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', () => substituted)
    .replaceAll('$env:CONTAINER_SANDBOX_MOUNT_POINT', () => substituted);

/** What becomes of a container's command and args on their way through kubelet, containerd and the shim. */
export type CommandLine = NonNullable<ReturnType<typeof commandLineOf>>;

/** @returns null when the image, which is not known, decides, or nothing does */
export function commandLineOf(
  container: Pick<Container, 'env'> & { envFrom?: unknown },
  { args, line, isLine }: OciProcess,
  { mode, root }: { mode: Mode; root: Root },
) {
  if (args === null || line === null) return null;
  const values = valuesOf(container);
  const [first = ''] = args;
  const expanded = substitute(line, root);
  const quoted = /^"([^"]*)"/.exec(expanded);
  return {
    /** Joined, before the shim expands anything: the same on every node. */
    given: line,
    /** The shim searches this for a program, in bind mode after `cmd /c `. */
    expanded,
    /** What is started in the end. */
    becomes: mode === 'bind' ? `cmd /c ${expanded}` : expanded,
    /** The words before the shim expands them, and the one that names the program: of an image's line the program in it. */
    words: isLine ? [...wordsOf(first), ...args.slice(1)] : args,
    word: isLine ? programOf(first) : first,
    /** The first word, and whether the command has it in quotation marks. */
    program: quoted?.[1] ?? /^[^\t\n\f\r "]+/.exec(expanded)?.[0] ?? '',
    isQuoted: quoted !== null,
    /** Variables whose values only the cluster knows, of those that the program names. */
    unknown: [...first.matchAll(/\$\(([^()]+)\)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => values.get(name) === null || isFromService(name) || (hasEnvFrom(container) && isName(name))),
  };
}

const hasEnvFrom = ({ envFrom }: { envFrom?: unknown }) => Array.isArray(envFrom) && envFrom.length > 0;
/** CONTAINER_SANDBOX_MOUNT_POINT is set later than kubelet could see it. */
const isName = (name: string) => name !== 'CONTAINER_SANDBOX_MOUNT_POINT';
const isFromService = (name: string) => /_SERVICE_(?:HOST|PORT)|_PORT_\d+_/.test(name);

/** The variables of a pod that reach the shim: those without a value are dropped. Source: internal/cmd/cmd.go, Start. */
const passedOn = (env: readonly string[]): string[] => {
  const last = new Map(env.map((entry) => [entry.split('=', 1)[0] ?? '', entry]));
  return [...last].flatMap(([name, entry]) => (entry.length > name.length + 1 ? [entry] : []));
};

const isPath = (entry: string) => /^path=/i.test(entry.trim());

/** The same of a variable in a manifest. */
export const isDropped = ({ value = '', valueFrom }: Container['env'][number]): boolean =>
  valueFrom === undefined && value === '';

export const isPathName = (name: string): boolean => name.toUpperCase() === 'PATH';

/** Whether the tools of Windows are not found by this PATH, which replaces that of the host. */
export const lacksWindows = (path: string): boolean => !/(?:^|[\\/])system32\b/i.test(path);

/** Where the shim adds PowerShell and WMI to PATH. */
const extraPaths = ';C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\;C:\\WINDOWS\\System32\\Wbem';

/**
 * PATH as the program gets it. Before 0.10 it is that of the pod, if it has one; later the root of the container is added.
 * @param nodePath of the node: `PATH=...`
 * @param env of the container, each `NAME=value`; from several spellings of PATH the shim takes one by chance: here the last
 */
export function pathEntryOf(
  { mode, root }: { mode: Mode; root: Root },
  nodePath: string,
  env: readonly string[],
): string {
  const entry = passedOn(env).findLast(isPath) ?? nodePath;
  const expanded = substitute(entry, root);
  if (mode === 'volume') return expanded;
  const trim = expanded.trim();
  return `${trim}${trim.endsWith(';') ? '' : ';'}${root.variable}${extraPaths}`;
}

/**
 * The folders in which the shim looks for a program, separated by semicolons: in volume mode its own PATH, later that of the
 * container without the letters P, A, T, H and = at its ends: `Path=C:\a` loses C:\a.
 */
export const searchPathOf = (at: { mode: Mode; root: Root }, nodePath: string, env: readonly string[]): string =>
  at.mode === 'volume' ? nodePath.replace(/^path=/i, '') : trimmed(pathEntryOf(at, nodePath, env), 'PATH=');

/** Where a container's program starts. */
export interface WorkingDirectory {
  /** As Windows opens it. */
  path: string;
  /** As the shim passes it on. */
  given: string;
  certainty: Certainty;
  /** null: the pod or an image that was read sets it, or that image sets none. */
  provided: string | null;
}

/**
 * @param workingDir of the pod, else of the image; "": neither has one; undefined: the image is not known
 * @returns null when containerd's version, which sets the default, is not known
 */
export function workingDirectoryOf(
  { mode, root }: { mode: Mode; root: Root },
  workingDir: string | undefined,
  containerd: Version | null,
): WorkingDirectory | null {
  const asGiven = (given: string) => ({ given, path: /^(?:[A-Za-z]:|[\\/])/.test(given) ? windowsPath(given) : given });
  if (workingDir !== undefined && workingDir !== '') {
    return { ...asGiven(directoryFor(mode, root, workingDir)), certainty: 'sourced', provided: null };
  }
  if (containerd === null) return null;
  const inFolder = startsInHpc(mode, containerd);
  const provided = [
    ...(workingDir === undefined ? ['the image sets no WORKDIR'] : []),
    ...(hasTwoServers(containerd) ? ['containerd has no ENABLE_CRI_SANDBOXES in its environment'] : []),
  ];
  return {
    ...asGiven(directoryFor(mode, root, inFolder ? modeRoots.bind : 'C:\\')),
    certainty: inFolder && mode !== 'bind' ? 'derived' : 'sourced',
    provided: provided.length === 0 ? null : provided.join(', and '),
  };
}

/** Without the bind filter the path is below the root, on any drive, unless the shim expands something in it. */
export function directoryFor(mode: Mode, root: Root, workingDir: string): string {
  if (workingDir === '') return root.variable;
  const expanded = substitute(workingDir, root);
  return expanded !== workingDir || mode === 'bind' ? expanded : joinPath(root.variable, removeDriveLetter(expanded));
}

/** removeDriveLetter. */
const removeDriveLetter = (name: string): string => (name[1] === ':' ? name.slice(2) || '\\' : name);

/** Source: containerd pkg/cri/server/container_create_windows.go, pkg/cri/sbserver; pulls 10069, 10071, 10549. */
const isPatchOf = (
  { major, minor, patch }: Version,
  ...[wanted, from, to]: [minor: number, from: number, to: number]
) => major === 1 && minor === wanted && from <= patch && patch <= to;

/** Whether C:\hpc is the default of containerd: since 1.7.19, and in 1.6.34 alone. */
function startsInHpc(mode: Mode, containerd: Version): boolean {
  if (mode === 'volume') return isPatchOf(containerd, 6, 34, 34);
  return compareVersions(containerd, { major: 1, minor: 7, patch: 19, suffix: '' }) >= 0;
}

/** Its second CRI server had the new default before the first. */
const hasTwoServers = (containerd: Version) => isPatchOf(containerd, 7, 16, 18);

/** Whether a directory is in the image, in a volume or on the node. */
interface Owned {
  owner: 'image' | 'volume' | 'node';
  /** The path from the root of the image or of the volume, "" for the root itself; or from the drive of the node. */
  rest: string;
  /** What happens if it does not exist; null: it always exists. */
  whenMissing: string | null;
}

export function ownerOf(path: string, at: Mounted): Owned {
  const { mode, root } = at;
  const inVolume = mountAt(path, at)?.rest ?? null;
  const inImage = restBelow(path, root.path);
  const owner = inVolume !== null ? 'volume' : inImage !== null ? 'image' : 'node';
  const rest = inVolume ?? inImage ?? path.replace(/^C:\\/i, '');
  return { owner, rest, whenMissing: whenMissing(mode, owner, rest) };
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
