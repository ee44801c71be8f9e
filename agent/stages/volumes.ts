import { evidence } from '../fact.ts';
import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { removeField, removeVolume, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { type Pod, placeOfContainer } from '../manifest/pod.ts';
import type { Container, PodSpec } from '../manifest/spec.ts';
import { type Mode, windowsPath } from '../shim/paths.ts';
import { judgeReferences, lackOf } from '../stage/needed-objects.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import type { Reference } from '../stage/references.ts';
import {
  type ContainerSubject,
  cannotTell,
  createEvent,
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
    const points = subject.containers.flatMap((container) =>
      container.container.volumeMounts.flatMap((mount, index) =>
        judgeMount(subject, container, {
          pod,
          mount,
          at: [...placeOfContainer(pod, container.container), 'volumeMounts', index],
        }).map((point) => ({ ...point, container: container.name })),
      ),
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

type Mount = Container['volumeMounts'][number];

/** A mount, and where it is in its pod. */
interface Placed {
  pod: Pod;
  mount: Mount;
  at: Path;
}

/** Source: hcsshim internal/jobcontainers/mounts.go, containerd pkg/cri/opts/spec_windows_opts.go. */
function judgeMount(subject: Subject, { inside }: ContainerSubject, placed: Placed): Point[] {
  const { mount } = placed;
  const { mode } = subject;
  const source = subject.pod.spec.volumes.find(({ name }) => name === mount.name)?.hostPath;
  const seen = [
    evidence(`volume ${mount.name}`, source?.path ?? 'no hostPath'),
    evidence('mountPath', mount.mountPath),
  ];
  if (source !== undefined && /^[\\/]{2}\.[\\/]pipe[\\/]/i.test(source.path)) {
    return [
      fails(`${source.path} is a named pipe: HostProcess containers open it by its name, without a mount`, {
        evidence: seen,
        expect: createEvent('named pipe mounts not supported for job containers - interact with the pipe directly'),
        cause: 'named-pipe-mount',
      }),
    ];
  }
  if (source !== undefined && (source.type === 'Socket' || /\.sock$/i.test(source.path))) {
    return [
      cannotTell(`${source.path} is a socket, which cannot be mounted; the program can open its path on the host`, {
        certainty: 'unverified',
        evidence: seen,
        fix: { steps: removeVolume(subject.pod, mount.name) },
      }),
    ];
  }
  if (/^c:$/i.test(mount.mountPath)) {
    return [
      fails('mountPath is the drive C: itself', {
        evidence: seen,
        expect: expectEvent(
          `Error: failed to generate container "<id>" spec: failed to generate spec: destination path can not be C drive`,
          '<id> is the id of the container.',
        ),
        cause: 'mount-invalid',
      }),
    ];
  }
  if (mount.mountPath !== '' && /^(?:[a-z]:)?[\\/]*$/i.test(mount.mountPath)) return [judgeRoot(subject, inside, seen)];
  const literal = /CONTAINER_SANDBOX_MOUNT_POINT/i.test(mount.mountPath)
    ? [warns(`nothing expands the mount point in mountPath ${mount.mountPath}`, { certainty: 'derived' })]
    : [];
  return [...literal, ...(mode === null ? [] : judgeEffect(placed, mode.mode))];
}

/** A mount over the root, where no link can be, and where a binding hides everything. */
function judgeRoot({ mode }: Subject, inside: ContainerSubject['inside'], seen: Point['evidence']): Point {
  if (mode === null || inside === null || mode.mode === 'bind') {
    return cannotTell('mountPath is the root of the drive: the mount would hide all of it', {
      certainty: 'unverified',
      evidence: seen,
    });
  }
  const text = `failed to setup mount for job container: symlink <source> ${inside.root.path}: ${tailText(183) ?? 'Cannot create a file when that file already exists'}.`;
  return fails('mountPath is the root of the container, which the shim cannot replace with a link', {
    certainty: 'derived',
    evidence: seen,
    expect: createEvent(text, '<source> is the path of the volume, and <id> the id of the container.'),
    cause: 'mount-symlink',
  });
}

/** What a mount that works does, and people do not expect. */
const judgeEffect = (placed: Placed, mode: Mode): Point[] => [
  ...readOnly(placed.mount, mode),
  ...(mode === 'bind' ? shadow(placed) : []),
];

function readOnly({ readOnly: wanted, mountPath }: Mount, mode: Mode): Point[] {
  if (wanted !== true) return [];
  return mode === 'bind'
    ? [
        warns(`readOnly of ${mountPath} works at that path, but the files can be written below the mount point`, {
          certainty: 'derived',
        }),
      ]
    : [warns(`readOnly of ${mountPath} has no effect on this node: mounts are links`)];
}

/** Folders that every program, or containerd itself, needs. */
const needed = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData|Users)(?:\\|$)/i;

function shadow({ pod, at, mount: { mountPath, name } }: Placed): Point[] {
  const path = windowsPath(mountPath);
  if (!needed.test(path)) return [];
  return [
    warns(`this mount hides ${path} of the node from the container`, {
      certainty: 'sourced',
      fix: {
        steps: [setField(pod, [...at, 'mountPath'], `C:\\mnt\\${name}`, 'Mount the volume at a directory of its own.')],
      },
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
  const points = lacks.map(({ reference, missing, conditions }) => {
    const { text, fix } = lackOf(reference, missing, subject.namespace);
    const expect = saidOf(reference, missing.key);
    return fails(`the volume ${reference.by} needs ${text}`, { provided: conditions, expect, fix });
  });
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
