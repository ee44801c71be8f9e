import { plural } from '../fact.ts';
import type { Change, History } from '../history.ts';
import type { State } from '../host.ts';
import type { Log } from '../log.ts';
import type { Report } from '../report.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { compareDigests, type Digest, digest } from './digest.ts';
import { changeLine, createWriter, type HistoryBounds, type Kept, knownLine, readLines } from './lines.ts';

export type Keeper = ReturnType<typeof createKeeper>;

const mostLogged = 20;

/**
 * Compares each run with the one before, and keeps the changes across restarts if the machine has a folder for it. It starts to
 * read the file at once; until that is done, only the newest run is kept.
 */
export function createKeeper({ state, log, bounds }: { state: State; log: Log; bounds: HistoryBounds }) {
  const { maxBytes, maxChanges } = bounds;
  let kept: Kept = { known: new Map(), begins: null, changes: [] };
  /** When this process last read each value. */
  const seenAt = new Map<string, string>();
  let lastAt: string | null = null;
  let loaded = false;
  let waiting: { at: string; seen: Digest } | null = null;
  let revision = 0;
  let problem: string | null = null;
  // A file that cannot be read must not be overwritten.
  let writer: ReturnType<typeof createWriter> | null = null;

  /** Logged once, even if it happens often. */
  function setProblem(sentence: string | null) {
    if (sentence !== null && sentence !== problem) log.warn({ problem: sentence }, 'the history has a problem');
    problem = sentence;
  }

  async function load() {
    if (state.file === null) setProblem('this machine has no hostprobe folder; name one with --state-dir');
    else await openFile();
    forgetOldest();
    loaded = true;
    if (waiting !== null) take(waiting);
    waiting = null;
  }

  async function openFile() {
    try {
      kept = readLines((await state.read(4 * maxBytes)) ?? '');
      writer = createWriter({ state, maxBytes, maxPending: maxChanges, onOutcome: setProblem });
    } catch (error) {
      setProblem(`the history cannot be read: ${(error as Error).message}`);
    }
  }

  function take({ at, seen }: { at: string; seen: Digest }) {
    const { first, changes } = compareDigests(kept.known, seen);
    const news: Change[] = changes.map(({ what, from, to }) => {
      // The last run did not have a new failure.
      const after = seenAt.get(what) ?? (what.startsWith('diagnosis ') && from === null ? lastAt : null);
      return { at, after, what, from, to };
    });
    if (lastAt === null && kept.begins !== null) logSinceStart(news);
    kept.begins ??= at;
    lastAt = at;
    for (const [what, value] of first) kept.known.set(what, value);
    for (const { what, to } of news) kept.known.set(what, to);
    for (const what of [...seen.values.keys(), ...seen.diagnoses.keys()]) seenAt.set(what, at);
    if (kept.known.get('status') === seen.status) seenAt.set('status', at);
    kept.changes.push(...news);
    forgetOldest();
    revision += news.length;
    writer?.add([...(first.size === 0 ? [] : [knownLine(at, first)]), ...news.map(changeLine)]);
  }

  /** An upgrade of hostprobe or of the node starts a new process, which logs what has changed since the last run. */
  function logSinceStart(news: readonly Change[]) {
    const changes = news.slice(0, mostLogged).map(({ what, from, to }) => `${what}: ${from} -> ${to}`);
    const message =
      news.length === 0
        ? 'no changes since the last run on this node'
        : `${plural(news.length, 'change')} since the last run on this node; see GET /history`;
    log.info(news.length === 0 ? {} : { changes }, message);
  }

  function forgetOldest() {
    const forgotten = kept.changes.splice(0, kept.changes.length - maxChanges);
    kept.begins = forgotten.at(-1)?.at ?? kept.begins;
  }

  const loading = load().catch((error: unknown) => {
    log.error({ err: error }, 'the first run could not be compared with the history');
  });
  return {
    /** Returns at once and writes in the background. */
    record({ snapshot, report }: { snapshot: Snapshot; report: Report }) {
      const run = { at: snapshot.at, seen: digest({ snapshot, report }) };
      if (loaded) take(run);
      else waiting = run;
    },
    /** Resolves when everything recorded so far is written, or failed. */
    async written() {
      await loading;
      await writer?.written();
    },
    /** @param since null: all that are kept */
    changesSince: (since: Date | null) => historyOf(kept, { since, file: state.file, problem }),
    /** Grows with every change, so that responses from before and after a change differ. */
    get revision() {
      return revision;
    },
  };
}

/** The changes from a time on. */
export function historyOf(
  { begins, changes }: Kept,
  { since, file, problem }: { since: Date | null; file: string | null; problem: string | null },
): History {
  const from = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  return {
    schemaVersion,
    since: since?.toISOString() ?? null,
    begins,
    file,
    problem,
    changes: changes.filter(({ at }) => Date.parse(at) >= from),
  };
}
