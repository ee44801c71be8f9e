import { fieldOf, wordOf } from '../json.ts';
import { type Chunk, chunksOf } from '../manifest/documents.ts';
import { parseChunk } from '../manifest/yaml.ts';
import type { Message } from '../message.ts';
import { readItem } from './kubernetes.ts';
import { mayHoldWording } from './lines.ts';
import { isYaml, readPlainTextInSteps } from './plain-text.ts';
import type { WrittenAt } from './time.ts';

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
    let areWishes = true;
    for (const chunk of chunksOf(text)) {
      const objects = objectsOf(chunk);
      const messages = objects.flatMap((object) => readItem(object, source));
      isRead ||= messages.length > 0;
      areWishes &&= objects.every(isWish);
      yield messages;
    }
    if (isRead || areWishes) return;
  }
  yield* readPlainTextInSteps(text, source, written);
}

/** An object that only says what somebody wants: a policy has the words of its refusals, and refuses nothing by that. */
const isWish = (object: unknown): boolean =>
  wordOf(object, 'apiVersion') !== undefined &&
  wordOf(object, 'kind') !== undefined &&
  fieldOf(object, 'status') === undefined;

/** Parsing YAML is slow, so only objects that can hold a known wording are parsed. */
function objectsOf(chunk: Chunk): unknown[] {
  if (!mayHoldWording([chunk.text])) return [];
  // An item of a large list is parsed as a list of one.
  const [value] = [parseChunk(chunk).parsed?.value].flat();
  const items = typeof value === 'object' && value !== null && 'items' in value ? value.items : null;
  return Array.isArray(items) ? items : [value];
}
