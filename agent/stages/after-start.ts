import { evidence, ifKnown } from '../fact.ts';
import { containersOf } from '../manifest/pod.ts';
import { mountedPathsIn } from '../rules/paths.ts';
import { driveOf } from '../shim/paths.ts';
import { clientObstacle, hasToken, tokenMountPath } from '../shim/token.ts';
import type { Point } from '../stage/prediction.ts';
import { type ContainerSubject, eachContainer, fails, passes, type Stage, type Subject, warns } from '../stage.ts';

/** What a program finds after it has started. */
export const afterStart: Stage = {
  id: 'after-start',
  title: 'Ports, token and names that the program uses',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts',
  judge: (subject) => [
    ...[judgePorts, judgeClient, judgePaths].flatMap((judge) => eachContainer(subject, judge)),
    ...judgeNames(subject),
  ],
};

/** Ports of the host: those that are in use already, and those that Windows reserves. */
function judgePorts({ facts }: Subject, { container }: ContainerSubject): Point[] {
  const { network } = facts;
  if (network === undefined) return [];
  return container.ports.flatMap(({ containerPort, protocol = 'TCP' }) => {
    if (containerPort === undefined || protocol !== 'TCP') return [];
    const listen = (why: string) => ({
      where: 'container-log' as const,
      text: `listen tcp 0.0.0.0:${containerPort}: bind: ${why}`,
      note: 'The message of a program in Go; others word it differently.',
    });
    const range = ifKnown(network.excludedPorts)?.find(
      ({ first, last }) => first <= containerPort && containerPort <= last,
    );
    if (range !== undefined) {
      return [
        fails(`Windows reserves port ${containerPort}`, {
          evidence: [evidence('ports that Windows reserves', `${range.first} to ${range.last}`)],
          expect: listen('An attempt was made to access a socket in a way forbidden by its access permissions.'),
          cause: 'host-port-in-use',
        }),
      ];
    }
    const other = ifKnown(network.listeners)?.find(({ port }) => port === containerPort);
    if (other === undefined) return [];
    return [
      // The listener may be the pod that this one replaces.
      warns(`port ${containerPort} of the node is in use`, {
        evidence: [
          evidence(`listener on ${other.address}:${other.port}`, `${other.process ?? 'a process'} (pid ${other.pid})`),
        ],
      }),
    ];
  });
}

function judgeClient({ mode, pod }: Subject, { container, inside }: ContainerSubject): Point[] {
  if (mode === null || !hasToken(pod, container)) return [];
  const directory = inside?.workingDirectory?.path ?? null;
  switch (clientObstacle(mode.mode, directory)) {
    case 'mount-point':
      return [
        warns(
          `the token is only below the mount point: InClusterConfig of client-go fails at ${tokenMountPath}, and @kubernetes/client-node falls back to localhost:8080`,
        ),
      ];
    case 'drive': {
      const drive = driveOf(directory ?? '');
      const text = `the token is on C:, but clients look for ${tokenMountPath} on ${drive}, the drive of the working directory`;
      return [warns(text)];
    }
    case null: {
      const provided = ['the working directory of the program is on C:'];
      return [passes(`the token is at ${tokenMountPath}, where Kubernetes clients look`, { provided })];
    }
  }
}

/** How the program finds its volumes. */
function judgePaths({ mode, pod }: Subject, { container }: ContainerSubject): Point[] {
  if (mode === null || mode.mode === 'bind') return [];
  return containersOf(pod)
    .filter((placed) => placed.container === container)
    .flatMap((placed) => mountedPathsIn(pod.spec, placed))
    .map(({ found, file }) => {
      const text = `the program gets the path ${found}, but the volume ${file.volume} is only below the mount point`;
      return warns(text, { certainty: 'derived' });
    });
}

function judgeNames({ pod }: Subject): Point[] {
  const { dnsPolicy } = pod.spec;
  const why = 'names of services do not resolve: the program asks the DNS servers of the node';
  return dnsPolicy === 'ClusterFirstWithHostNet'
    ? [warns(`dnsPolicy ClusterFirstWithHostNet is not supported on Windows: ${why}`)]
    : [passes(why, { certainty: 'derived' })];
}
