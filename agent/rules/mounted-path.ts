import { changeText } from '../manifest/edit.ts';
import { commandsOf, containersOf, type PlacedContainer, textsOf } from '../manifest/pod.ts';
import type { PodSpec } from '../manifest/spec.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { startedFiles } from '../shim/cmd.ts';
import { mountedFile } from '../shim/mounts.ts';
import { windowsPath } from '../shim/paths.ts';

export const mountedPath: Rule = {
  id: 'mounted-path',
  title: 'Arguments and variables that name a path in a volume',
  why: 'Only with the bind filter is a volume at its mountPath. Without it a program that gets such a path, and does not put the mount point of the container before it, finds nothing there.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    containersOf(pod).flatMap((placed) =>
      mountedPathsIn(pod.spec, placed).map(({ path, found, file }) => ({
        path,
        message: `${found} is in the volume ${file.volume}, which is below the mount point of the container`,
        ...changeText(pod, { path, change: (text) => text.replace(found, () => file.everywhere), say }),
      })),
    ),
};

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
const say = 'Begin with the mount point: there the volume is on every node.';
