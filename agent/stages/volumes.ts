import { evidence } from '../check.ts';
import { windowsPath } from '../inside.ts';
import { linuxFieldsOf } from '../manifest/linux-fields.ts';
import type { Container, PodSpec } from '../manifest/spec.ts';
import type { Point } from '../prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  createEvent,
  event,
  fails,
  passes,
  type Stage,
  type Subject,
  warns,
} from '../stage.ts';
import { tailText } from '../tail.ts';

type Mount = Container['volumeMounts'][number];

/** Source: hcsshim internal/jobcontainers/mounts.go, containerd pkg/cri/opts/spec_windows_opts.go. */
export const volumes: Stage = {
  id: 'volumes',
  title: 'the volumes can be made and mounted',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge(subject) {
    const points = subject.containers.flatMap((container) =>
      container.container.volumeMounts.flatMap((mount) =>
        judgeMount(subject, container, mount).map((point) => ({ ...point, container: container.name })),
      ),
    );
    const owner = judgeOwner(subject.pod.spec);
    const all = owner === null ? points : [owner, ...points];
    if (all.some(({ verdict }) => verdict === 'fails' || verdict === 'cannot-tell')) return all;
    return [passes('nothing about its mounts is in the way', { provided: outside(subject.pod.spec) }), ...all];
  },
};

/** Files of a token given to a Linux user: Windows has no chown. Source: kubernetes issue 102849. */
function judgeOwner(spec: PodSpec): Point | null {
  if (spec.os?.name === 'windows' || spec.automountServiceAccountToken === false) return null;
  if (!linuxFieldsOf({ spec }).some((path) => path.at(-1) === 'runAsUser')) return null;
  return cannotTell(
    'runAsUser without os.name: windows: kubelets that change the owner of projected files leave the pod in ContainerCreating (chown ...: not supported by windows)',
    {
      fix: 'Remove runAsUser, and set os.name: windows.',
    },
  );
}

function judgeMount(subject: Subject, { inside }: ContainerSubject, mount: Mount): Point[] {
  const { mode } = subject;
  const source = subject.pod.spec.volumes.find(({ name }) => name === mount.name)?.hostPath;
  const seen = [
    evidence(`volume ${mount.name}`, source?.path ?? 'no hostPath'),
    evidence('mountPath', mount.mountPath),
  ];
  if (source !== undefined && /^[\\/]{2}\.[\\/]pipe[\\/]/i.test(source.path)) {
    return [
      fails(`${source.path} is a named pipe: HostProcess containers open it by its own name, without a mount`, {
        evidence: seen,
        expect: createEvent('named pipe mounts not supported for job containers - interact with the pipe directly'),
        cause: 'named-pipe-mount',
      }),
    ];
  }
  if (source !== undefined && (source.type === 'Socket' || /\.sock$/i.test(source.path))) {
    return [
      cannotTell(`${source.path} is a socket, which cannot be mounted; the program reaches it by its own path`, {
        standing: 'unverified',
        evidence: seen,
        fix: 'Remove this volume and its mount.',
      }),
    ];
  }
  if (/^c:$/i.test(mount.mountPath)) {
    return [
      fails('mountPath is the drive C: itself', {
        evidence: seen,
        expect: event(
          `Error: failed to generate container "<id>" spec: failed to generate spec: destination path can not be C drive`,
          'In the place of <id> stands the id of the container.',
        ),
        cause: 'mount-invalid',
      }),
    ];
  }
  if (/^(?:c:)?[\\/]+$/i.test(mount.mountPath)) return [judgeRoot(subject, inside, seen)];
  const literal = /CONTAINER_SANDBOX_MOUNT_POINT/i.test(mount.mountPath)
    ? [warns(`the mount point in mountPath ${mount.mountPath} is not replaced by anybody`, { standing: 'derived' })]
    : [];
  if (mode === null) return literal;
  return [...literal, ...readOnly(mount, mode.mode), ...(mode.mode === 'bind' ? shadow(mount) : [])];
}

/** A mount over the root: a link cannot be where the root is, and a binding hides everything. */
function judgeRoot({ mode }: Subject, inside: ContainerSubject['inside'], seen: Point['evidence']): Point {
  if (mode === null || inside === null || mode.mode === 'bind') {
    return cannotTell('mountPath is the root of the drive, which a binding would hide as a whole', {
      standing: 'unverified',
      evidence: seen,
    });
  }
  const text = `failed to setup mount for job container: symlink <source> ${inside.root.path}: ${tailText(183) ?? 'Cannot create a file when that file already exists'}.`;
  return fails('mountPath is the root of the container, where no link can be made', {
    standing: 'derived',
    evidence: seen,
    expect: createEvent(text, 'In the place of <source> and <id> stand the volume and the id of the container.'),
    cause: 'mount-symlink',
  });
}

function readOnly({ readOnly: wanted, mountPath }: Mount, mode: 'volume' | 'fallback' | 'bind'): Point[] {
  if (wanted !== true) return [];
  return mode === 'bind'
    ? [
        warns(`readOnly of ${mountPath} holds for that path; through the mount point it can be written`, {
          standing: 'derived',
        }),
      ]
    : [warns(`readOnly of ${mountPath} is not honoured on this node: mounts are links`)];
}

/** Folders that programs of every container, or containerd itself, need. */
const needed = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData|Users)(?:\\|$)/i;

function shadow({ mountPath }: Mount): Point[] {
  const path = windowsPath(mountPath);
  if (!needed.test(path)) return [];
  return [
    warns(`${path} of the node is hidden from the container by this mount`, {
      standing: 'sourced',
      fix: 'Choose a mountPath that the host does not have.',
    }),
  ];
}

/** What must be there beside the pod. */
function outside({ volumes: all }: PodSpec): string[] {
  const named = (kind: string, names: string[]) =>
    names.length === 0 ? [] : [`the ${kind} ${names.join(', ')} exist${names.length === 1 ? 's' : ''}`];
  const nameIn = (value: unknown, key: string): string[] => {
    const name = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
    return typeof name === 'string' ? [name] : [];
  };
  return [
    ...named(
      'secret',
      all.flatMap(({ secret }) => nameIn(secret, 'secretName')),
    ),
    ...named(
      'config map',
      all.flatMap(({ configMap }) => nameIn(configMap, 'name')),
    ),
    ...named(
      'volume claim',
      all.flatMap(({ persistentVolumeClaim }) => nameIn(persistentVolumeClaim, 'claimName')),
    ),
    ...named(
      'folder or file of the node',
      all.flatMap(({ hostPath }) => (hostPath?.type && !/OrCreate$/.test(hostPath.type) ? [hostPath.path] : [])),
    ),
  ];
}
