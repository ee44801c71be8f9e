import { ifKnown } from '../fact.ts';
import { type Message, unescapeQuotes } from '../message.ts';
import type { KnownFacts, Snapshot } from '../snapshot.ts';
import { readCluster } from './cluster.ts';
import type { WrittenAt } from './time.ts';

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
  return containers.flatMap(({ exit, name, podName, podNamespace }) =>
    exit === null || exit.message === ''
      ? []
      : [
          {
            source: 'containerd',
            text: unescapeQuotes(exit.message),
            count: 1,
            pod: `${podNamespace}/${podName}`,
            container: name,
            ...(exit.finishedAt === null ? {} : { at: exit.finishedAt }),
          },
        ],
  );
}
