import type { Message } from '../message.ts';

/** Counts messages that repeat, so that a log with a million equal lines costs one message. */
interface Tally {
  add(message: Message): void;
  messages(): Message[];
}

/** @param alike returns the same text for messages that count as one; the newest of them is kept */
export function createTally(alike: (text: string) => string = (text) => text): Tally {
  const counted = new Map<string, Message>();
  return {
    add(message) {
      const { source, text, pod, container } = message;
      const key = JSON.stringify([source, alike(text), pod ?? null, container ?? null]);
      const before = counted.get(key);
      counted.set(key, before === undefined ? message : merge(before, message));
    },
    messages: () => [...counted.values()],
  };
}

/** Ids of containers, sandboxes and temporary accounts, and UUIDs; error codes are shorter. */
const ids = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,64})\b/g;

/** The text without ids: the same for the same failure of different containers. */
export const withoutIds = (text: string): string => text.replace(ids, '#');

function merge(a: Message, b: Message): Message {
  const times = [a.firstAt, a.at, b.firstAt, b.at].filter((time) => time !== undefined).sort();
  const [firstAt] = times;
  const at = times.at(-1);
  const [older, newer] = (a.at ?? '') > (b.at ?? '') ? [b, a] : [a, b];
  return {
    ...older,
    ...newer,
    count: a.count + b.count,
    ...(at === undefined ? {} : { at }),
    ...(firstAt === undefined || firstAt === at ? {} : { firstAt }),
  };
}
