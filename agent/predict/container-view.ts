import { containerdRunsAs } from '../node/containerd-account.ts';
import { findLocalGroup } from '../node/local-accounts.ts';
import { inheritUser } from '../shim/annotation.ts';
import { mountPlaces } from '../shim/mounts.ts';
import { driveOf, type Mode } from '../shim/paths.ts';
import { ownerOf } from '../shim/process.ts';
import { clientObstacle, hasToken, tokenPlaces } from '../shim/token.ts';
import type { ContainerView } from '../stage/prediction.ts';
import { annotationOf, type ContainerSubject, type Subject } from '../stage.ts';
import { localService, localSystem, networkService } from '../windows/account.ts';

/** What a container sees when it runs: account, paths, token, command line, and how it stops. */
export function containerViewOf(
  subject: Subject,
  { container, process, runAs, inside, name }: ContainerSubject,
): ContainerView {
  const mode = subject.mode?.mode ?? null;
  const { commandLine = null, root, workingDirectory } = inside ?? {};
  const path = workingDirectory?.path ?? null;
  const token = hasToken(subject.pod, container);
  return {
    name,
    user: { runAsUserName: runAs.text === '' ? null : runAs.text, ...accountOf(subject, runAs) },
    mountPoint: root?.variable ?? null,
    mounts: container.volumeMounts.map((mount) => ({
      volume: mount.name,
      mountPath: mount.mountPath,
      places: mode === null || root === undefined ? null : mountPlaces(mode, root, mount.mountPath),
      readOnly: mount.readOnly === true ? (mode === null ? 'unknown' : mode === 'bind' ? 'honoured' : 'ignored') : null,
    })),
    token: token
      ? mode === null || root === undefined
        ? []
        : tokenPlaces(mode, root, workingDirectory ?? null)
      : null,
    commandLine: { given: process.line, becomes: commandLine?.becomes ?? null },
    workingDirectory: path,
    workingDirectoryMissing:
      mode === null || root === undefined || path === null
        ? null
        : ownerOf(path, { mode, root, mounts: container.volumeMounts }).whenMissing,
    client: clientIn(mode, token, path),
    stop: stopIn(mode, subject.pod.spec.terminationGracePeriodSeconds ?? 30),
  };
}

const sids: Readonly<Record<string, string>> = {
  system: localSystem,
  localservice: localService,
  networkservice: networkService,
};

function accountOf(subject: Subject, runAs: ContainerSubject['runAs']): { account: string; sid: string | null } {
  const inherits = annotationOf(subject, inheritUser);
  if (inherits.value === 'true' && inherits.state === 'passed') {
    return { account: 'as containerd runs', sid: containerdRunsAs(subject.facts)?.sid ?? null };
  }
  if (runAs.kind === 'service') {
    return { account: runAs.text, sid: sids[runAs.name.toLowerCase().replaceAll(' ', '')] ?? null };
  }
  if (runAs.kind === 'bare') {
    const group = findLocalGroup(subject.facts, runAs.text);
    if (subject.shim === null || group === null) return { account: 'not known', sid: null };
    if (subject.shim.family === 'hpc' && group.exists) {
      const account = `a temporary account in the local group ${runAs.text}, named after the first 20 digits of the container id`;
      return { account, sid: null };
    }
  }
  return { account: 'not started: this account cannot log on', sid: null };
}

const notKnown = 'depends on the mode, which is not known';

function clientIn(mode: Mode | null, hasOne: boolean, directory: string | null): ContainerView['client'] {
  if (!hasOne) return { works: false, text: 'the pod has no token' };
  if (mode === null) return { works: null, text: notKnown };
  switch (clientObstacle(mode, directory)) {
    case 'mount-point':
      return { works: false, text: 'fails; prefix its path with %CONTAINER_SANDBOX_MOUNT_POINT%' };
    case 'drive': {
      const drive = driveOf(directory ?? '');
      return { works: false, text: `fails; it looks on ${drive}, the drive of its working directory` };
    }
    case null:
      return { works: true, text: 'works unchanged, with a working directory on C:' };
  }
}

/** Source: containerd pkg/cri/server/container_stop.go, hcsshim exec_hcs.go and jobcontainer.go, libuv src/win/signal.c. */
function stopIn(mode: Mode | null, graceSeconds: number): string {
  if (mode === null) return notKnown;
  return mode === 'bind'
    ? 'cmd.exe gets the shutdown event first; when it has ended, the program gets it and has 5 s, whatever the grace period'
    : `the program gets CTRL_SHUTDOWN_EVENT (which Node.js cannot catch) and has ${graceSeconds} s; the processes that it started have 5 s more`;
}
