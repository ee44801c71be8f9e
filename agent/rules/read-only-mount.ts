import { inManifest } from '../fix.ts';
import { mountsOf, type PlacedMount } from '../manifest/mount.ts';
import { fallbackNodes, volumeNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';

export const readOnlyMount: Rule = {
  id: 'read-only-mount',
  title: 'readOnly mounts',
  why: 'Where mounts are links, readOnly is ignored. In bind mode it holds for the mountPath, and not for the link below the mount point.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    mountsOf(pod)
      .filter(({ mount, volume }) => mount.readOnly === true && !isCopy(volume))
      .map(({ path }) => ({
        path: [...path, 'readOnly'],
        message: 'the mount is not read-only there: it is a link',
        fix: { steps: [inManifest('Use an account that may not write there, or do not rely on it.')] },
      })),
};

/** What the kubelet writes for this pod alone, where writing does no harm to others. */
const isCopy = (volume: PlacedMount['volume']) =>
  volume !== null && ['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => volume[kind] !== undefined);
