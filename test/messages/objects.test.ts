import { describe, expect, test } from 'vitest';
import type { Message } from '../../agent/message.ts';
import { createObjectReader, isKubernetes } from '../../agent/messages/objects.ts';
import { readText } from '../../agent/messages/text.ts';
import type { Encoding } from '../../agent/windows/encoding.ts';

const failure =
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown';
const event = (name: string, message = failure) => ({
  apiVersion: 'v1',
  kind: 'Event',
  involvedObject: { kind: 'Pod', name, namespace: 'ops' },
  message,
});
const list = (...items: object[]) => ({ apiVersion: 'v1', items, kind: 'List', metadata: { note: 'items' } });

function read(bytes: Uint8Array, pieceLength: number, encoding: Encoding = 'utf-8'): Message[] {
  const messages: Message[] = [];
  const emit = (message: Message) => messages.push(message);
  const reader = createObjectReader({ source: 'a.json', written: null, encoding, emit });
  for (let at = 0; at < bytes.length; at += pieceLength) reader.push(bytes.subarray(at, at + pieceLength));
  reader.end();
  return messages;
}

const podsIn = (text: string, pieceLength = 7) => read(Buffer.from(text), pieceLength).map(({ pod }) => pod);

describe('JSON of Kubernetes', () => {
  const one = { ...event('a', `{"items": [ }\\" ${failure}`), metadata: { items: [{ kind: 'Pod' }] } };
  test.each([1, 7, 64, 1000, 1_000_000])('gives the messages of its objects, in pieces of %d bytes', (pieceLength) => {
    for (const indent of [0, 4]) {
      const said = (json: unknown) => podsIn(JSON.stringify(json, null, indent), pieceLength);
      expect(said(event('a'))).toEqual(['ops/a']);
      expect(said(one)).toEqual(['ops/a']);
      expect(said([event('a'), one])).toEqual(['ops/a', 'ops/a']);
      expect(said({ items: [event('a'), event('b')], kind: 'List' })).toEqual(['ops/a', 'ops/b']);
      expect(said({ kind: 'List', metadata: { finalizers: ['x'] }, more: [{ x: 1 }], items: [event('a')] })).toEqual([
        'ops/a',
      ]);
      expect(said(list(event('a'), { kind: 'Node' }, event('b', 'Pulled'), event('c')))).toEqual(['ops/a', 'ops/c']);
    }
  });

  test('is read in UTF-16, and with letters as \\u escapes', () => {
    const text = JSON.stringify(list(event('a')), null, 4);
    expect(read(Buffer.from(`\ufeff${text}`, 'utf16le'), 3, 'utf-16le')).toHaveLength(1);
    expect(podsIn(text.replace('failed', '\\u0066ailed').replace('logon', 'l\\u006fgon'))).toEqual(['ops/a']);
  });

  test('that is cut off is read to its end, with the rest of the last object', () => {
    const text = JSON.stringify(list(event('a'), event('b'), event('c')), null, 4);
    expect(podsIn(text.slice(0, text.lastIndexOf('unknown') + 9))).toEqual(['ops/a', 'ops/b', undefined]);
    expect(podsIn(text.slice(0, text.lastIndexOf('involvedObject')))).toEqual(['ops/a', 'ops/b']);
  });

  test('is read between other text', () => {
    const text = JSON.stringify(list(event('a')), null, 4);
    expect(podsIn(`${text}\nThe log says: ${failure}\n`)).toEqual(['ops/a', undefined]);
    expect(podsIn(`{"kind": oh, ${failure}}\n${text}`).sort()).toEqual(['ops/a', undefined]);
  });

  test('is read after an object that is too large', () => {
    const large = JSON.stringify({ ...event('a'), filling: 'x'.repeat(2 ** 23) });
    expect(podsIn(`{"kind":"List","items":[${large},${JSON.stringify(event('b'))}]}`, 2 ** 16)).toContain('ops/b');
  });
});

test.each([
  ['an object', JSON.stringify(event('a')), true],
  ['a list that kubectl indented', JSON.stringify(list(event('a')), null, 4), true],
  ['a list that begins with its items', JSON.stringify({ items: [event('a')], kind: 'List', apiVersion: 'v1' }), true],
  ['objects one behind the other', `${JSON.stringify(event('a'), null, 4)}\n{`, true],
  ['a log with an object on each line', `${JSON.stringify(event('a'))}\n${JSON.stringify(event('b'))}\n`, false],
  ['other JSON', JSON.stringify({ level: 'error', msg: failure }, null, 4), false],
  ['an object that tells its version alone', JSON.stringify({ apiVersion: 'v1', message: failure }), true],
  ['a kind that is no text', JSON.stringify({ kind: 5, message: failure }), false],
  ['blanks before the object', `\n  ${JSON.stringify(event('a'))}`, true],
  ['a kind in a text', `the pod says {"kind": "Event"}: ${failure}`, false],
  ['a text', failure, false],
])('%s is recognised as JSON of Kubernetes, or not', (_what, text, expected) => {
  expect(isKubernetes(text)).toBe(expected);
  expect(readText(text, 'text', null).length).toBeGreaterThan(0);
});
