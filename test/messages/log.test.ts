import { describe, expect, test } from 'vitest';
import type { Message } from '../../agent/message.ts';
import { createByteSearch, createLogReader, createTally, withoutIds } from '../../agent/messages/log.ts';
import { literalsOfAll } from '../../agent/signatures/index.ts';
import type { Encoding } from '../../agent/windows/encoding.ts';

const literals = literalsOfAll();

const failure = (time: string, text = 'failed to logon user: Access is denied.') =>
  `time="${time}" level=error msg="StartContainer for \\"4d0c\\" failed" error="failed to start containerd task \\"4d0c\\": failed to create user process token: ${text}: unknown"`;
const ordinary = 'time="2026-11-01T12:00:00Z" level=info msg="RemoveContainer for \\"92cf\\" returns successfully"';

/** The messages in a log that comes in pieces of this many bytes. */
function read(bytes: Uint8Array, pieceLength: number, encoding: Encoding = 'utf-8'): Message[] {
  const messages: Message[] = [];
  const reader = createLogReader({
    source: 'c.log',
    written: null,
    encoding,
    emit: (message) => messages.push(message),
  });
  for (let at = 0; at < bytes.length; at += pieceLength) reader.push(bytes.subarray(at, at + pieceLength));
  reader.end();
  return messages;
}

const log = [
  ordinary,
  failure('2026-11-01T12:00:01Z'),
  '',
  ordinary,
  failure('2026-11-01T12:00:02Z', 'failed to logon user: Benutzername oder Kennwort falsch – ユーザー'),
  ordinary,
  failure('2026-11-01T12:00:03Z'),
];
const times = ['2026-11-01T12:00:01.000Z', '2026-11-01T12:00:02.000Z', '2026-11-01T12:00:03.000Z'];

describe('the reader of logs', () => {
  test.each([1, 7, 64, 1000, 1_000_000])('finds every known wording, in pieces of %d bytes', (pieceLength) => {
    for (const end of ['', '\n', '\r\n']) {
      const messages = read(Buffer.from(log.join('\r\n') + end), pieceLength);
      expect(messages.map(({ at }) => at)).toEqual(times);
      expect(messages[1]?.text).toContain('Kennwort falsch – ユーザー');
      expect(messages[0]).toMatchObject({
        source: 'c.log',
        count: 1,
        text: expect.stringContaining('Access is denied.'),
      });
    }
  });

  test.each([1, 3, 1000])('reads UTF-16, in pieces of %d bytes', (pieceLength) => {
    const little = Buffer.from(`\uFEFF${log.join('\r\n')}`, 'utf16le');
    expect(read(little, pieceLength, 'utf-16le').map(({ at }) => at)).toEqual(times);
    expect(read(Buffer.from(little).swap16(), pieceLength, 'utf-16be').map(({ at }) => at)).toEqual(times);
  });

  test.each([1, 100, 1_000_000])('takes the time beside a line that has none, in pieces of %d bytes', (pieceLength) => {
    const lastWords =
      'containerd: failed to get listener for main ttrpc endpoint: open //./pipe/containerd-containerd.ttrpc: Access is denied.';
    const at = (lines: string[]) => read(Buffer.from(`${lines.join('\r\n')}\r\n`), pieceLength).map((one) => one.at);
    expect(at([ordinary, 'no time', lastWords, failure('2026-11-03T12:00:00Z')])).toEqual([
      '2026-11-01T12:00:00.000Z',
      '2026-11-03T12:00:00.000Z',
    ]);
    if (pieceLength > 1000) expect(at([lastWords, ordinary])).toEqual(['2026-11-01T12:00:00.000Z']);
    expect(at([lastWords])).toEqual([undefined]);
  });

  test('does not join two lines that are not adjacent', () => {
    const messages = read(
      Buffer.from(
        `Error: failed to create user process token\n${ordinary}\nError: failed to logon user: Access is denied.\n`,
      ),
      1000,
    );
    expect(messages.map(({ text }) => text)).toEqual([
      'Error: failed to create user process token',
      'Error: failed to logon user: Access is denied.',
    ]);
  });

  test('reads the text around a wording in a very long line, and continues after it', () => {
    const long = `${'x'.repeat(1_000_000)} error="failed to create user process token: failed to logon user: Access is denied.: unknown" ${'y'.repeat(1_000_000)}`;
    const bytes = Buffer.from(`${long}\n${failure('2026-11-01T12:00:01Z')}\n`);
    const [first, second] = read(bytes, 4_000_000);
    expect(first?.text.length).toBeLessThan(20_000);
    expect(first?.text).toContain('failed to logon user: Access is denied.');
    expect(second?.at).toBe(times[0]);
  });

  test('keeps only the beginning of an endless line', () => {
    const piece = Buffer.alloc(1_000_000, 'failed to create user process toke ');
    const reader = createLogReader({ source: 'c.log', written: null, encoding: 'utf-8', emit: () => undefined });
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 200; count++) reader.push(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    reader.end();
  });
});

test('a message that repeats is counted, with its first and last time', () => {
  const tally = createTally();
  const said = { source: 's', text: 'x', count: 1 };
  tally.add({ ...said, at: '2026-11-24T03:00:00.000Z' });
  tally.add({ ...said, at: '2026-11-24T05:00:00.000Z', count: 2 });
  tally.add({ ...said, at: '2026-11-24T04:00:00.000Z' });
  tally.add({ ...said, container: 'other' });
  expect(tally.messages()).toEqual([
    { ...said, count: 4, at: '2026-11-24T05:00:00.000Z', firstAt: '2026-11-24T03:00:00.000Z' },
    { ...said, container: 'other' },
  ]);
});

test('of messages that count as one the newest is kept, whichever came first, and a message without a time keeps that of others', () => {
  const said = (id: string, at?: string) => ({ source: 's', text: `task ${id}`, count: 1, ...(at ? { at } : {}) });
  const [older, newer] = [
    said('aaaaaaaaaaaa', '2026-11-24T03:00:00.000Z'),
    said('bbbbbbbbbbbb', '2026-11-24T05:00:00.000Z'),
  ];
  const of = (...messages: Message[]) => {
    const tally = createTally(withoutIds);
    for (const message of messages) tally.add(message);
    return tally.messages();
  };
  const both = { ...newer, count: 2, firstAt: older.at };
  expect(of(older, newer)).toEqual([both]);
  expect(of(newer, older)).toEqual([both]);
  for (const messages of [
    [older, said('cccccccccccc')],
    [said('cccccccccccc'), older],
  ])
    expect(of(...messages)).toMatchObject([{ count: 2, at: older.at }]);
  expect(of(said('cccccccccccc'), said('dddddddddddd'))).toEqual([{ ...said('dddddddddddd'), count: 2 }]);
  expect(of(older, { ...older, source: 'other' }, { ...older, pod: 'a/b' })).toHaveLength(3);
});

// The short id of crictl has 13 digits, an account of a container 20, a digest 64.
test.each([
  ['a'.repeat(11), false],
  ['a'.repeat(12), true],
  [`${'9f2c41e07ab3'.repeat(5)}4d0c`, true],
  ['a'.repeat(65), false],
  ['473e53c8-c55d-11ed-9601-ba2be9735a86', true],
  ['0xc0000005', false],
  ['deadbeefcafez', false],
])('%s is an id of a container, or none', (text, isId) => {
  expect(withoutIds(`the ${text} ends`)).toBe(isId ? 'the # ends' : `the ${text} ends`);
});

const bytesOf = (text: string) => Buffer.from(text);
const searchFor = (...texts: string[]) => createByteSearch(texts.map(bytesOf));
const find = (texts: string[], text: string) => searchFor(...texts)(bytesOf(text), 0, bytesOf(text).length);

describe('the search for many texts at once', () => {
  test.each([
    ['at the beginning', 'failed to logon user: no', 0],
    ['at the end', 'no: failed to logon user', 4],
    ['as all there is', 'failed to logon user', 0],
    ['behind its own beginning', 'failed to failed to logon user', 10],
    ['nowhere', 'failed to log on a user', -1],
    ['in nothing', '', -1],
  ])('finds a text %s', (_, text, at) => {
    expect(find(['failed to logon user', 'csi-proxy-'], text)).toBe(at);
  });

  test('finds a text only if all of it is in the range', () => {
    const bytes = bytesOf('csi-proxy- csi-proxy-');
    const search = searchFor('csi-proxy-');
    expect(search(bytes, 0, 9)).toBe(-1);
    expect(search(bytes, 0, 10)).toBe(0);
    expect(search(bytes, 1, 21)).toBe(11);
    expect(search(bytes, 12, 21)).toBe(-1);
  });

  test('finds a text in a part of a larger buffer', () => {
    const part = bytesOf('xx csi-proxy- xx').subarray(3, 13);
    expect(searchFor('csi-proxy-')(part, 0, part.length)).toBe(0);
  });

  test('finds texts that contain one another or have the same end', () => {
    expect(find(['containerd-containerd', 'containerd'], 'a containerd')).toBe(2);
    expect(find(['::System::', '::ComputeSystem::'], 'hcs::ComputeSystem::')).toBe(3);
  });

  test('refuses a text that is too short', () => {
    expect(() => searchFor('abc')).toThrow('4 bytes');
  });

  test('finds every line with a literal of the catalogue, and no other', () => {
    // Pieces of the literals in any order: as near to them as a text can come.
    let state = 1;
    const chance = (limit: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const piece = () => {
      const literal = literals[chance(literals.length)] ?? '';
      const start = chance(3) === 0 ? 0 : chance(literal.length);
      return literal.slice(start, chance(3) === 0 ? undefined : start + chance(20));
    };
    const lines = Array.from({ length: 5000 }, () => Array.from({ length: 1 + chance(4) }, piece).join(''));
    const bytes = bytesOf(lines.join('\n'));
    const search = createByteSearch(literals.map(bytesOf));
    const found: string[] = [];
    for (let from = 0; from < bytes.length; ) {
      const hit = search(bytes, from, bytes.length);
      if (hit === -1) break;
      const end = bytes.indexOf('\n', hit) === -1 ? bytes.length : bytes.indexOf('\n', hit);
      found.push(bytes.toString('utf8', bytes.lastIndexOf('\n', hit) + 1, end));
      from = end;
    }
    const wanted = lines.filter((line) => literals.some((literal) => line.includes(literal)));
    expect(wanted.length).toBeGreaterThan(500);
    expect(found).toEqual(wanted);
  });

  test('is fast with the catalogue, because none of its literals is short', () => {
    expect(literals.filter((literal) => bytesOf(literal).length < 10)).toEqual([]);
  });
});
