import { assess } from './assess.ts';
import type { Keeper } from './history/keeper.ts';
import type { Log } from './log.ts';
import type { Gatherer } from './probe.ts';
import type { Publisher } from './publish.ts';
import type { Report } from './report.ts';
import type { Snapshot } from './snapshot.ts';

/** What `hostprobe serve` does all the time: runs the probes on schedule, and keeps the newest report. */

/** One look at the node: what was seen, and what follows from it. */
export interface Look {
  snapshot: Snapshot;
  report: Report;
}

/** Keeps the newest look, so that whoever asks need not wait and starts nothing. */
export interface Watch {
  /** null before the first look has come back. */
  newest(): Look | null;
  /** Resolves once there is a look. */
  readonly first: Promise<void>;
  /** Seconds since the newest look was taken; null when there is none, or when it is a recorded one, which has no age. */
  ageSeconds(): number | null;
  /** The newest look missed its schedule, or the attempt after it failed. */
  stale(): boolean;
  /** Looks now. One look at a time: who asks while one is under way gets that one. */
  look(): Promise<Look>;
  /** False for a recorded look: `look` always rejects then. */
  readonly live: boolean;
  /** What changed from look to look; null for a recorded look, which has none before it. */
  readonly history: Keeper | null;
  readonly runs: Readonly<{ succeeded: number; failed: number; lastMs: number | null }>;
  start(): void;
  /** Looks no more. Resolves when what changed is written, or a second later. */
  stop(): Promise<void>;
}

/** `start` looks at once, and then again every `intervalSeconds`, give or take a tenth, so that a fleet does not look in step. */
export function createWatch(options: {
  gatherer: Gatherer;
  intervalSeconds: number;
  history?: Keeper;
  publisher?: Publisher | undefined;
  log: Log;
}): Watch {
  const { gatherer, intervalSeconds, history, publisher, log } = options;
  const runs = { succeeded: 0, failed: 0, lastMs: null as number | null };
  const first = Promise.withResolvers<void>();
  let newest: Look | null = null;
  let takenAt = 0;
  let lastFailed = false;
  let underWay: Promise<Look> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function lookOnce(): Promise<Look> {
    const started = performance.now();
    try {
      const snapshot = await gatherer.gather();
      const report = assess(snapshot);
      newest = { snapshot, report };
      first.resolve();
      takenAt = started;
      lastFailed = false;
      runs.succeeded += 1;
      runs.lastMs = Math.round(performance.now() - started);
      log.info({ status: report.status, ...report.counts, ms: runs.lastMs }, 'looked');
      remember(newest);
      // Not waited for, and it never rejects.
      publisher?.(report, snapshot);
      return newest;
    } catch (error) {
      lastFailed = true;
      runs.failed += 1;
      log.error({ err: error }, 'a look failed; the last good report stays, marked stale');
      throw error;
    } finally {
      underWay = null;
      schedule();
    }
  }

  /** A report is worth more than what is to be said of the one before it. */
  function remember(look: Look) {
    try {
      history?.record(look);
    } catch (error) {
      log.error({ err: error }, 'a look could not be compared with the one before it');
    }
  }

  function schedule() {
    clearTimeout(timer);
    if (stopped) return;
    const seconds = intervalSeconds * (0.9 + 0.2 * Math.random());
    // lookOnce has logged what it rejects with, and the next look is scheduled.
    timer = setTimeout(() => look().catch(() => undefined), seconds * 1000);
  }

  const look = () => {
    underWay ??= lookOnce();
    return underWay;
  };
  const ageSeconds = () => (newest === null ? null : Math.floor((performance.now() - takenAt) / 1000));

  return {
    live: true,
    history: history ?? null,
    runs,
    first: first.promise,
    look,
    ageSeconds,
    newest: () => newest,
    stale: () => lastFailed || (ageSeconds() ?? 0) > 2 * intervalSeconds + gracePeriodSeconds,
    start() {
      look().catch(() => undefined);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const tooLong = Promise.withResolvers<void>();
      timer = setTimeout(tooLong.resolve, 1000);
      await Promise.race([history?.written(), tooLong.promise]);
      clearTimeout(timer);
    },
  };
}

/** What a look on a slow node may take beyond its interval before the report before it counts as stale. */
const gracePeriodSeconds = 10;

/** A watch over a saved snapshot: it is what it is, for ever. */
export function recordedWatch(snapshot: Snapshot): Watch {
  const newest: Look = { snapshot, report: assess(snapshot) };
  return {
    live: false,
    history: null,
    runs: { succeeded: 0, failed: 0, lastMs: null },
    newest: () => newest,
    first: Promise.resolve(),
    ageSeconds: () => null,
    stale: () => false,
    look: () => Promise.reject(new Error('a recorded look cannot be taken again')),
    start: () => undefined,
    stop: async () => undefined,
  };
}
