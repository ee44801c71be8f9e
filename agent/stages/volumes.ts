import { evidence } from '../fact.ts';
import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { removeField, removeVolume, setField } from '../manifest/edit.ts';
import { mountsOf, type PlacedMount, type Pod } from '../manifest/pod.ts';
import type { PodSpec } from '../manifest/spec.ts';
import { destinationOf, driveRefused, hiddenBy, isPipe, isRoot, isSocket, pipeRefused } from '../shim/mounts.ts';
import type { Mode } from '../shim/paths.ts';
import { judgeReferences } from '../stage/needed-objects.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import type { Reference } from '../stage/references.ts';
import {
  type ContainerSubject,
  cannotTell,
  createEvent,
  eachContainer,
  expectEvent,
  fails,
  passes,
  type Stage,
  type Subject,
  warns,
} from '../stage.ts';
import { tailText } from '../windows/error-text.ts';

export const volumes: Stage = {
  id: 'volumes',
  title: 'Volumes and their mounts',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge(subject) {
    const { pod } = subject;
    const points = eachContainer(subject, (_, one) =>
      mountsOf(pod)
        .filter(({ container }) => container === one.container)
        .flatMap((placed) => judgeMount(subject, one, placed)),
    );
    const owner = judgeOwner(subject.pod);
    const all = [...(owner === null ? [] : [owner]), ...judgeSources(subject), ...points];
    const provided = hostFolders(subject.pod.spec);
    if (!all.some(({ verdict }) => verdict === 'fails' || verdict === 'cannot-tell')) {
      return [passes('nothing prevents its mounts', { provided }), ...all];
    }
    return provided.length === 0 ? all : [...all, passes('volumes are made from what is on the node', { provided })];
  },
};

/** Files of a token that belong to a Linux user: Windows has no chown. Source: kubernetes issue 102849. */
function judgeOwner(pod: Pod): Point | null {
  const { spec } = pod;
  if (spec.os?.name === 'windows' || spec.automountServiceAccountToken === false) return null;
  const users = linuxFieldsOf(pod).filter((path) => path.at(-1) === 'runAsUser');
  if (users.length === 0) return null;
  return cannotTell(
    'runAsUser without os.name: windows: kubelets that change the owner of projected files leave the pod in ContainerCreating (chown ...: not supported by windows)',
    {
      fix: {
        steps: [
          ...users.map((path) => removeField(pod, path)),
          setField(pod, ['spec', 'os', 'name'], 'windows', 'Set the operating system.'),
        ],
      },
    },
  );
}

/** Source: hcsshim internal/jobcontainers/mounts.go, containerd pkg/cri/opts/spec_windows_opts.go. */
function judgeMount(subject: Subject, { inside }: ContainerSubject, placed: PlacedMount): Point[] {
  const { mount, volume } = placed;
  const { mode } = subject;
  const source = volume?.hostPath;
  const seen = [
    evidence(`volume ${mount.name}`, source?.path ?? 'no hostPath'),
    evidence('mountPath', mount.mountPath),
  ];
  if (source !== undefined && isPipe(source.path)) {
    return [
      fails(`${source.path} is a named pipe: HostProcess containers open it by its name, without a mount`, {
        evidence: seen,
        expect: createEvent(pipeRefused),
        cause: 'named-pipe-mount',
      }),
    ];
  }
  if (source !== undefined && isSocket(source)) {
    return [
      cannotTell(`${source.path} is a socket, which cannot be mounted; the program can open its path on the host`, {
        certainty: 'unverified',
        evidence: seen,
        fix: { steps: removeVolume(subject.pod, mount.name) },
      }),
    ];
  }
  if (destinationOf(mount.mountPath) === null) {
    return [
      fails('mountPath is the drive C: itself', {
        evidence: seen,
        expect: expectEvent(
          `Error: failed to generate container "<id>" spec: failed to generate spec: ${driveRefused}`,
          '<id> is the id of the container.',
        ),
        cause: 'mount-invalid',
      }),
    ];
  }
  if (isRoot(mount.mountPath)) return [judgeRoot(subject, inside, seen)];
  const literal = /CONTAINER_SANDBOX_MOUNT_POINT/i.test(mount.mountPath)
    ? [warns(`nothing expands the mount point in mountPath ${mount.mountPath}`, { certainty: 'derived' })]
    : [];
  return [...literal, ...(mode === null ? [] : judgeEffect(subject.pod, placed, mode.mode))];
}

/** A mount over the root, where no link can be, and where a binding hides everything. */
function judgeRoot({ mode }: Subject, inside: ContainerSubject['inside'], seen: Point['evidence']): Point {
  if (inside === null || mode?.mode === 'bind') {
    return cannotTell('mountPath is the root of the drive: the mount would hide all of it', {
      certainty: 'unverified',
      evidence: seen,
    });
  }
  const text = `failed to setup mount for job container: symlink <source> ${inside.root.path}: ${tailText(183)}.`;
  return fails('mountPath is the root of the container, which the shim cannot replace with a link', {
    certainty: 'derived',
    evidence: seen,
    expect: createEvent(text, '<source> is the path of the volume, and <id> the id of the container.'),
    cause: 'mount-symlink',
  });
}

/** What a mount that works does, and people do not expect. */
const judgeEffect = (pod: Pod, placed: PlacedMount, mode: Mode): Point[] => [
  ...readOnly(placed.mount, mode),
  ...(mode === 'bind' ? shadow(pod, placed) : []),
];

function readOnly({ readOnly: wanted, mountPath }: PlacedMount['mount'], mode: Mode): Point[] {
  if (wanted !== true) return [];
  return mode === 'bind'
    ? [
        warns(`readOnly of ${mountPath} works at that path, but the files can be written below the mount point`, {
          certainty: 'derived',
        }),
      ]
    : [warns(`readOnly of ${mountPath} has no effect on this node: mounts are links`)];
}

function shadow(pod: Pod, placed: PlacedMount): Point[] {
  const hidden = hiddenBy(placed);
  if (hidden === null) return [];
  const say = 'Mount the volume at a directory of its own.';
  return [
    warns(`this mount hides ${hidden} of the node from the container`, {
      certainty: 'sourced',
      fix: { steps: [setField(pod, [...placed.path, 'mountPath'], `C:\\mnt\\${placed.mount.name}`, say)] },
    }),
  ];
}

const kinds: Readonly<Record<string, string>> = { Directory: 'folder', File: 'file', Socket: 'socket' };

/**
 * What hostPath volumes need on the node, in sentences: the kubelet makes nothing of these types, and the pod stays in
 * ContainerCreating with "hostPath type check failed". Source: kubernetes pkg/volume/hostpath/host_path.go.
 */
const hostFolders = ({ volumes }: PodSpec): string[] =>
  volumes.flatMap(({ hostPath }) =>
    hostPath?.type && !/OrCreate$/.test(hostPath.type)
      ? [`the node has the ${kinds[hostPath.type] ?? 'device'} ${hostPath.path} (hostPath type ${hostPath.type})`]
      : [],
  );

/** Config maps, secrets and claims that volumes are made from. Source: pkg/volume/{secret,configmap}/ at v1.34.2. */
function judgeSources(subject: Subject): Point[] {
  const { lacks, others } = judgeReferences(subject, 'volume');
  const points = lacks.map(({ reference, key, text, ...rest }) =>
    fails(`the volume ${reference.by} needs ${text}`, { ...rest, expect: saidOf(reference, key) }),
  );
  return others === null
    ? points
    : [...points, passes(`volumes are made from ${others.names}`, { provided: others.provided })];
}

function saidOf({ kind, name, by }: Reference, key: string | null): Expectation {
  if (kind === 'PersistentVolumeClaim') {
    return expectEvent(
      `0/1 nodes are available: persistentvolumeclaim "${name}" not found.`,
      'The number of nodes differs, and more may follow.',
    );
  }
  const short = kind === 'Secret' ? 'secret' : 'config';
  const why =
    key === null ? `${kind.toLowerCase()} "${name}" not found` : `references non-existent ${short} key: ${key}`;
  return expectEvent(`MountVolume.SetUp failed for volume "${by}" : ${why}`, 'The pod stays in ContainerCreating.');
}
