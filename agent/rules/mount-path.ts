import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import type { Rule } from '../rule.ts';
import { windowsPath } from '../shim/paths.ts';

export const mountPath: Rule = {
  id: 'mount-path',
  title: 'mountPath is not the drive itself',
  why: 'containerd refuses to mount a volume over the whole drive.',
  severity: 'error',
  reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/opts/spec_windows.go',
  judge: (pod) =>
    mountsOf(pod)
      .filter(({ mount }) => mount.mountPath !== '' && windowsPath(mount.mountPath).toUpperCase() === 'C:\\')
      .map(({ path }) => ({
        path: [...path, 'mountPath'],
        message: 'destination path can not be C drive',
        fix: { steps: [inManifest('Mount it at a directory of its own. Files of the host need no mount at all.')] },
      })),
};
