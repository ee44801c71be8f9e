import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { changeLine } from '../../agent/history/lines.ts';
import { createWriter } from '../../agent/history/write.ts';
import type { State } from '../../agent/host.ts';

const change = (number: number) =>
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
    replace(text) {
      if (on.fails.replace) return full();
      on.text = text;
      return Promise.resolve(text.length);
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
      writer.add([change(number)]);
      await writer.written();
      expect(on.text.length).toBeLessThan(1500);
    }
    expect(on.text).toContain(change(99));
  });

  test('lets a file that cannot be shortened grow to twice its limit and no further', async () => {
    const { on, state } = disk({ replace: true });
    const { writer, outcomes } = writerOn(state);
    for (let number = 0; number < 40; number += 1) {
      writer.add([change(number)]);
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
    writer.add([change(40)]);
    await writer.written();
    expect(outcomes.at(-1)).toBeNull();
    for (const number of [39, 40]) expect(on.text).toContain(change(number));
  });

  test('keeps the newest lines, up to a limit, while they cannot be written', async () => {
    const { on, state } = disk({ append: true });
    const { writer } = writerOn(state, 3);
    for (let number = 0; number < 10; number += 1) writer.add([change(number)]);
    await writer.written();
    on.fails = {};
    writer.add([]);
    await writer.written();
    expect(on.text.trim().split('\n')).toEqual([change(7), change(8), change(9)]);
  });
});
