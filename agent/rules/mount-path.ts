import { setField } from '../manifest/edit.ts';
import { mountsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';

export const mountPath: Rule = {
  id: 'mount-path',
  title: 'mountPath is not the drive itself',
  why: 'containerd refuses a mount at C:. Without the bind filter the shim cannot replace the root of the container with a link.',
  severity: 'error',
  reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/opts/spec_windows.go',
  judge: (pod) =>
    mountsOf(pod).flatMap(({ mount: { mountPath: at, name }, path }) => {
      if (!isRoot(at)) return [];
      const field = [...path, 'mountPath'];
      const say = 'Mount the volume at a directory of its own, or remove it: files of the host need no mount.';
      const place = { path: field, fix: { steps: [setField(pod, field, `C:\\mnt\\${name}`, say)] } };
      if (/^c:$/i.test(at)) return [{ ...place, message: 'destination path can not be C drive' }];
      const message = 'the shim cannot replace the root of the container with a link';
      return [{ ...place, message, holds: [...volumeNodes, ...fallbackNodes] }];
    }),
};

/** Without the bind filter the shim ignores the drive of a path. */
const isRoot = (at: string) => /^(?:[A-Za-z]:)?[\\/]*$/.test(at) && at !== '';
