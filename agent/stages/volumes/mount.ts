import { evidence } from '../../fact.ts';
import { removeVolume } from '../../manifest/edit.ts';
import type { Path } from '../../manifest/path.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { Container } from '../../manifest/spec.ts';
import type { Point } from '../../stage/prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  createEvent,
  expectEvent,
  fails,
  type Subject,
  warns,
} from '../../stage.ts';
import { tailText } from '../../windows/error-text.ts';
import { judgeEffect } from './effect.ts';

export type Mount = Container['volumeMounts'][number];

/** A mount, and where it is in its pod. */
export interface Placed {
  pod: Pod;
  mount: Mount;
  at: Path;
}

/** Source: hcsshim internal/jobcontainers/mounts.go, containerd pkg/cri/opts/spec_windows_opts.go. */
export function judgeMount(subject: Subject, { inside }: ContainerSubject, placed: Placed): Point[] {
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
