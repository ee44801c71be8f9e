import { shell } from '../fix/command.ts';
import { leastAccount, onNode, type Step } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { containersOf, mountsOf, type PlacedMount, type Pod, runAsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { windowsPath } from '../shim/paths.ts';
import { readRunAs } from '../shim/run-as.ts';
import { told } from './offence/told.ts';

export const readOnlyMount: Rule = {
  id: 'read-only-mount',
  title: 'readOnly mounts',
  why: 'Where mounts are links, readOnly has no effect: only the access list of the folder, which no manifest shows, keeps an account from writing, and SYSTEM writes everywhere. In bind mode it works at the mountPath, and not for the link below the mount point.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    mountsOf(pod)
      .filter(({ mount, volume }) => mount.readOnly === true && !isCopy(volume))
      .filter(({ path }) => !isLimited(pod, path))
      .map(({ path, volume }) =>
        told(
          [...path, 'readOnly'],
          'readOnly has no effect: the mount is a link',
          setField(
            pod,
            [...path.slice(0, 3), 'securityContext', 'windowsOptions', 'runAsUserName'],
            leastAccount,
            'If the program does not administer the node, run it as an account that Windows can keep from writing.',
          ),
          denyWriting(volume?.hostPath?.path ? windowsPath(volume.hostPath.path) : '<source>'),
          onNode(
            'Or keep the pod on nodes with the bind filter (containerd 1.7 and up), which let no account write at the mountPath.',
          ),
        ),
      ),
};

/** The kubelet writes these files for this pod alone: writing to them harms no other pod. */
const isCopy = (volume: PlacedMount['volume']) =>
  volume !== null && ['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => volume[kind] !== undefined);

/** Whether the container of this mount runs as an account that an access list can keep from writing. */
function isLimited(pod: Pod, mount: PlacedMount['path']): boolean {
  const placed = containersOf(pod).find(({ path }) => path.join() === mount.slice(0, 3).join());
  const { kind, name } = readRunAs((placed && runAsOf(pod, placed)?.text) ?? '');
  return kind === 'bare' || (kind === 'service' && name.toLowerCase() !== 'system');
}

/** By the SID of Local Service: its name depends on the language of Windows. SYNCHRONIZE is left out, which readers need. */
const denyWriting = (folder: string): Step =>
  onNode(
    `Refuse Local Service the right to write there, on each node that may run the pod${folder === '<source>' ? '; <source> is the folder of the volume on the node' : ''}.`,
    shell`icacls.exe ${folder} /deny ${'*S-1-5-19:(OI)(CI)(WD,AD,WEA,WA,DE,DC)'}`,
    'No other program that runs as Local Service can then write there.',
  );
