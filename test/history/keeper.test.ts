import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { createKeeper, type Keeper } from '../../agent/history/keeper.ts';
import { knownLine, usualHistoryBounds } from '../../agent/history/lines.ts';
import { historySchema } from '../../agent/history.ts';
import { openState } from '../../agent/host/state-folder.ts';
import type { State } from '../../agent/host.ts';
import { newFolder } from '../host/folder.ts';
import { denied, got } from '../snapshot.ts';
import { digestOf, runAt } from './runs.ts';

const at = (minute: number) => `2026-11-01T12:${String(minute).padStart(2, '0')}:00.000Z`;
const unbound = (facts: FactValues) => {
  facts['runtime-binaries'].bindFilter.present = got(false);
};
const what = (keeper: Keeper) => keeper.changesSince(null).changes.map((change) => change.what);
const modeLost = { what: 'mode of new pods', from: 'bind', to: 'fallback' };

/** As on a machine: the real file system, below a folder of its own. */
const stateIn = (directory: string) => openState(false, { directory, file: 'history.jsonl' });
const contentOf = (directory: string) => readFile(join(directory, 'history.jsonl'), 'utf8').catch(() => '');

function keeperOf(state: State, bounds = usualHistoryBounds) {
  const problems: string[] = [];
  const told: { msg: string; changes?: string[] }[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    const line = JSON.parse(chunk.toString());
    if (line.problem === undefined) told.push(line);
    else problems.push(line.problem);
    done();
  };
  const keeper = createKeeper({ state, bounds, log: pino({}, new Writable({ write })) });
  return { keeper, problems, told };
}

/** In a real folder, which goes after the test: first the keeper writes there what it still has. */
function keeperIn(directory: string, bounds = usualHistoryBounds) {
  const made = keeperOf(stateIn(directory), bounds);
  onTestFinished(() => made.keeper.written());
  return made;
}

describe('a history', () => {
  test('shows in the first run after a start what has changed since the last run before', async () => {
    const directory = await newFolder();
    const before = keeperIn(directory);
    before.keeper.record(runAt(at(0)));
    await before.keeper.written();
    expect(before.told).toEqual([]);

    const same = keeperIn(directory);
    same.keeper.record(runAt(at(1)));
    await same.keeper.written();
    expect(same.told).toMatchObject([{ msg: 'no changes since the last run on this node' }]);

    const changed = keeperIn(directory);
    changed.keeper.record(runAt(at(2), unbound));
    await changed.keeper.written();
    changed.keeper.record(runAt(at(3)));
    await changed.keeper.written();
    expect(changed.told).toHaveLength(1);
    expect(changed.told[0]?.changes).toContain('mode of new pods: bind -> fallback');
  });

  /** A disk in memory with this text. */
  const inMemory = (text: string, append: State['append'] = async (more) => more.length): State => ({
    ...{
      file: '/mnt/history.jsonl',
      read: async () => text,
      append,
      rewrite: async (_most, change) => change(text).length,
    },
  });

  test('logs of many changes since the last run no more than 20, and how many there are', async () => {
    const others = new Map([...digestOf().values.keys()].map((name) => [name, 'other']));
    expect(others.size).toBeGreaterThan(20);
    const { keeper, told } = keeperOf(inMemory(`${knownLine(at(0), others)}\n`));
    keeper.record(runAt(at(1)));
    await keeper.written();
    expect(told).toHaveLength(1);
    expect(told[0]?.changes).toHaveLength(20);
    const { changes } = keeper.changesSince(null);
    expect(told[0]?.msg).toBe(`${changes.length} changes since the last run on this node; see GET /history`);
  });

  test('logs a problem once, however often a write fails for it', async () => {
    const { keeper, problems } = keeperOf(
      inMemory('', () => Promise.reject(new QueryError('failed', 'ENOSPC: no space left on device'))),
    );
    for (let minute = 0; minute < 4; minute += 1) {
      keeper.record(runAt(at(minute), minute % 2 === 0 ? undefined : unbound));
      await keeper.written();
    }
    expect(problems).toEqual(['the history cannot be written: ENOSPC: no space left on device']);
  });

  test('says of a value that this process had not yet read that it may have changed at any time', async () => {
    const { keeper } = keeperOf(inMemory(`${knownLine(at(0), digestOf().values)}\n`));
    await keeper.written();
    keeper.record(
      runAt(at(1), (facts) => {
        facts['runtime-binaries'].bindFilter.present = denied();
      }),
    );
    keeper.record(runAt(at(2), unbound));
    expect(keeper.changesSince(null).changes).toContainEqual({ at: at(2), after: null, ...modeLost });
  });

  test('shows what changed between which two runs', async () => {
    const { keeper } = keeperIn(await newFolder());
    keeper.record(runAt(at(0)));
    await expect.poll(() => keeper.changesSince(null).begins).toBe(at(0));
    keeper.record(runAt(at(1)));
    keeper.record(runAt(at(2), unbound));
    const history = keeper.changesSince(null);
    expect(history.changes).toContainEqual({ at: at(2), after: at(1), ...modeLost });
    // Each value was read in the run before, and so was the status.
    expect(new Set(history.changes.map(({ after }) => after))).toEqual(new Set([at(1)]));
    expect(history.changes.map((change) => change.what)).toContain('status');
    expect(historySchema.parse(history)).toEqual(history);
    expect(keeper.revision).toBe(history.changes.length);
  });

  test('a failure that is new was not there in the run before; one that is known at the start may have ended at any time', async () => {
    const text = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
    const failing = (facts: FactValues) => {
      facts.logs.lines = [{ component: 'containerd', source: 'containerd.log', text, count: 1 }];
    };
    const failure = (keeper: Keeper) =>
      keeper.changesSince(null).changes.find((change) => change.what === 'diagnosis logon-denied');
    const { keeper } = keeperOf(inMemory(''));
    await keeper.written();
    keeper.record(runAt(at(0)));
    keeper.record(runAt(at(1), failing));
    expect(failure(keeper)).toMatchObject({ at: at(1), after: at(0), from: null });
    const { values, diagnoses } = digestOf(failing);
    const later = keeperOf(inMemory(`${knownLine(at(0), new Map([...values, ...diagnoses]))}\n`)).keeper;
    await later.written();
    later.record(runAt(at(2)));
    expect(failure(later)).toMatchObject({ at: at(2), after: null, to: null });
  });

  test('shows only what changed since a time', async () => {
    const { keeper } = keeperIn(await newFolder());
    keeper.record(runAt(at(0)));
    await expect.poll(() => keeper.changesSince(null).begins).toBe(at(0));
    keeper.record(runAt(at(1), unbound));
    keeper.record(runAt(at(2)));
    const history = keeper.changesSince(new Date(at(2)));
    expect(history.since).toBe(at(2));
    expect(new Set(history.changes.map((change) => change.at))).toEqual(new Set([at(2)]));
    expect(keeper.changesSince(new Date(at(3))).changes).toEqual([]);
  });

  test('continues after a restart: changes in between belong to the first run', async () => {
    const folder = await newFolder();
    const { keeper: before } = keeperIn(folder);
    before.record(runAt(at(0)));
    await expect.poll(() => contentOf(folder)).toContain('bind');
    const { keeper: after } = keeperIn(folder);
    after.record(runAt(at(30), unbound));
    await expect.poll(() => after.changesSince(null).changes).toContainEqual({ at: at(30), after: null, ...modeLost });
    expect(after.changesSince(null)).toMatchObject({
      begins: at(0),
      file: join(folder, 'history.jsonl'),
      problem: null,
    });
  });

  test('keeps what can be read of a damaged file', async () => {
    const folder = await newFolder();
    const { keeper: before } = keeperIn(folder);
    before.record(runAt(at(0)));
    await expect.poll(() => contentOf(folder)).toContain('bind');
    await writeFile(join(folder, 'history.jsonl'), `${await contentOf(folder)}{"v":1,"kind":"cha\0\0\0`);
    const { keeper: after, problems } = keeperIn(folder);
    after.record(runAt(at(30), unbound));
    await expect.poll(() => what(after)).toContain('mode of new pods');
    await expect.poll(() => contentOf(folder)).toContain('fallback');
    const { keeper: last } = keeperIn(folder);
    await expect.poll(() => what(last)).toEqual(what(after));
    expect(problems).toEqual([]);
  });

  test('that two processes write to one file counts each change once', async () => {
    const folder = await newFolder();
    const { keeper: old } = keeperIn(folder);
    old.record(runAt(at(0)));
    await expect.poll(() => contentOf(folder)).toContain('bind');
    const { keeper: young } = keeperIn(folder);
    young.record(runAt(at(1)));
    await expect.poll(() => young.changesSince(null).begins).toBe(at(0));
    old.record(runAt(at(2), unbound));
    young.record(runAt(at(3), unbound));
    await expect.poll(() => contentOf(folder)).toContain(at(2));
    await expect.poll(() => contentOf(folder)).toContain(at(3));
    const { keeper: last } = keeperIn(folder);
    await expect.poll(() => what(last)).toEqual(what(young));
  });

  test('that is to keep less than before begins with the newest change that it forgot', async () => {
    const directory = await newFolder();
    const { keeper } = keeperIn(directory);
    for (const minute of [0, 1, 2, 3]) {
      keeper.record(runAt(at(minute), minute % 2 === 0 ? undefined : unbound));
      await keeper.written();
    }
    const lost = keeper.changesSince(null).changes.filter((change) => change.what === modeLost.what);
    const { keeper: less } = keeperIn(directory, { ...usualHistoryBounds, maxChanges: 1 });
    await less.written();
    const { begins, changes } = less.changesSince(null);
    expect(changes).toHaveLength(1);
    expect([lost.at(-1)?.at, begins]).toEqual([at(3), keeper.changesSince(null).changes.at(-2)?.at]);
  });

  test('keeps file and memory within their limits, and keeps the newest changes', async () => {
    const folder = await newFolder();
    const bounds = { maxBytes: 20_000, maxChanges: 50 };
    const { keeper, problems } = keeperIn(folder, bounds);
    for (let minute = 0; minute < 60; minute += 1) {
      keeper.record(runAt(at(minute), minute % 2 === 0 ? undefined : unbound));
      await expect.poll(() => contentOf(folder), { interval: 2 }).toContain(at(minute));
    }
    expect((await stat(join(folder, 'history.jsonl'))).size).toBeLessThan(2 * bounds.maxBytes);
    const { changes, begins } = keeper.changesSince(null);
    expect(changes).toHaveLength(bounds.maxChanges);
    expect(changes.at(-1)?.at).toBe(at(59));
    expect(Date.parse(begins ?? '')).toBeGreaterThan(Date.parse(at(0)));
    const { keeper: last } = keeperIn(folder, bounds);
    await expect.poll(() => last.changesSince(null).changes.at(-1)?.at).toBe(at(59));
    expect(problems).toEqual([]);
  });

  test('is kept in memory if there is no folder, which is logged once', async () => {
    const { keeper, problems } = keeperOf(openState(false, { directory: null, file: 'history.jsonl' }));
    for (let minute = 0; minute < 5; minute += 1) keeper.record(runAt(at(minute), minute < 4 ? undefined : unbound));
    expect(what(keeper)).toContain('mode of new pods');
    expect(problems).toEqual(['this machine has no hostprobe folder; name one with --state-dir']);
    expect(keeper.changesSince(null)).toMatchObject({ file: null, problem: problems[0] });
  });

  test('does not overwrite a file that it cannot read', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'history.jsonl'));
    const { keeper, problems } = keeperIn(folder);
    keeper.record(runAt(at(0)));
    await expect.poll(() => problems).toHaveLength(1);
    keeper.record(runAt(at(1), unbound));
    expect(what(keeper)).toContain('mode of new pods');
    expect(keeper.changesSince(null).problem).toMatch(
      /^the history cannot be read: .* must be a file, but is a folder$/,
    );
    expect((await stat(join(folder, 'history.jsonl'))).isDirectory()).toBe(true);
  });

  test('writes later all that could not be written, and logs when the problem began', async () => {
    const folder = await newFolder();
    const real = stateIn(folder);
    let full = true;
    const disk: State = {
      ...real,
      append: (text) =>
        full ? Promise.reject(new QueryError('failed', 'ENOSPC: no space left on device')) : real.append(text),
    };
    const { keeper, problems } = keeperOf(disk);
    keeper.record(runAt(at(0)));
    await expect.poll(() => problems).toEqual(['the history cannot be written: ENOSPC: no space left on device']);
    full = false;
    keeper.record(runAt(at(1), unbound));
    await expect.poll(() => contentOf(folder)).toContain('fallback');
    await expect.poll(() => keeper.changesSince(null).problem).toBeNull();
    const { keeper: last } = keeperIn(folder);
    await expect.poll(() => what(last)).toEqual(what(keeper));
    expect(problems).toHaveLength(1);
  });

  test('can be waited for until all that was recorded is written', async () => {
    const folder = await newFolder();
    const { keeper } = keeperIn(folder);
    keeper.record(runAt(at(0)));
    await keeper.written();
    expect(await contentOf(folder)).toContain('bind');
    keeper.record(runAt(at(1), unbound));
    keeper.record(runAt(at(2)));
    await keeper.written();
    expect(await contentOf(folder)).toContain(at(2));
  });

  test('does not delay a run while the disk hangs, and starts no second write', async () => {
    let asked = 0;
    const hanging: State = {
      file: '/mnt/history.jsonl',
      read: async () => null,
      append: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
      rewrite: () => new Promise(() => undefined),
    };
    const { keeper } = keeperOf(hanging);
    keeper.record(runAt(at(0)));
    await expect.poll(() => asked).toBe(1);
    keeper.record(runAt(at(1), unbound));
    keeper.record(runAt(at(2)));
    expect(keeper.changesSince(null).changes.length).toBeGreaterThan(1);
    expect(asked).toBe(1);
  });
});
