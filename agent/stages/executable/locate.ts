import type { CommandLine } from '../../container-command.ts';
import { mountPlaces, type Root, restBelow, windowsPath, withoutEnd } from '../../inside.ts';
import type { Container, PodSpec } from '../../manifest/spec.ts';
import type { Mode } from '../../mode.ts';
import type { Standing } from '../../prediction.ts';
import type { WorkingDirectory } from '../../working-directory.ts';
import { unexpanded } from './unexpanded.ts';

/** What follows from where the program of a container will be looked for. */
export type Located =
  /** `where` it is looked for, and what must hold so that it is there. */
  | { is: 'found'; standing: Standing; where: string; provided: string }
  /** `folder`: whether at least its folder is there; cmd words that in another way. */
  | { is: 'missing'; standing: Standing; why: string; folder: 'there' | 'missing' }
  | { is: 'open'; standing: Standing; why: string };

export interface Search {
  commandLine: CommandLine;
  mode: Mode;
  root: Root;
  /** null: not known. */
  directory: WorkingDirectory | null;
  container: Container;
  volumes: PodSpec['volumes'];
}

const found = (standing: Standing, where: string, provided: string): Located => ({
  is: 'found',
  standing,
  where,
  provided,
});
const missing = (standing: Standing, why: string): Located => ({ is: 'missing', standing, why, folder: 'missing' });
const open = (standing: Standing, why: string): Located => ({ is: 'open', standing, why });

/** cmd expands variables in any case. */
const byCmd = /%CONTAINER_SANDBOX_MOUNT_POINT%/i;

/** Folders of every Windows; what else is on C: only the node itself knows. */
const ofWindows = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData)\\/i;
/** Programs that every Windows has in the PATH of its services. */
const ofSystem =
  /^(?:cmd|powershell|net|netsh|sc|reg|whoami|icacls|ipconfig|hostname|ping|tasklist|taskkill|wevtutil|certutil|where|curl|tar|timeout)(?:\.exe)?$/i;

/** Source: hcsshim internal/jobcontainers/path.go (getApplicationName); in bind mode cmd looks for the program. */
export function locate(search: Search): Located {
  const { commandLine, mode, root } = search;
  if (commandLine.unknown.length > 0) {
    return open('sourced', `the value of ${commandLine.unknown.join(', ')} comes from the cluster`);
  }
  const { program } = commandLine;
  const expanded = mode === 'bind' ? program.replace(byCmd, () => root.variable) : program;
  const left = unexpanded.exec(expanded)?.[0];
  if (left !== undefined) {
    const only = '%CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT are, spelled so';
    return missing('sourced', `${left} is not replaced by anybody; only ${only}`);
  }
  const path = expanded.replaceAll('/', '\\');
  if (/^[A-Za-z]:\\/.test(path)) return locateAbsolute(windowsPath(path), search);
  if (path.startsWith('\\\\')) return open('derived', 'it is a path of the network, or of a device');
  if (path.startsWith('\\')) return locateRooted(path, search);
  return locateRelative(path, search);
}

function locateAbsolute(path: string, search: Search): Located {
  const { mode, root } = search;
  const rest = restBelow(path, root.path);
  if (rest) return found('sourced', 'among the files of the container', `the image has \\${rest}`);
  if (/^C:\\(?:C|hpc)\\/i.test(path)) {
    const fresh = mode === 'bind' ? '' : ', with an id that is new each time';
    return missing('derived', `the files of the container are below ${root.path} on this node${fresh}`);
  }
  const mounted = locateMounted(path, search);
  if (mounted !== null) return mounted;
  if (ofWindows.test(path)) return found('sourced', 'in a folder of Windows', `the node has ${path}`);
  return open('sourced', `${path} is the node's own, not the image's, and nobody looked whether it is there`);
}

/** null: the path is in no mount, or it is the host's own path as well. */
function locateMounted(path: string, { mode, root, container, volumes }: Search): Located | null {
  for (const { name, mountPath } of container.volumeMounts) {
    const wanted = windowsPath(mountPath);
    const rest = restBelow(path, wanted);
    if (rest === null) continue;
    if (mode === 'bind') {
      const needed = rest === '' ? `the volume ${name} is that file` : `the volume ${name} has \\${rest}`;
      return found('sourced', `in the volume ${name}`, needed);
    }
    const source = volumes.find((volume) => volume.name === name)?.hostPath?.path;
    if (source !== undefined && windowsPath(source).toLowerCase() === wanted.toLowerCase()) return null;
    return missing(
      'derived',
      `the volume ${name} is at ${mountPlaces(mode, root, mountPath)} on this node, not at ${wanted}`,
    );
  }
  return null;
}

/** A path without a drive: it leads to the drive of the process that starts it. */
function locateRooted(path: string, search: Search): Located {
  const located = locateAbsolute(`C:${path}`, search);
  return located.is === 'open' ? { ...located, standing: 'unverified' } : { ...located, standing: 'derived' };
}

function locateRelative(path: string, search: Search): Located {
  const { mode, root, directory } = search;
  if (path === '') return { is: 'missing', standing: 'derived', why: 'the command is empty', folder: 'there' };
  if (/^\.\.?\\/.test(path) && mode !== 'bind') {
    return open('unverified', 'a path that begins with a dot starts from the directory of the shim, it seems');
  }
  const isBare = !path.includes('\\');
  if (isBare && ofSystem.test(path))
    return found('sourced', 'in the PATH of services', 'the node has it, as every Windows does');
  if (directory === null)
    return open('sourced', 'the working directory hangs on the version of containerd, which is not known');
  // From 0.10 on the root is in PATH, which cmd does not use for a name with a folder.
  const usesPath = mode === 'fallback' || (mode === 'bind' && isBare);
  const folders = [directory.path, ...(usesPath ? [root.path] : [])];
  const inImage = folders
    .map((folder) => restBelow(`${withoutEnd(folder)}\\${path.replace(/^(?:\.\\)+/, '')}`, root.path))
    .findLast((rest) => rest !== null);
  const where = `from ${folders.join(' and ')}`;
  // Below the root a default for the working directory that images lack is no place for a program.
  const isDefault = directory.provided !== null && directory.path !== root.path && !usesPath;
  if (inImage !== undefined && inImage !== null && !isDefault) {
    const also = isBare ? ', or the node has it in its PATH' : '';
    const unless = usesPath || directory.provided === null ? '' : `; ${directory.provided}`;
    return found('derived', where, `the image has \\${inImage}${also}${unless}`);
  }
  const why = `it is looked for ${where}, where the image has nothing unless it sets a WORKDIR`;
  if (isBare || directory.provided === null) return open('derived', why);
  return missing('derived', why);
}
