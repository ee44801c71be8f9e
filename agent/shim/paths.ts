import { type Mode, modeRoots, tokenDirectory } from './mode.ts';

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

/** @param custom the value of the annotation hostprocess-rootfs-location; null: it does not reach the shim */
export function rootOf(mode: Mode, custom: string | null): Root {
  if (custom === null || mode === 'volume') return root(`${modeRoots[mode]}\\`, -1);
  if (mode === 'bind') return root(custom, -1);
  // Here the shim cuts off the last character of the id.
  return { ...root(`${withoutEnd(custom)}\\<id>`, 0), substituted: `${withoutEnd(custom)}\\<id less its last digit>` };
}

const root = (variable: string, cut: -1 | 0): Root => ({
  variable,
  substituted: cut === 0 ? variable : variable.slice(0, cut),
  path: withoutEnd(variable),
});

/** A path without trailing backslashes; the root of a drive keeps one. */
export const withoutEnd = (path: string): string => {
  const short = path.replace(/\\+$/, '');
  return /^[A-Za-z]:$/.test(short) ? `${short}\\` : short;
};

/** A mountPath or another path in Windows form: backslashes, a drive, no trailing backslash. */
export function windowsPath(path: string): string {
  const back = path.replaceAll('/', '\\').replace(/(?<!^)\\+/g, '\\');
  const drive =
    /^[A-Za-z]:/.test(back) || back.startsWith('\\\\') ? back : `C:${back.startsWith('\\') ? '' : '\\'}${back}`;
  return withoutEnd(drive.replace(/^c:/, 'C:'));
}

/**
 * A path with backslashes, without `.`, `..` and empty parts. A relative path keeps a leading `..`.
 * Source: Go, path/filepath Clean, which the shim calls.
 */
export function normalized(path: string): string {
  const back = path.replaceAll('/', '\\');
  const root = /^(?:\\\\[^\\]+\\[^\\]+|[A-Za-z]:)?\\*/.exec(back)?.[0] ?? '';
  const isRooted = root.endsWith('\\') || root.startsWith('\\\\');
  const kept: string[] = [];
  for (const part of back.slice(root.length).split('\\')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  return `${root.replace(/\\+$/, '')}${isRooted ? '\\' : ''}${kept.join('\\') || (isRooted ? '' : '.')}`;
}

/** A path without its drive. */
const withoutDrive = (path: string) => path.replace(/^[A-Za-z]:\\?/, '');

/** A path below a directory; its drive is dropped. */
const below = (directory: string, path: string): string =>
  withoutEnd(`${directory.replace(/\\+$/, '')}\\${withoutDrive(path)}`);

/** The part of a path below a directory; "": the directory itself; null: not below it. Case is ignored, as on Windows. */
export function restBelow(path: string, directory: string): string | null {
  const start = `${directory.replace(/\\+$/, '')}\\`;
  const whole = `${path.replace(/\\+$/, '')}\\`;
  return whole.toLowerCase().startsWith(start.toLowerCase()) ? path.slice(start.length) : null;
}

/** Where a mount is visible: in bind mode at its mountPath, and in every mode below the root of the container. */
export function mountPlaces(mode: Mode, at: Root, mountPath: string): string[] {
  const wanted = windowsPath(mountPath);
  const linked = below(at.path, wanted);
  return mode === 'bind' ? [wanted, linked] : [linked];
}

/** Replaces the two spellings that the shim replaces; case matters. Source: hcsshim replaceWithMountPoint. */
export const substitute = (text: string, { substituted }: Pick<Root, 'substituted'>): string =>
  text
    .replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', () => substituted)
    .replaceAll('$env:CONTAINER_SANDBOX_MOUNT_POINT', () => substituted);

/** Where kubelet mounts the token of the service account. */
export const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

interface TokenPlace {
  form: 'fixed' | 'mount-point' | 'relative';
  directory: string;
  /** null: the working directory is not known. */
  works: boolean | null;
}

/** The three documented paths of the token: on the drive, below the mount point, relative to the working directory. */
export function tokenPlaces(mode: Mode, at: Root, directory: { path: string } | null): TokenPlace[] {
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
