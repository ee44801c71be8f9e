import type { Pod } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import type { Mode } from './mode.ts';
import { tokenMountPath, windowsPath } from './paths.ts';
import { driveOf } from './working-directory.ts';

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
