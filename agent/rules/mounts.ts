import { inManifest, leastAccount, onNode, type Step, shell } from '../fix.ts';
import { removeField, removeVolume, setField } from '../manifest/edit.ts';
import { containersOf, hostPathsOf, mountsOf, type PlacedMount, type Pod, runAsOf } from '../manifest/pod.ts';
import { bindNodes, withoutFilter } from '../node/new-pod.ts';
import type { Rules } from '../rule.ts';
import { destinationOf, driveRefused, hiddenBy, isPipe, isRoot, isSocket, pipeRefused } from '../shim/mounts.ts';
import { windowsPath } from '../shim/paths.ts';
import { readRunAs } from '../shim/run-as.ts';
import { told } from './offence.ts';

/** What is mounted, and where. */
export const mountRules = {
  'mount-path': {
    title: 'mountPath is not the drive itself',
    why: 'containerd refuses a mount at C:. Without the bind filter the shim cannot replace the root of the container with a link.',
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/opts/spec_windows.go',
    judge: (pod) =>
      mountsOf(pod).flatMap(({ mount: { mountPath: at, name }, path }) => {
        if (!isRoot(at)) return [];
        const field = [...path, 'mountPath'];
        const step = setField(pod, field, `C:\\mnt\\${name}`, say);
        if (destinationOf(at) === null) return [told(field, driveRefused, step)];
        const refused = told(field, 'the shim cannot replace the root of the container with a link', step);
        return [{ ...refused, holds: withoutFilter }];
      }),
  },
  'mount-shadow': {
    title: 'Mounts over directories of the host',
    why: "In bind mode a mount hides the host's directory of the same path from the container, with the programs and files in it.",
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
    holds: bindNodes,
    judge: (pod) =>
      mountsOf(pod).flatMap((placed) => {
        const { mount, path } = placed;
        const hidden = hiddenBy(placed);
        if (hidden === null) return [];
        const step = setField(pod, [...path, 'mountPath'], `C:\\mnt\\${mount.name}`, say);
        return [told([...path, 'mountPath'], `the mount hides the host's own ${hidden} from the container`, step)];
      }),
  },
  'read-only-mount': {
    title: 'readOnly mounts',
    why: 'Where mounts are links, readOnly has no effect: only the access list of the folder, which no manifest shows, keeps an account from writing, and SYSTEM writes everywhere. In bind mode it works at the mountPath, and not for the link below the mount point.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
    holds: withoutFilter,
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
  },
  'named-pipe-mount': {
    title: 'Named pipes as volumes',
    why: 'The shim refuses to mount named pipes into HostProcess containers, which can open the named pipes of the host.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
    judge: (pod) =>
      hostPathsOf(pod)
        .filter(({ hostPath }) => isPipe(hostPath.path))
        .map(({ name, hostPath, path }) => {
          const open = inManifest(`Let the program open ${hostPath.path.replaceAll('/', '\\')} of the host itself.`);
          return told([...path, 'path'], pipeRefused, ...removeVolume(pod, name), open);
        }),
  },
  'socket-mount': {
    title: 'Unix sockets as volumes',
    why: 'A Unix socket cannot be mounted into a HostProcess container. The program can open its path on the host.',
    severity: 'warn',
    reference:
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support',
    judge: (pod) =>
      hostPathsOf(pod)
        .filter(({ hostPath }) => isSocket(hostPath))
        .map(({ name, hostPath, path }) => {
          const open = inManifest(`Let the program open ${hostPath.path} of the host itself.`);
          return told(path, `the Unix socket ${hostPath.path} cannot be mounted`, ...removeVolume(pod, name), open);
        }),
  },
  'token-sub-path': {
    title: 'subPath on tokens',
    why: 'A mount with a subPath keeps the file as it was when the container started: the token in it expires and is never renewed.',
    severity: 'warn',
    reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/',
    judge: (pod) =>
      mountsOf(pod).flatMap(({ mount, volume, path }) => {
        const field = mount.subPath !== undefined ? 'subPath' : 'subPathExpr';
        const isToken = volume?.projected?.sources.some((source) => source.serviceAccountToken !== undefined) ?? false;
        if (mount[field] === undefined || !isToken) return [];
        const step = removeField(pod, [...path, field], ': the whole volume is then mounted');
        return [told([...path, field], `the token is never renewed, because of the ${field}`, step)];
      }),
  },
  'secret-volume': {
    title: 'Volumes of Secrets',
    why: 'Windows has no volumes in memory: the kubelet writes a Secret in clear to the disk of the node, below C:\\var\\lib\\kubelet\\pods, where by default every user of the node can read it.',
    severity: 'info',
    reference: 'https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets',
    judge: (pod) =>
      mountsOf(pod)
        .filter(({ volume }) => volume?.secret !== undefined)
        .map(({ path, mount: { name } }) =>
          told(
            path,
            `the Secret of volume ${name} lies in clear on the disk of the node`,
            inManifest(
              'Let a CSI driver or the program itself fetch what it needs, limit the Secret to what may be lost with a node, and encrypt its disks.',
            ),
          ),
        ),
  },
} satisfies Rules;

/** By the SID of Local Service: its name depends on the language of Windows. SYNCHRONIZE is left out, which readers need. */
const denyWriting = (folder: string): Step =>
  onNode(
    `Refuse Local Service the right to write there, on each node that may run the pod${folder === '<source>' ? '; <source> is the folder of the volume on the node' : ''}.`,
    shell`icacls.exe ${folder} /deny ${'*S-1-5-19:(OI)(CI)(WD,AD,WEA,WA,DE,DC)'}`,
    'No other program that runs as Local Service can then write there.',
  );

const say = 'Mount the volume at a directory of its own, or remove it: files of the host need no mount.';

/** The kubelet writes these files for this pod alone: writing to them harms no other pod. */
const isCopy = (volume: PlacedMount['volume']) =>
  volume !== null && ['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => volume[kind] !== undefined);

/** Whether the container of this mount runs as an account that an access list can keep from writing. */
function isLimited(pod: Pod, mount: PlacedMount['path']): boolean {
  const placed = containersOf(pod).find(({ path }) => path.join() === mount.slice(0, 3).join());
  const { kind, name } = readRunAs((placed && runAsOf(pod, placed)?.text) ?? '');
  return kind === 'bare' || (kind === 'service' && name.toLowerCase() !== 'system');
}
