import {
  isOfContainer,
  isOfToken,
  podArguments,
  possible,
  type Symptom,
  type Weighing,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { evidence, ifKnown, mebibytes } from '../fact.ts';
import { type Fix, inImage, inManifest, lines, newTag, onCluster, onNode, type Step, shell, verified } from '../fix.ts';
import { containerdFolders } from '../node/containerd-config.ts';
import { crictl, excludePrograms, fewFreeBytes, freeSpace, pruneImages, seeDefender } from '../node/log-steps.ts';
import { managedPool } from '../node/managed-pool.ts';
import { newMode } from '../node/new-pod.ts';
import { installContainers, nodeName, under, updateWindows, whileDrained } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { errorTextsOf, readTail } from '../windows/error-text.ts';
import { recreateFailed } from './shim.ts';
import { hcsshimSource, learnPage, mountGuide, onlyBound, weighBy, weighFeature, weighPart } from './weigh.ts';

const mounts = hcsshimSource('blob/v0.11.7/internal/jobcontainers/mounts.go');

/** Mounts, the root of the container, and what carries them: silo, bind filter, layers. */
export const mountCauses: WrittenCauses = {
  'named-pipe-mount': {
    title: 'The pod mounts a named pipe',
    explain:
      'A HostProcess container runs on the host and opens its pipes by their names. The shim refuses to mount a pipe.',
    reference: mountGuide,
    fix: () => [
      inManifest(
        'Remove the volumeMount and the volume of the pipe; the program opens the pipe of the host by its name.',
      ),
    ],
  },
  'mount-invalid': {
    title: 'The pod has a mount that HostProcess containers cannot have',
    explain:
      'A mount needs a source and a destination. The destination is a folder below the root of a drive that the node has, and the source is on a volume that links and bindings can reach.',
    reference: mounts,
    fix: ({ match: { signature, captured } }) => {
      if (signature.id === 'mount-incomplete') {
        return [
          inManifest(
            `Find the mount that has no mountPath (Destination), or whose volume has an empty path (Source), and set what is empty: the text has ${captured.mount ?? 'it'}.`,
          ),
        ];
      }
      const where = captured.root ?? captured.path;
      return [
        signature.id === 'mount-drive'
          ? inManifest(
              'Mount a folder instead of the whole drive; a HostProcess container sees C: of the host anyway.',
              'mountPath: C:\\host',
            )
          : inManifest(
              `Choose a mountPath on a drive that the node has, which SYSTEM can create and which is not a file${where === undefined ? '' : ` (now ${where})`}.`,
              'mountPath: C:\\hpc-data',
            ),
        inManifest('If the path is on the host, remove the mount: a HostProcess container sees the files of the host.'),
      ];
    },
  },
  'mount-source': {
    title: 'The source of a mount is not on the node, or containerd can neither read nor create it',
    explain:
      'A hostPath, or a volume of a driver, must be on the node before the container is created. A network share, a device that is not ready and a link to nowhere fail.',
    reference: mounts,
    fix: (symptom) => {
      const source = symptom.match.captured.path ?? symptom.match.captured.target ?? '<source>';
      return [
        onNode(
          'See whether the source of the mount exists, where it leads if it is a link, and whether its access list allows SYSTEM.',
          lines(
            shell`Get-Item -Force -LiteralPath ${source} | Format-List FullName, LinkType, Target`,
            shell`icacls.exe ${source}`,
          ),
        ),
        inManifest(
          'If it does not, name a Windows path on a drive that the node has, and let the kubelet create a missing directory.',
          'hostPath:\n  path: C:\\hpc-data\n  type: DirectoryOrCreate',
        ),
        onCluster('For a volume of a driver, see its events.', shell`kubectl describe pod ${podArguments(symptom)}`),
      ];
    },
    weigh: (symptom, facts) =>
      isOfToken(symptom)
        ? weighing('ruled-out', evidence('volume', 'of the service account token'))
        : weighPart('source', ({ path, target }) => path ?? target)(symptom, facts),
  },
  'mount-read-only': {
    title: 'A read-only volume lies over the folder that the program writes to',
    explain:
      'Volumes of ConfigMaps, Secrets and tokens are read-only, and others with readOnly. With the bind filter (containerd 1.7 and newer) a volume is at its mountPath on the drive and hides the folder of the host there, and not even SYSTEM can write to it. Scripts for containerd 1.6 copied files to that path of the host.',
    reference: 'https://github.com/kubernetes-sigs/sig-windows-tools/issues/316',
    checks: ['bind-filter'],
    fix: (symptom) => [
      onCluster(
        'See whether a volume is mounted at the folder of the text, or above it.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.containers[*].volumeMounts}'`,
      ),
      inManifest(
        'Mount the volume at a path of its own, and let the script copy from there.',
        'volumeMounts:\n- name: config\n  mountPath: /mounts/config',
      ),
      inImage('Or take the image and the scripts of a release that is made for containerd 1.7 and newer.'),
    ],
    weigh: onlyBound('possible'),
  },
  'mount-symlink': {
    title: 'The link of a mount cannot be created, usually because something already exists there',
    explain:
      'Below the root of the container every mount is a symbolic link. When the image has a file or folder at that path, or one mount is inside another, the link cannot be created.',
    reference: mounts,
    fix: ({ match }) => [
      inManifest(
        `Choose a mountPath that the image does not have${match.captured.path === undefined ? '' : ` (not ${match.captured.path})`}, and that is not inside another mountPath.`,
        'mountPath: /hpc-data',
      ),
    ],
    weigh: weighBy(newMode, () => 'possible'),
  },
  'mount-shadowed': {
    title: 'A mount hides the folder of the host at the same path from the container',
    explain:
      'In bind mode mountPath is bound over the path of the host, for this container only. It no longer sees what the host has there, programs included.',
    reference: mountGuide,
    fix: () => [
      inManifest(
        'Choose a mountPath that the host does not have, and never mount over a folder of Windows, Program Files or ProgramData.',
        'mountPath: C:\\hpc-data',
      ),
    ],
    weigh: onlyBound('possible', (symptom) =>
      symptom.match.signature.id === 'mount-shadow' ? weighText(symptom) : possible,
    ),
  },
  'bind-filter': {
    title: 'The bind filter refuses this volume, or does not work',
    explain:
      'When bindfltapi.dll exists, the shim binds every mount and has no other way. A volume of a user-mode file system (such as WinFsp) refuses the filter, and a filter driver that is stopped or damaged refuses every mount.',
    reference: hcsshimSource('issues/1699'),
    checks: ['bind-filter'],
    fix: ({ match }) =>
      verified('fltmc.exe instances -f bindflt', 'It lists the volume of the mount, unless you removed the mount.', [
        onNode('See whether the filter is loaded.', 'fltmc.exe instances -f bindflt'),
        onNode('Load it if it is not.', 'fltmc.exe load bindflt'),
        onNode(
          `See which volumes the node has: ${match.captured.target ?? 'the source of the mount'} must be on an NTFS volume of a disk.`,
          'mountvol.exe; Get-Volume',
        ),
        inManifest('If the volume cannot be bound, remove the mount and let the program open the path of the host.'),
      ]),
    weigh: (symptom, facts) => {
      const binaries = facts['runtime-binaries'];
      const present = binaries && ifKnown(binaries.bindFilter.present);
      if (binaries === undefined || present === undefined) return weighText(symptom);
      const seen = evidence(binaries.bindFilter.path, present ? 'exists' : 'does not exist');
      return present
        ? weighing('likely', seen)
        : weighing('possible', seen, evidence('a new pod', 'would not be bound'));
    },
  },
  'silo-unavailable': {
    title: 'This Windows could not make the job object a silo',
    explain:
      'In bind mode each container is an application silo. Its job object must be new and empty, and Windows must support silos.',
    reference: hcsshimSource('blob/v0.11.7/internal/jobobject/jobobject.go'),
    checks: ['os-build', 'containers-feature'],
    fix: (_, facts) => siloFix(facts),
    weigh: weighFeature((isThere) => (isThere ? 'possible' : 'likely')),
  },
  'container-storage': {
    title: 'The layers of containerd on this node are missing or damaged, or the disk is full',
    explain:
      'containerd unpacks the layers of the image, and mounts them with a writable layer as a volume before the container starts.',
    reference: hcsshimSource('blob/v0.11.7/internal/jobcontainers/storage.go'),
    checks: ['disk-space'],
    fix: storageFix,
    weigh: weighStorage,
  },
  'unprotected-drives': {
    tails: [19],
    title: 'A policy of the node makes drives without BitLocker read-only',
    explain:
      'The writable layer of a container is a virtual disk of its own, without BitLocker. Under the policy "Deny write access to fixed drives not protected by BitLocker" Windows mounts it read-only, and its volume cannot grow to the size that the container asks for.',
    reference: learnPage('powershell/module/configurationmanager/new-cmfdvdenywriteaccesspolicy'),
    fix: () => [
      onNode(
        'See whether the policy "Deny write access to fixed drives not protected by BitLocker" is enabled for the node: in Computer Configuration, Administrative Templates, Windows Components, BitLocker Drive Encryption, Fixed Data Drives.',
      ),
      onNode('If it is, let it not apply to nodes, then read the policies again.', 'gpupdate.exe /force'),
    ],
  },
  'nested-bind-filter': {
    title: 'A program inside a HostProcess container cannot use the bind filter',
    explain: 'In bind mode the container is a silo, and Windows does not allow processes in a silo to bind files.',
    reference: 'https://github.com/moby/buildkit/issues/6590',
    fix: () => [
      onNode('Run this program as a service of the node instead of in a HostProcess container.'),
      inImage('Or let it make a junction instead of a binding.', 'cmd.exe /c mklink /J <link> <target>'),
      ...newTag(),
    ],
    weigh: onlyBound('likely'),
  },
};

function weighStorage(symptom: Symptom, { os }: KnownFacts): Weighing {
  const full = isFull(symptom);
  const low = os?.disks.flatMap(({ path, space }) =>
    space.ok && space.value !== null && space.value.freeBytes < fewFreeBytes
      ? [evidence(`free on ${path}`, mebibytes(space.value.freeBytes))]
      : [],
  );
  if (low !== undefined && low.length > 0) return weighing(full ? 'confirmed' : 'likely', ...low);
  return weighText(symptom);
}

/** A volume can only be mounted over an empty folder. */
const notEmpty = 145;

function storageFix(symptom: Symptom, facts: KnownFacts): Step[] {
  const { captured } = symptom.match;
  const folder = /failed to mount sandbox volume to (C:\\[^\n]{1,200}?)\\? on host/.exec(captured.detail ?? '')?.[1];
  if (folder !== undefined && codeOf(symptom) === notEmpty) return leftoverFix(symptom, folder);
  if (isFull(symptom)) return fullFix(symptom, facts);
  const image = captured.image ?? '<image>';
  return [
    seeSpace(facts),
    pruneImages(facts, 'If it has little, remove images that no container uses.'),
    seeDefender,
    excludePrograms(facts),
    ...under(
      'If there is space, and nothing was blocked, unpack the image again',
      whileDrained(
        nodeName(facts),
        onCluster(
          'The drain leaves pods of a DaemonSet: if the pod is one, exclude this node in its node affinity, apply that, and delete the pod if it is still there.',
          shell`kubectl delete pod ${podArguments(symptom)} --ignore-not-found`,
          'The pod is stopped; a changed DaemonSet replaces its pods on other nodes too.',
        ),
        onNode(
          'While no container uses it, remove its image: the next start pulls it again and unpacks it again.',
          shell`${crictl(facts)} rmi ${image}`,
          'The pod does not start while the registry cannot be reached.',
        ),
        onCluster('If you changed the node affinity of a DaemonSet, change it back, and apply that.'),
      ),
    ),
  ];
}

/** A silo needs the Containers feature, and a Windows that makes silos without a fault. */
function siloFix(facts: KnownFacts): Fix | Step[] {
  const node = nodeName(facts);
  const service = facts.os && ifKnown(facts.os.computeService);
  if (service === null) return installContainers(facts, node);
  const update = (condition?: string) => updateWindows(facts, node, '', condition);
  if (service !== undefined || managedPool(facts) !== null) return update();
  return [
    onNode(
      'See whether the Containers feature is installed: it includes the service vmcompute.',
      'Get-Service vmcompute',
    ),
    ...installContainers(facts, node, 'If there is no such service, install the feature').steps,
    ...update('If vmcompute is there, update Windows'),
  ];
}

/** What an earlier container or a person left in the place for this container's volume. */
const leftoverFix = (symptom: Symptom, folder: string): Step[] => [
  onNode(
    'See what is in the folder, and whose it is.',
    shell`Get-ChildItem -Force -Recurse -LiteralPath ${folder} | Select-Object FullName, LastWriteTime, LinkType`,
  ),
  onNode(
    'If nothing there is needed, move the folder away; this fails while a container still uses it.',
    shell`Rename-Item -LiteralPath ${folder} -NewName ${`${folder.split('\\').at(-1)}.old`}`,
  ),
  recreateFailed(symptom, 'Recreate the pod.'),
];

/** The code of Windows at the end of the failure. */
function codeOf({ match: { captured, tail } }: Symptom): number | null {
  const last = captured.detail?.split(': ').findLast((part) => part !== 'unknown');
  return (last === undefined ? tail : readTail(last))?.code ?? null;
}

/** ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL, and what the C library says. */
const diskFull = [112, 39];
const fullTexts = [...errorTextsOf(diskFull), 'o space left on device', 'ENOSPC'];

const isFull = (symptom: Symptom): boolean =>
  diskFull.includes(codeOf(symptom) ?? 0) || fullTexts.some((text) => symptom.message.text.includes(text));

const seeSpace = (facts: KnownFacts): Step =>
  onNode(
    'See how much space is left on the volume of containerd.',
    shell`Get-Volume -FilePath ${containerdFolders(facts).root} | Format-Table DriveLetter, SizeRemaining, Size`,
  );

/** Space on the disk of the node, and in the container. */
const fullFix = (symptom: Symptom, facts: KnownFacts): Step[] => [
  seeSpace(facts),
  ...freeSpace(facts),
  ...(isOfContainer(symptom)
    ? [
        // Source: containerd snapshots/windows/windows.go, the default size of the scratch disk.
        inManifest(
          'If the disks of the node have space, the disk of the container is full, which has 20 GB by default: let the program write large files to a volume.',
        ),
      ]
    : []),
];
