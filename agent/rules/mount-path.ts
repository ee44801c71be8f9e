import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import { fallbackNodes, volumeNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';

export const mountPath: Rule = {
  id: 'mount-path',
  title: 'mountPath is not the drive itself',
  why: 'containerd refuses a mount at C:, and without the bind filter the shim can make no link over the root of the container.',
  severity: 'error',
  reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/opts/spec_windows.go',
  judge: (pod) =>
    mountsOf(pod).flatMap(({ mount: { mountPath: at }, path }) => {
      const fix = {
        steps: [inManifest('Mount it at a directory of its own. Files of the host need no mount at all.')],
      };
      const place = { path: [...path, 'mountPath'], fix };
      if (/^c:$/i.test(at)) return [{ ...place, message: 'destination path can not be C drive' }];
      if (!isRoot(at)) return [];
      const message = 'no link can be made where the root of the container is';
      return [{ ...place, message, holds: [...volumeNodes, ...fallbackNodes] }];
    }),
};

/** Without the bind filter the drive of a path has no say. */
const isRoot = (at: string) => /^(?:[A-Za-z]:)?[\\/]*$/.test(at) && at !== '';
