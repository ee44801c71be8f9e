import { joinBytes } from '../decode/bytes.ts';
import type { Message } from '../message.ts';
import { recognise } from '../signatures/index.ts';
import { decodeText, encodingOf } from '../windows/encoding.ts';
import { createLogReader, createTally, type LogReader } from './log.ts';
import { createObjectReader, isKubernetes } from './objects.ts';
import { readText } from './text.ts';
import type { WrittenAt } from './time.ts';

/**
 * A text up to this size is read as a whole: kubectl describe may have wrapped lines. A longer one is read line by line,
 * or object by object.
 */
const wholeText = 8 * 2 ** 20;

/** Takes a text in pieces, and at its end returns the recognised messages, with counts for those that repeat. */

/**
 * Takes a text of any size, in UTF-8 or UTF-16. Of a long one it keeps only the current line or JSON object.
 * @param source what to call the text
 * @param written when and where it was last written to, for formats that leave that out; null: not known
 */
export function createTextReader(source: string, written: WrittenAt | null) {
  const tally = createTally();
  const emit = (message: Message) => {
    if (recognise(message.text) !== null) tally.add(message);
  };
  const kept: Uint8Array[] = [];
  let size = 0;
  let reader: LogReader | null = null;

  function startReader() {
    const [head = new Uint8Array()] = kept;
    const create = isKubernetes(decodeText(head)) ? createObjectReader : createLogReader;
    reader = create({ source, written, encoding: encodingOf(head), emit });
    for (const piece of kept.splice(0)) reader.push(piece);
  }

  return {
    push(piece: Uint8Array) {
      if (reader !== null) return reader.push(piece);
      kept.push(piece);
      size += piece.length;
      if (size > wholeText) startReader();
    },
    end() {
      if (reader === null) readText(decodeText(joinBytes(kept)), source, written).forEach(emit);
      else reader.end();
      return tally.messages();
    },
  };
}
