import type { KnownFacts } from '../cause.ts';
import { given } from '../fact.ts';
import { type Message, unescapeQuotes } from '../message.ts';

/** What programs said in a node's facts: how the containers that the runtime still knows have ended, and its logs. */
export function readFacts(facts: KnownFacts): Message[] {
  const containers = (facts.runtime && given(facts.runtime.containers)) ?? [];
  const ended = containers.flatMap(({ exit, name, podName, podNamespace }) =>
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
  return [...ended, ...(facts.logs?.lines ?? [])];
}
