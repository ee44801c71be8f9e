import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Keeper } from '../agent/history/keeper.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { createWatch, recordedWatch } from '../agent/watch.ts';
import { snapshotWith } from './snapshot.ts';

function logTo(lines: Record<string, unknown>[]) {
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    lines.push(JSON.parse(chunk.toString()));
    done();
  };
  return pino({}, new Writable({ write }));
}

/** A node that is looked at by hand: each gather waits until it is given its snapshot, or its error. */
function byHand() {
  const waiting: PromiseWithResolvers<Snapshot>[] = [];
  const gather = () => {
    const look = Promise.withResolvers<Snapshot>();
    waiting.push(look);
    return look.promise;
  };
  return { waiting, gatherer: { gather } };
}

describe('a watch', () => {
  test('has nothing before the first run, and then the newest one', async () => {
    const { waiting, gatherer } = byHand();
    const watch = createWatch({ gatherer, intervalSeconds: 60, log: logTo([]) });
    watch.start();
    expect(watch.newest()).toBeNull();
    expect(watch.ageSeconds()).toBeNull();
    const look = watch.look();
    waiting[0]?.resolve(snapshotWith());
    expect((await look).report.node).toBe('win-node-1');
    expect(watch.newest()).toBe(await look);
    expect(watch.stale()).toBe(false);
    watch.stop();
  });

  test('concurrent requests share one run', async () => {
    const { waiting, gatherer } = byHand();
    const watch = createWatch({ gatherer, intervalSeconds: 60, log: logTo([]) });
    const looks = [watch.look(), watch.look(), watch.look()];
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve(snapshotWith());
    const [first, second, third] = await Promise.all(looks);
    expect(second).toBe(first);
    expect(third).toBe(first);
    watch.stop();
  });

  test('keeps the last good report when a run fails, marked stale until one succeeds', async () => {
    const lines: Record<string, unknown>[] = [];
    const { waiting, gatherer } = byHand();
    const watch = createWatch({ gatherer, intervalSeconds: 60, log: logTo(lines) });
    const good = watch.look();
    waiting[0]?.resolve(snapshotWith());
    await good;
    const bad = watch.look();
    waiting[1]?.reject(new Error('broken'));
    await expect(bad).rejects.toThrow('broken');
    expect(watch.newest()).toBe(await good);
    expect(watch.stale()).toBe(true);
    expect(watch.runs).toMatchObject({ succeeded: 1, failed: 1 });
    expect(lines).toMatchObject([
      { level: 30, msg: 'looked', status: 'healthy' },
      { level: 50, err: { message: 'broken' } },
    ]);
    const again = watch.look();
    waiting[2]?.resolve(snapshotWith());
    await again;
    expect(watch.stale()).toBe(false);
    watch.stop();
  });

  test('runs again by itself, until it is stopped', async () => {
    const { waiting, gatherer } = byHand();
    const watch = createWatch({ gatherer, intervalSeconds: 0.01, log: logTo([]) });
    watch.start();
    while (waiting.length < 4) {
      waiting.at(-1)?.resolve(snapshotWith());
      await wait(1);
    }
    watch.stop();
    waiting.at(-1)?.resolve(snapshotWith());
    const looks = waiting.length;
    await wait(50);
    expect(waiting).toHaveLength(looks);
  });

  test('passes each run to its history, and a failing history costs no report', async () => {
    const lines: Record<string, unknown>[] = [];
    const { waiting, gatherer } = byHand();
    const told: string[] = [];
    const history: Keeper = {
      record({ report }) {
        told.push(report.at);
        throw new Error('a bug in it');
      },
      changesSince: () => ({ schemaVersion: 1, since: null, begins: null, file: null, problem: null, changes: [] }),
      written: async () => undefined,
      revision: 0,
    };
    const watch = createWatch({ gatherer, intervalSeconds: 60, history, log: logTo(lines) });
    expect(watch.history).toBe(history);
    const look = watch.look();
    waiting[0]?.resolve(snapshotWith());
    const { report } = await look;
    expect(told).toEqual([report.at]);
    expect(watch.runs).toMatchObject({ succeeded: 1, failed: 0 });
    expect(lines.at(-1)).toMatchObject({ level: 50, err: { message: 'a bug in it' } });
    watch.stop();
  });

  test('with a saved snapshot has no age, is never stale, and never runs again', async () => {
    const watch = recordedWatch(snapshotWith());
    watch.start();
    expect(watch.newest()?.report.status).toBe('healthy');
    expect(watch).toMatchObject({ live: false, history: null });
    expect(watch.ageSeconds()).toBeNull();
    expect(watch.stale()).toBe(false);
    await expect(watch.look()).rejects.toThrow('a saved snapshot cannot be run again');
  });
});
