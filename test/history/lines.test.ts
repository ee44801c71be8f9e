import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { blockOf, changeLine, compactLines, createWriter, knownLine, readLines } from '../../agent/history/lines.ts';
import type { State } from '../../agent/host.ts';

const at = (minute: number) => `2026-11-01T12:${String(minute).padStart(2, '0')}:00.000Z`;
const change = (minute: number, from: string | null, to: string | null, what = 'mode of new pods') => ({
  at: at(minute),
  after: at(minute - 1),
  what,
  from,
  to,
});
const first = knownLine(
  at(0),
  new Map([
    ['mode of new pods', 'bind'],
    ['node name', 'win-1'],
  ]),
);
const moves = [change(1, 'bind', 'fallback'), change(2, 'fallback', null), change(3, null, 'bind')];
const file = blockOf([first]) + moves.map((move) => blockOf([changeLine(move)])).join('');

describe('the file of a history', () => {
  test('returns the first known values and every change since, the oldest first', () => {
    expect(readLines(file)).toEqual({
      known: new Map([
        ['mode of new pods', 'bind'],
        ['node name', 'win-1'],
      ]),
      begins: at(0),
      changes: moves,
    });
  });

  test('an empty file is a history without a beginning', () => {
    expect(readLines('')).toEqual({ known: new Map(), begins: null, changes: [] });
  });

  test('cut off at any byte, it loses at most the newest change', () => {
    for (let length = 0; length <= file.length; length += 1) {
      const whole = moves.filter((move) => file.indexOf(changeLine(move)) + changeLine(move).length <= length);
      expect(readLines(file.slice(0, length)).changes).toEqual(whole);
    }
  });

  test('lines after an incomplete line, or after the zeros of a power cut, are read', () => {
    const next = change(4, 'bind', 'fallback');
    for (const end of ['{"v":1,"kind":"chan', '\0'.repeat(100), '{"v":1}', 'garbage']) {
      expect(readLines(file + end + blockOf([changeLine(next)])).changes).toEqual([...moves, next]);
    }
  });

  test('a line that is not an entry is skipped', () => {
    const odd = [
      '[]',
      'null',
      '7',
      '{"v":1,"kind":"change","at":"yesterday"}',
      '{"v":2,"kind":"known","at":"2026-11-01T00:00:00.000Z","values":{"mode of new pods":"volume"}}',
      '{"kind":"known","at":"2026-11-01T00:00:00.000Z","values":{"mode of new pods":"volume"}}',
      '{"v":2,"kind":"change","at":"2026-11-01T00:00:00.000Z","after":null,"what":"status","from":null,"to":"healthy"}',
      `{"v":1,"kind":"change","what":"${'x'.repeat(300)}"}`,
    ];
    expect(readLines(blockOf(odd) + file)).toEqual(readLines(file));
  });

  test('a change that was written twice counts once', () => {
    const twice = moves.map((move) => blockOf([changeLine(move), changeLine({ ...move, after: null })])).join('');
    expect(readLines(blockOf([first]) + twice).changes).toEqual(moves);
  });

  test('a change that was written again behind a later one counts once', () => {
    const again = blockOf([changeLine(moves[0] ?? change(1, null, null))]);
    expect(readLines(file + again)).toEqual(readLines(file));
    expect(readLines(compactLines(file + again, 10_000))).toEqual(readLines(file));
  });

  test('shortened, it keeps the newest changes and all known values', () => {
    const short = compactLines(file, 2 * changeLine(moves[2] ?? change(3, null, null)).length + 10);
    expect(short.length).toBeLessThan(file.length);
    expect(readLines(short)).toEqual({ ...readLines(file), begins: at(1), changes: moves.slice(1) });
  });

  test('shortened to exactly its newest lines, it keeps these whole', () => {
    const [, ...newest] = moves.map(changeLine);
    const bytes = Buffer.byteLength(newest.map((one) => `${one}\n`).join(''));
    expect(readLines(compactLines(file, bytes)).changes).toEqual(moves.slice(1));
    expect(readLines(compactLines(file, bytes - 1)).changes).toEqual(moves.slice(2));
  });

  test('shortened, it loses lines of this version that are no entries', () => {
    const compacted = compactLines(`${file}{"v":1,"kind":"other"}\n{"v":"2"}\n`, 10_000);
    expect(compacted).not.toMatch(/other|"v":"2"/);
  });

  test('shortened to less than a line, it keeps all known values', () => {
    expect(readLines(compactLines(file, 1))).toEqual({ ...readLines(file), begins: at(3), changes: [] });
  });

  test('shortened, it keeps the lines of a newer hostprobe and removes incomplete ones', () => {
    const newer = '{"v":2,"kind":"something","later":true}';
    const compacted = compactLines(`${file}{"torn\n${newer}\n`, 10_000);
    expect(compacted).toContain(newer);
    expect(compacted).not.toContain('torn');
    expect(readLines(compacted)).toEqual(readLines(file));
  });
});

const line = (number: number) =>
  changeLine({
    at: new Date(Date.UTC(2026, 10, 1, 0, number)).toISOString(),
    after: null,
    what: 'mode of new pods',
    from: String(number - 1),
    to: String(number),
  });

/** A disk in memory, on which some of what is asked fails. */
function disk(fails: { append?: boolean; replace?: boolean } = {}) {
  const on = { text: '', fails };
  const full = () => Promise.reject(new QueryError('failed', 'ENOSPC: no space left on device'));
  const state: State = {
    file: '/mnt/history.jsonl',
    read: async (maxBytes) => on.text.slice(-maxBytes),
    append(text) {
      if (on.fails.append) return full();
      on.text += text;
      return Promise.resolve(on.text.length);
    },
    rewrite(maxBytes, change) {
      if (on.fails.replace) return full();
      on.text = change(on.text.slice(-maxBytes));
      return Promise.resolve(on.text.length);
    },
  };
  return { on, state };
}

function writerOn(state: State, maxPending = 100) {
  const outcomes: (string | null)[] = [];
  const writer = createWriter({ state, maxBytes: 1000, maxPending, onOutcome: (problem) => outcomes.push(problem) });
  return { writer, outcomes };
}

describe('the writer of a history', () => {
  test('keeps the file within its limit', async () => {
    const { on, state } = disk();
    const { writer } = writerOn(state);
    for (let number = 0; number < 100; number += 1) {
      writer.add([line(number)]);
      await writer.written();
      expect(on.text.length).toBeLessThan(1500);
    }
    expect(on.text).toContain(line(99));
  });

  test('shortens it to half, so that there is room for a while', async () => {
    const { on, state } = disk();
    const { writer } = writerOn(state);
    let shortened = 0;
    for (let number = 0; number < 100; number += 1) {
      const before = on.text.length;
      writer.add([line(number)]);
      await writer.written();
      if (on.text.length >= before) continue;
      shortened += 1;
      // Half of the limit, a line with what is known, and the new line.
      expect(on.text.length).toBeLessThan(500 + 3 * line(0).length);
    }
    expect(shortened).toBeGreaterThan(1);
    expect(shortened).toBeLessThan(40);
  });

  test('lets a file that cannot be shortened grow to twice its limit and no further', async () => {
    const { on, state } = disk({ replace: true });
    const { writer, outcomes } = writerOn(state);
    for (let number = 0; number < 40; number += 1) {
      writer.add([line(number)]);
      await writer.written();
    }
    expect([...new Set(outcomes)]).toEqual([
      null,
      'the history is larger than 1000 bytes and cannot be shortened: ENOSPC: no space left on device',
      'the history cannot be written: ENOSPC: no space left on device',
    ]);
    expect(on.text.length).toBeGreaterThan(2000);
    expect(on.text.length).toBeLessThan(2500);
    expect(outcomes.at(-1)).toBe('the history cannot be written: ENOSPC: no space left on device');
    on.fails = {};
    writer.add([line(40)]);
    await writer.written();
    expect(outcomes.at(-1)).toBeNull();
    for (const number of [39, 40]) expect(on.text).toContain(line(number));
  });

  test('keeps the newest lines, up to a limit, while they cannot be written', async () => {
    const { on, state } = disk({ append: true });
    const { writer } = writerOn(state, 3);
    for (let number = 0; number < 10; number += 1) writer.add([line(number)]);
    await writer.written();
    on.fails = {};
    writer.add([]);
    await writer.written();
    expect(on.text.trim().split('\n')).toEqual([line(7), line(8), line(9)]);
  });
});
