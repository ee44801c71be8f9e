import { ifKnown } from '../fact.ts';
import type { ClusterFact, ClusterPod, EventInfo, PodContainer } from '../facts/cluster.ts';
import { given } from '../json.ts';
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
        readSaid(event, { source: `events of DaemonSet ${namespace}/${name}`, namespace, hostProcess: true }),
      ),
    ),
  ];
}

/** The Node's conditions that say what is wrong, and the warnings about it: where an agent answers, it knows better. */
function readNode({ node, beside }: NonNullable<ClusterFact['seen']>): Message[] {
  const conditions = (ifKnown(node)?.conditions ?? []).filter(
    ({ type, status }) => status !== (type === 'Ready' ? 'True' : 'False'),
  );
  const warnings = (beside && ifKnown(beside.events)?.items.filter(({ type }) => type === 'Warning')) ?? [];
  const place = { source: 'the Node', hostProcess: true };
  return [
    ...conditions.flatMap(({ message }) => readSaid({ message }, place)),
    ...warnings.flatMap((one) => readSaid(one, place)),
  ];
}

function readPod(pod: ClusterPod): Message[] {
  const place = { pod: `${pod.namespace}/${pod.name}`, hostProcess: true };
  const ofContainer = (container: PodContainer) => ({
    ...place,
    container: container.name,
    runAsUserName: container.runAsUserName ?? pod.runAsUserName,
  });
  const events = (pod.events && ifKnown(pod.events)?.items) ?? [];
  return [
    ...readSaid({ message: pod.message }, { source: 'pod status', ...place }),
    ...pod.containers.flatMap((container) =>
      [container.last, container.state].flatMap((state) =>
        state === null ? [] : readEnd(state, state.at, { source: 'pod status', ...ofContainer(container) }),
      ),
    ),
    ...events.flatMap((event) => {
      const container = pod.containers.find((one) => one.name === event.container);
      return readSaid(event, { source: 'events', ...(container === undefined ? place : ofContainer(container)) });
    }),
  ];
}

/** Where a text was said. */
type Place = Omit<Message, 'text' | 'count'>;

/** How a container ended, or why it waits. */
const readEnd = (end: { message: string; exitCode: number | null }, lastAt: string | null, place: Place): Message[] =>
  readSaid({ message: end.message || (exitText(end.exitCode) ?? ''), lastAt }, place);

function readSaid(said: Pick<EventInfo, 'message'> & Partial<EventInfo>, place: Place): Message[] {
  const { message, count = 1, firstAt, lastAt: at } = said;
  return message === '' ? [] : [{ ...place, text: unescapeQuotes(message), count, ...given({ at, firstAt }) }];
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
    const place = { source: 'containerd', pod: `${podNamespace}/${podName}`, container: name };
    return exit === null ? [] : readEnd({ ...exit, exitCode: exit.code }, exit.finishedAt, place);
  });
}
