import { mountPlaces, restBelow, windowsPath } from '../../shim/paths.ts';
import { found, type Located, missing, open, type Search } from './located.ts';

/** Folders of every Windows; what else is on C: is not known. */
const ofWindows = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData)\\/i;
/** @param path with a drive and backslashes */
export function locateAbsolute(path: string, search: Search): Located {
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
  return open('sourced', `${path} is on the node, not in the image; whether it exists was not examined`);
}

/** null: the path is in no mount, or it is the same path on the host. */
function locateMounted(path: string, { mode, root, container, pod }: Search): Located | null {
  for (const { name, mountPath } of container.volumeMounts) {
    const wanted = windowsPath(mountPath);
    const rest = restBelow(path, wanted);
    if (rest === null) continue;
    if (mode === 'bind') {
      const needed = rest === '' ? `the volume ${name} is that file` : `the volume ${name} has \\${rest}`;
      return found('sourced', `in the volume ${name}`, needed);
    }
    const source = pod.spec.volumes.find((volume) => volume.name === name)?.hostPath?.path;
    if (source !== undefined && windowsPath(source).toLowerCase() === wanted.toLowerCase()) return null;
    return missing(
      'derived',
      `the volume ${name} is at ${mountPlaces(mode, root, mountPath)} on this node, not at ${wanted}`,
    );
  }
  return null;
}

/** A path without a drive is on the drive of the process that starts the program. */
export function locateRooted(path: string, search: Search): Located {
  const located = locateAbsolute(`C:${path}`, search);
  return located.is === 'open' ? { ...located, certainty: 'unverified' } : { ...located, certainty: 'derived' };
}
