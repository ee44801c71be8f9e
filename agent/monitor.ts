import { assess } from './assess.ts';
import type { Keeper } from './history/keeper.ts';
import type { Log } from './log.ts';
import type { Gatherer } from './probe.ts';
import type { Publisher } from './publish.ts';
import type { Report } from './report.ts';
import type { Snapshot } from './snapshot.ts';

/** The loop of `hostprobe serve`: runs the probes on schedule, and keeps the newest report. */

/** One run: the snapshot and its report. */
export interface Run {
  snapshot: Snapshot;
  report: Report;
}

/** Keeps the newest run, so that requests neither wait nor start one. */
export interface Monitor {
  /** null before the first run is complete. */
  newest(): Run | null;
  /** Resolves when the first run is complete. */
  readonly first: Promise<void>;
  /** Seconds since the newest run; null: none, or it is a saved run, which has no age. */
  ageSeconds(): number | null;
  /** The newest run is older than its schedule allows, or the run after it failed. */
  stale(): boolean;
  /** Runs the probes now, all of them. Concurrent calls share one run. */
  run(): Promise<Run>;
  /** False for a saved snapshot: then `run` always rejects. */
  readonly live: boolean;
  /** What changed between runs; null for a saved snapshot. */
  readonly history: Keeper | null;
  readonly runs: Readonly<{ succeeded: number; failed: number; lastMs: number | null }>;
  start(): void;
  /** Stops. Resolves when the history is written, or a second later. */
  stop(): Promise<void>;
}

/**
 * `start` runs the probes, and then again every `intervalSeconds`, give or take 10%, so that nodes do not run in step.
 * @param options.firstWithinSeconds the first run comes at some time within these, for agents that start together; 0: at once
 * @param options.clusterWithinSeconds runs before some time within these read nothing from the API server
 */
export function createMonitor(options: {
  gatherer: Gatherer;
  intervalSeconds: number;
  firstWithinSeconds?: number;
  clusterWithinSeconds?: number;
  history?: Keeper;
  publisher?: Publisher | undefined;
  log: Log;
}): Monitor {
  const { gatherer, intervalSeconds, firstWithinSeconds = 0, clusterWithinSeconds = 0 } = options;
  const { history, publisher, log } = options;
  const runs = { succeeded: 0, failed: 0, lastMs: null as number | null };
  const first = Promise.withResolvers<void>();
  let newest: Run | null = null;
  let takenAt = 0;
  let lastFailed = false;
  let underWay: Promise<Run> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let clusterFrom = 0;
  /** Whether the run under way, or the last one, reads nothing from the API server. */
  let isEarly = false;
  const early = (): number => Math.max(0, (clusterFrom - performance.now()) / 1000);

  async function runOnce(): Promise<Run> {
    const started = performance.now();
    isEarly = early() > 0;
    try {
      const snapshot = await gatherer.gather(isEarly ? notReadYet(clusterWithinSeconds) : undefined);
      const report = assess(snapshot);
      newest = { snapshot, report };
      first.resolve();
      takenAt = started;
      lastFailed = false;
      runs.succeeded += 1;
      runs.lastMs = Math.round(performance.now() - started);
      log.info({ status: report.status, ...report.counts, ms: runs.lastMs }, 'run complete');
      remember(newest);
      // Not waited for, and it never rejects.
      if (!isEarly) publisher?.(report, snapshot);
      return newest;
    } catch (error) {
      lastFailed = true;
      runs.failed += 1;
      log.error({ err: error }, 'a run failed; the last good report stays and is marked stale');
      throw error;
    } finally {
      underWay = null;
      schedule(Math.min(intervalSeconds * (0.9 + 0.2 * Math.random()), isEarly ? early() : Number.POSITIVE_INFINITY));
    }
  }

  /** A report is worth more than its comparison with the one before. */
  function remember(run: Run) {
    try {
      history?.record(run);
    } catch (error) {
      log.error({ err: error }, 'a run could not be compared with the one before it');
    }
  }

  function schedule(seconds: number) {
    clearTimeout(timer);
    if (stopped) return;
    // runOnce has logged the error, and the next run is scheduled.
    timer = setTimeout(() => runInTurn().catch(() => undefined), seconds * 1000);
  }

  const runInTurn = () => {
    underWay ??= runOnce();
    return underWay;
  };
  const ageSeconds = () => (newest === null ? null : Math.floor((performance.now() - takenAt) / 1000));

  return {
    live: true,
    history: history ?? null,
    runs,
    first: first.promise,
    async run() {
      // Somebody waits for all of it.
      clusterFrom = 0;
      if (isEarly) await underWay?.catch(() => undefined);
      return await runInTurn();
    },
    ageSeconds,
    newest: () => newest,
    stale: () => lastFailed || (ageSeconds() ?? 0) > 2 * intervalSeconds + gracePeriodSeconds,
    start() {
      clusterFrom = performance.now() + 1000 * clusterWithinSeconds * Math.random();
      if (firstWithinSeconds === 0) runInTurn().catch(() => undefined);
      else schedule(firstWithinSeconds * Math.random());
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

const notReadYet = (withinSeconds: number) =>
  `nothing is read from the API server yet: agents that start together read at some time within ${withinSeconds} s (--spread)`;

/** Time that a run on a slow node may take beyond its interval before the last report becomes stale. */
const gracePeriodSeconds = 10;

/** A monitor over a saved snapshot, which never changes. */
export function savedMonitor(snapshot: Snapshot): Monitor {
  const newest: Run = { snapshot, report: assess(snapshot) };
  return {
    live: false,
    history: null,
    runs: { succeeded: 0, failed: 0, lastMs: null },
    newest: () => newest,
    first: Promise.resolve(),
    ageSeconds: () => null,
    stale: () => false,
    run: () => Promise.reject(new Error('a saved snapshot cannot be run again')),
    start: () => undefined,
    stop: async () => undefined,
  };
}
