import { joinBytes, textOf, utf8 } from '../decode/bytes.ts';
import { jsonIn, wordOf } from '../json.ts';
import type { Message } from '../message.ts';
import { type Encoding, transcoder } from '../windows/encoding.ts';
import { readItem } from './kubernetes.ts';
import { createLogReader, type LogReader, searchOfWordings } from './log.ts';
import type { WrittenAt } from './time.ts';

/** A text up to this size comes from one program or one person, so every message of its objects is read. */
export const longestPaste = 64 * 1024;

/** No object of Kubernetes is larger: etcd takes 1.5 MiB, and indentation can double that. */
const largest = 4 * 2 ** 20;

/**
 * Whether a text with this beginning is JSON of Kubernetes: an object, a list, or several objects in a row. A text with a
 * whole object on each line is a log.
 */
export function isKubernetes(text: string): boolean {
  const head = text.slice(0, longestHead);
  return (
    /^\s*[{[]/.test(head) && /"(?:apiVersion|kind)"\s*:\s*"/.test(head) && !/^\s*\{[^\n]*\}[ \t\r]*\n\s*\{/.test(head)
  );
}

/** kubectl prints the apiVersion first, other programs the object's own fields. */
const longestHead = 8192;

const [quote, backslash, letterU] = [0x22, 0x5c, 0x75];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const itemsKey = utf8('items');
const lineEnd = utf8('\n');
const nothing: Uint8Array = new Uint8Array();

/** Whether it contains a `\\u`. */
function hasNumbered(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(backslash); at !== -1; at = bytes.indexOf(backslash, at + 2)) {
    if (bytes[at + 1] === letterU) return true;
  }
  return false;
}

/**
 * Finds the known wordings in JSON of Kubernetes, and keeps only the current object, however long the list is. Text
 * between objects, objects that are cut off or too large, and text that is not JSON are read as a log.
 * @param options.isPaste every object is read, whatever words it holds
 * @param options.emit gets each message of an object that has a wording
 */
export function createObjectReader(options: {
  source: string;
  written: WrittenAt | null;
  encoding: Encoding;
  isPaste?: boolean;
  emit: (message: Message) => void;
}): LogReader {
  const find = searchOfWordings();
  const others = createLogReader({ ...options, encoding: 'utf-8' });
  const toUtf8 = transcoder(options.encoding);
  let depth = 0;
  /** The depth of the objects to read: 0, or the depth of the list that holds them. */
  let level = 0;
  let isInObject = false;
  let isInString = false;
  let isEscaped = false;
  /** How many letters of `items` the current string has matched; -1: it is another string. */
  let shown = -1;
  /** The beginning of the current object. */
  let rest = nothing;

  function readObject(bytes: Uint8Array) {
    // The search does not find letters that are written as \\uXXXX.
    if (options.isPaste !== true && find(bytes, 0, bytes.length) === -1 && !hasNumbered(bytes)) return;
    const text = textOf(bytes);
    // No object of Kubernetes is nested so deep, and parsing such a text is slow.
    const json = /[[{]{100}/.test(text) ? undefined : jsonIn(text);
    // Every object of Kubernetes has a kind.
    if (wordOf(json, 'kind') === undefined) others.push(bytes);
    else for (const message of readItem(json, options.source)) options.emit(message);
  }

  return {
    push(piece) {
      const bytes = joinBytes([rest, toUtf8(piece)]);
      /** The start of the current object, or of the text between two objects. */
      let start = 0;
      for (let at = rest.length; at < bytes.length; at++) {
        const byte = bytes[at];
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) isInString = false;
          else shown = shown >= 0 && byte === itemsKey[shown] ? shown + 1 : -1;
        } else if (byte === quote) {
          isInString = true;
          shown = depth === 1 ? 0 : -1;
        } else if (byte === openBrace || byte === openBracket) {
          const isList = byte === openBracket && (depth === 0 || (depth === 1 && shown === itemsKey.length));
          if (isList) {
            isInObject = false;
            level = depth + 1;
          } else if (byte === openBrace && depth === level && !isInObject) {
            others.push(bytes.subarray(start, at));
            others.push(lineEnd);
            start = at;
            isInObject = true;
          }
          depth += 1;
        } else if (byte === closeBrace || byte === closeBracket) {
          depth = Math.max(depth - 1, 0);
          if (isInObject && depth === level) {
            readObject(bytes.subarray(start, at + 1));
            start = at + 1;
            isInObject = false;
          }
          if (depth === 0) level = 0;
          else if (depth < level) level = Number.POSITIVE_INFINITY;
        }
      }
      rest = bytes.subarray(start);
      if (isInObject && rest.length <= largest) return;
      isInObject = false;
      others.push(rest);
      rest = nothing;
    },
    end() {
      others.push(rest);
      others.end();
    },
  };
}
