import { ifKnown } from '../fact.ts';
import { type Message, unescapeQuotes } from '../message.ts';
import type { KnownFacts, Snapshot } from '../snapshot.ts';
import { readCluster } from './cluster.ts';
import type { Written } from './time.ts';

/** What programs said in a node's facts: the runtime of its containers' ends, its logs, and Kubernetes of its pods. */
export function readFacts(facts: KnownFacts): Message[] {
  return [
    ...readContainers(facts),
    ...(facts.logs?.lines ?? []),
    ...(facts.cluster === undefined ? [] : readCluster(facts.cluster)),
  ];
}

/** For a text that was written on a node until its snapshot was taken. */
export const writtenBy = ({ at, facts }: Snapshot): Written => ({ at: new Date(at), zone: zoneOf(facts) });

/** The zone of a node's clocks; null: not known. */
export const zoneOf = ({ os }: Snapshot['facts']): string | null => (os.ok ? (os.value.timeZone ?? null) : null);

/** How the containers that the runtime still knows have ended. */
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
