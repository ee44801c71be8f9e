import type { Message } from '../message.ts';
import { isYaml, readPlainTextInSteps } from './plain-text.ts';
import type { WrittenAt } from './time.ts';
import { readYaml } from './yaml.ts';

/**
 * The known wordings in a whole text: YAML of kubectl, or what `readPlainText` reads.
 * @param written for formats that leave out the year and the zone; null: not known
 */
export const readText = (text: string, source: string, written: WrittenAt | null): Message[] =>
  [...readTextInSteps(text, source, written)].flat();

/** The same in small steps, for callers that must not block the event loop. */
export function* readTextInSteps(text: string, source: string, written: WrittenAt | null): Generator<Message[]> {
  if (isYaml(text)) {
    let isRead = false;
    for (const messages of readYaml(text, source)) {
      isRead ||= messages.length > 0;
      yield messages;
    }
    if (isRead) return;
  }
  yield* readPlainTextInSteps(text, source, written);
}
