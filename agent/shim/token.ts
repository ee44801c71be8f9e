import type { Pod } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import { driveOf, type Mode, type Root, windowsPath } from './paths.ts';

/** Where kubelet mounts the token of the service account. */
export const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The same below the root of the drive in bind mode, below the sandbox mount point in every mode. */
export const tokenDirectory = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';

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
  const relative = directory === null ? null : windowsPath(`${directory.path}\\${tokenDirectory}`);
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

/** Whether a container has the token of a service account: the kubelet mounts it by default, or the pod does so itself. */
export function hasToken({ spec }: Pod, { volumeMounts }: Pick<Container, 'volumeMounts'>): boolean {
  const own = volumeMounts.some(({ mountPath }) => windowsPath(mountPath) === windowsPath(tokenMountPath));
  return own || spec.automountServiceAccountToken !== false;
}

/**
 * What keeps a client that looks at tokenMountPath from its token; null: nothing. client-go and others name no drive:
 * they use the drive of the working directory. Source: kubernetes issue 104443.
 * @param directory the working directory; null: not known, and assumed to be on C:
 */
export function clientObstacle(mode: Mode, directory: string | null): 'mount-point' | 'drive' | null {
  if (mode !== 'bind') return 'mount-point';
  return directory !== null && driveOf(directory) !== 'C:' ? 'drive' : null;
}
