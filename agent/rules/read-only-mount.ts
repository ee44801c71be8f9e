import { shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { mountsOf, type PlacedMount } from '../manifest/mount.ts';
import type { Pod } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/node-kind.ts';
import type { Rule } from '../rule.ts';

export const readOnlyMount: Rule = {
  id: 'read-only-mount',
  title: 'readOnly mounts',
  why: 'Where mounts are links, readOnly has no effect. In bind mode it works at the mountPath, and not for the link below the mount point.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    mountsOf(pod)
      .filter(({ mount, volume }) => mount.readOnly === true && !isCopy(volume))
      .map(({ path, volume }) => ({
        path: [...path, 'readOnly'],
        message: 'readOnly has no effect: the mount is a link',
        fix: { steps: stepsFor(pod, volume?.hostPath?.path ?? null) },
      })),
};

/** The kubelet writes these files for this pod alone: writing to them harms nobody else. */
const isCopy = (volume: PlacedMount['volume']) =>
  volume !== null && ['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => volume[kind] !== undefined);

/** An account that Windows lets read and nothing more. */
function stepsFor(pod: Pod, folder: string | null): Step[] {
  const user = ['spec', 'securityContext', 'windowsOptions', 'runAsUserName'];
  const run = setField(
    pod,
    user,
    '<group>',
    'Run as a local group that may only read the files (containerd 1.7 and up).',
  );
  if (folder === null || folder === '') return [run];
  const grant = shell`icacls.exe ${folder.replaceAll('/', '\\')} /grant '<group>:(OI)(CI)RX'`;
  return [run, onNode('Give the group the right to read, and no other.', grant)];
}
