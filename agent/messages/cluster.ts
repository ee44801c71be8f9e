import { ifKnown } from '../fact.ts';
import type { ClusterFact, ClusterPod, EventInfo, PodContainer } from '../facts/cluster.ts';
import { type Message, unescapeQuotes } from '../message.ts';
import type { KnownFacts, Snapshot } from '../snapshot.ts';
import { exitText } from './kubernetes.ts';
import type { WrittenAt } from './time.ts';

/**
 * What Kubernetes stores about failures: the status and events of each failing HostProcess pod, and the events of each
 * DaemonSet whose pods are refused. Earlier failures of a pod that now runs are left out.
 */
export function readCluster({ seen }: ClusterFact): Message[] {
  if (seen === null) return [];
  const pods = ifKnown(seen.pods)?.hostProcess.filter(({ troubled }) => troubled) ?? [];
  const refused = ifKnown(seen.refused)?.items ?? [];
  return [
    ...(seen.beside === undefined ? [] : readNode(seen)),
    ...pods.flatMap(readPod),
    ...refused.flatMap(({ daemonSet: { namespace, name }, events }) =>
      events.flatMap((event) =>
        readEvent(event, { source: `events of DaemonSet ${namespace}/${name}`, namespace, hostProcess: true }),
      ),
    ),
  ];
}

/** The Node's conditions that say what is wrong, and the warnings about it: where an agent answers, it knows better. */
function readNode({ node, beside }: NonNullable<ClusterFact['seen']>): Message[] {
  const conditions = (ifKnown(node)?.conditions ?? [])
    .filter(({ type, status }) => status !== (type === 'Ready' ? 'True' : 'False'))
    .map(({ message }) => ({ message, count: 1, firstAt: null, lastAt: null }));
  const warnings = (beside && ifKnown(beside.events)?.items.filter(({ type }) => type === 'Warning')) ?? [];
  return [...conditions, ...warnings].flatMap((one) => readEvent(one, { source: 'the Node', hostProcess: true }));
}

function readPod(pod: ClusterPod): Message[] {
  const name = `${pod.namespace}/${pod.name}`;
  const events = (pod.events && ifKnown(pod.events)?.items) ?? [];
  const rejected = { source: 'pod status', pod: name, hostProcess: true, text: unescapeQuotes(pod.message), count: 1 };
  return [
    ...(pod.message === '' ? [] : [rejected]),
    ...pod.containers.flatMap((container) => readStates(pod, container)),
    ...events.flatMap((event) => {
      const container = pod.containers.find((one) => one.name === event.container);
      const user = container === undefined ? {} : { container: container.name, ...userOf(pod, container) };
      return readEvent(event, { source: 'events', pod: name, hostProcess: true, ...user });
    }),
  ];
}

const userOf = (pod: ClusterPod, container: PodContainer) => ({
  runAsUserName: container.runAsUserName ?? pod.runAsUserName,
});

function readStates(pod: ClusterPod, container: PodContainer): Message[] {
  return [container.last, container.state].flatMap((state) => {
    const text = state === null ? null : state.message || exitText(state.exitCode);
    return state === null || text === null
      ? []
      : [
          {
            source: 'pod status',
            hostProcess: true,
            pod: `${pod.namespace}/${pod.name}`,
            container: container.name,
            ...userOf(pod, container),
            text: unescapeQuotes(text),
            count: 1,
            ...(state.at === null ? {} : { at: state.at }),
          },
        ];
  });
}

function readEvent(
  event: Pick<EventInfo, 'message' | 'count' | 'firstAt' | 'lastAt'>,
  place: Omit<Message, 'text' | 'count'>,
): Message[] {
  const { message, count, firstAt, lastAt } = event;
  if (message === '') return [];
  const times = { ...(lastAt === null ? {} : { at: lastAt }), ...(firstAt === null ? {} : { firstAt }) };
  return [{ ...place, text: unescapeQuotes(message), count, ...times }];
}

/** The messages in a node's facts: how containers ended, by the runtime; the logs; and the pods, by Kubernetes. */
export function readFacts(facts: KnownFacts): Message[] {
  return [
    ...readContainers(facts),
    ...(facts.logs?.lines ?? []),
    ...(facts.cluster === undefined ? [] : readCluster(facts.cluster)),
  ];
}

/** When and where a text of this node was written: until its snapshot was taken. */
export const writtenBy = ({ at, facts }: Snapshot): WrittenAt => ({ at: new Date(at), zone: zoneOf(facts) });

/** The zone of a node's clocks; null: not known. */
export const zoneOf = ({ os }: Snapshot['facts']): string | null => (os.ok ? (os.value.timeZone ?? null) : null);

/** How the containers ended that the runtime still lists. */
function readContainers(facts: KnownFacts): Message[] {
  const containers = (facts.runtime && ifKnown(facts.runtime.containers)) ?? [];
  return containers.flatMap(({ exit, name, podName, podNamespace }) => {
    const text = exit === null ? null : exit.message || exitText(exit.code);
    return exit === null || text === null
      ? []
      : [
          {
            source: 'containerd',
            text: unescapeQuotes(text),
            count: 1,
            pod: `${podNamespace}/${podName}`,
            container: name,
            ...(exit.finishedAt === null ? {} : { at: exit.finishedAt }),
          },
        ];
  });
}
