import { changeText, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import {
  commandsOf,
  containersOf,
  execsOf,
  mountsOf,
  type PlacedContainer,
  type PlacedText,
  type Pod,
  textsOf,
} from '../manifest/pod.ts';
import type { PodSpec } from '../manifest/spec.ts';
import { withoutFilter } from '../node/new-pod.ts';
import type { Offence, Rules } from '../rule.ts';
import { bareMountPoint, interpreterOf, startedFiles } from '../shim/cmd.ts';
import { mountedFile } from '../shim/mounts.ts';
import { hpcRoot, volumeRoot, windowsPath } from '../shim/paths.ts';
import { told } from './offence.ts';

/** Paths in the pod that depend on the mode of the node. */
export const pathRules = {
  'mount-point-spelling': {
    title: 'Spelling of CONTAINER_SANDBOX_MOUNT_POINT',
    why: 'The shim expands %CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT, spelled exactly so, in commands, workingDir and env. It expands no other spelling, and none in mountPath.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
    judge: (pod) => [
      ...containersOf(pod).flatMap((placed) => {
        const interpreterFor = interpretersOf(placed);
        return textsOf(placed).flatMap((text) => misspelled(pod, text, interpreterFor(text)));
      }),
      ...mountsOf(pod).flatMap(({ mount, path }) =>
        (['mountPath', 'subPath', 'subPathExpr'] as const).flatMap((field) => {
          const text = mount[field];
          if (!text?.includes(name)) return [];
          const step = setField(pod, [...path, field], fromRoot(text, field), ofMount);
          return told([...path, field], `nothing expands ${name} in ${field}`, step);
        }),
      ),
    ],
  },
  'volume-path': {
    title: 'Literal paths below C:\\C',
    why: 'containerd 1.6 puts the files of a container in C:\\C\\<container id>. The id is new for each container, and containerd 1.7 and up have no C:\\C.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.9.12/internal/jobcontainers/storage.go',
    judge: (pod) =>
      containersOf(pod)
        .flatMap(textsOf)
        .filter(({ text }) => text.search(volumeRoot) !== -1)
        .map(({ path }) => ({
          path,
          message: 'a path below C:\\C works on no node: it contains the id of the container, or there is no C:\\C',
          ...changeText(pod, { path, change: (text) => text.replace(volumeRoot, `${mountPoint}\\`), say }),
        })),
  },
  'hpc-path': {
    title: 'Literal paths below C:\\hpc',
    why: 'C:\\hpc holds the files of the container only in bind mode. On other nodes they are in C:\\hpc\\<container id> or C:\\C\\<container id>.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/storage.go',
    holds: withoutFilter,
    judge: (pod) =>
      containersOf(pod)
        .flatMap(textsOf)
        .filter(({ text, path }) => text.search(hpcRoot) !== -1 || (isProgram(path) && rooted.test(text)))
        .map(({ path }) => ({
          path,
          message: 'C:\\hpc does not hold the files of the container there',
          ...changeText(pod, {
            path,
            change: (text) => text.replace(rooted, mountPoint).replace(hpcRoot, mountPoint),
            say,
          }),
        })),
  },
  'mounted-path': {
    title: 'Arguments and variables that name a path in a volume',
    why: 'A volume is at its mountPath only with the bind filter. Without it a program finds nothing at such a path, unless it puts the mount point of the container before it.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
    holds: withoutFilter,
    judge: (pod) =>
      containersOf(pod).flatMap((placed) =>
        mountedPathsIn(pod.spec, placed).map(({ path, found, file }) => ({
          path,
          message: `${found} is in the volume ${file.volume}, which is below the mount point of the container`,
          ...changeText(pod, { path, change: (text) => text.replace(found, () => file.everywhere), say: inVolume }),
        })),
      ),
  },
} satisfies Rules;

const name = 'CONTAINER_SANDBOX_MOUNT_POINT';

const ofMount = 'Write the path from the root of the container: on every node it is below the mount point.';

/** The path after the variable. */
const fromRoot = (path: string, field: string) => {
  const rest = path.replace(/^.*CONTAINER_SANDBOX_MOUNT_POINT[%)}]?[\\/]*/, '').replaceAll('\\', '/');
  return field === 'mountPath' ? `/${rest}` : rest;
};

type Interpreter = ReturnType<typeof interpreterOf>;

/**
 * Returns a function that names the program that gets a text as an argument and may expand it; null: none does, or the
 * text is the program.
 */
function interpretersOf({ container, path }: PlacedContainer): (text: PlacedText) => Interpreter {
  const own = interpreterOf([...container.command, ...container.args]);
  const others = new Map(execsOf(container).map(({ at, command }) => [at.join(), interpreterOf(command)]));
  return (text) => {
    if (text.in !== 'command') return null;
    const at = text.path.slice(path.length);
    if (at.at(-1) === 0 && at[0] !== 'args') return null;
    return at[0] === 'command' || at[0] === 'args' ? own : (others.get(at.slice(0, -1).join()) ?? null);
  };
}

function misspelled(pod: Pod, { text, path, in: where }: PlacedText, interpreter: Interpreter): Offence[] {
  if (!anyCase.test(text)) return [];
  const withFix = (found: string) => ({
    path,
    ...changeText(pod, {
      path,
      change: (written) => written.replaceAll(found, `%${name}%`),
      say: 'Write the variable as the shim compares it.',
    }),
  });
  const bare = bareMountPoint(text, interpreter);
  if (bare !== null) return [{ message: `nothing expands ${bare}`, ...withFix(bare) }];
  const braced = /\$\{(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}/.exec(text)?.[0];
  if (braced !== undefined && interpreter !== 'shell' && (where !== 'command' || !braced.includes('env:'))) {
    return [
      { message: `nothing expands ${braced} in ${where === 'command' ? 'a command' : where}`, ...withFix(braced) },
    ];
  }
  const other = text.match(inAnyCase)?.find((found) => !right.test(found));
  const isPercent = other?.startsWith('%');
  if (other === undefined || interpreter === (isPercent ? 'cmd' : 'powershell')) return [];
  const message = `the shim does not expand ${other}: upper and lower case count`;
  // cmd, which starts commands on nodes with the bind filter, expands variables in any case.
  const isByCmd = isPercent && where === 'command';
  return [{ message, ...withFix(other), ...(isByCmd ? { holds: withoutFilter } : {}) }];
}

const anyCase = /container_sandbox_mount_point/i;

const inAnyCase = /%container_sandbox_mount_point%|\$env:container_sandbox_mount_point\b/gi;

const right = /^(?:%CONTAINER_SANDBOX_MOUNT_POINT%|\$env:CONTAINER_SANDBOX_MOUNT_POINT)$/;

const say = 'Write the mount point, which the shim replaces with the right directory on every node.';

/** Without a drive it may be some other word, unless it is the program. */
const rooted = /^[\\/]+hpc(?=[\\/])/i;

const isProgram = (path: Path) => path.at(-1) === 0 && path.at(-2) === 'command';

const mountPoint = '%CONTAINER_SANDBOX_MOUNT_POINT%';

/** The first path into a volume in each argument and variable of a container. */
export function mountedPathsIn(spec: PodSpec, placed: PlacedContainer) {
  const { container } = placed;
  if (container.volumeMounts.length === 0) return [];
  const isOnHost = isIn(spec.volumes.flatMap(({ hostPath }) => hostPath?.path ?? []));
  const isMounted = isIn(container.volumeMounts.map(({ mountPath }) => mountPath));
  // The rule mounted-program and the stage executable cover what is started.
  const started = commandsOf({ spec }).flatMap(({ words, paths }) => startedFiles(words).map((index) => paths[index]));
  const isStarted = new Set(started.map((path) => path?.join()));
  return textsOf(placed).flatMap(({ text, path, in: where }) => {
    if (where === 'workingDir' || isStarted.has(path.join())) return [];
    const found = text
      .match(paths)
      ?.find((one) => isMounted(one) && !isOnHost(one) && (where === 'env' || !flag.test(one)));
    const file = found === undefined ? null : mountedFile(found, container, spec);
    return found === undefined || file === null ? [] : [{ path, found, file }];
  });
}

/** Whether a path is one of these, or below one. Mounted folders of the host may be meant for the host's programs. */
function isIn(directories: readonly string[]): (path: string) => boolean {
  const known = new Set(directories.map((directory) => windowsPath(directory).toLowerCase()));
  return (path) => {
    if (path.length > maxLength) return false;
    for (let at = windowsPath(path).toLowerCase(); ; at = at.slice(0, at.lastIndexOf('\\'))) {
      if (known.has(at)) return true;
      if (!at.includes('\\')) return known.has(`${at}\\`);
    }
  };
}

/** The paths of files in arguments of programs are shorter. */
const maxLength = 1000;

/** Absolute paths, also after a flag, in quotes, in a list, and after the scheme of a socket; no URLs. */
const paths = /(?:(?<![\w\\/.:%)}~-])|(?<=\bunix:(?:\/\/)?))(?:[A-Za-z]:)?[\\/](?![\\/])[^\s;,"'`|<>*?=&()]*/g;

/** Programs of Windows take flags of this form. */
const flag = /^\/\w+$/;

/** Of what is in a volume. */
export const inVolume = 'Begin with the mount point: there the volume is on every node.';
