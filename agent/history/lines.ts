import * as z from 'zod';
import { type Change, changeSchema } from '../history.ts';
import type { State } from '../host.ts';
import { jsonIn } from '../json.ts';
import type { Values } from './digest.ts';

const version = 1;

/** A line of the file: known values, or a change. The last line about a value holds it. */
const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    v: z.literal(version),
    kind: z.literal('known'),
    at: changeSchema.shape.at,
    values: z.record(changeSchema.shape.what, changeSchema.shape.to),
  }),
  changeSchema.extend({ v: z.literal(version), kind: z.literal('change') }),
]);
type Entry = z.infer<typeof entrySchema>;

export const knownLine = (at: string, values: Values): string =>
  lineOf({ v: version, kind: 'known', at, values: Object.fromEntries(values) });
export const changeLine = (change: Change): string => lineOf({ v: version, kind: 'change', ...change });
const lineOf = (entry: Entry): string => JSON.stringify(entry);

/** The text to append. The empty line at its beginning ends a line that an interrupted write left incomplete. */
export const blockOf = (lines: readonly string[]): string => `\n${lines.map((line) => `${line}\n`).join('')}`;

/** What a file holds. */
export interface Kept {
  known: Values;
  /** Time of the first entry. */
  begins: string | null;
  /** Oldest first. */
  changes: Change[];
}

/** Incomplete lines, and entries of another version, are skipped. */
export function readLines(text: string): Kept {
  return replay(linesOf(text).flatMap(({ entry }) => entry ?? []));
}

/** Counts a change once that two processes or a retry have written twice. */
function replay(entries: readonly Entry[]): Kept {
  const kept: Kept = { known: new Map(), begins: entries[0]?.at ?? null, changes: [] };
  for (const entry of entries) {
    if (entry.kind === 'known') {
      for (const [what, value] of Object.entries(entry.values)) kept.known.set(what, value);
    } else if (kept.known.get(entry.what) !== entry.to) {
      const { v: _version, kind: _kind, ...change } = entry;
      kept.known.set(change.what, change.to);
      kept.changes.push(change);
    }
  }
  return kept;
}

/**
 * The file at most this long: its oldest lines become one with the values known after them. Lines of a newer hostprobe
 * stay as they are; incomplete ones are removed.
 */
export function compactLines(text: string, maxBytes: number): string {
  const lines = linesOf(text);
  let bytes = 0;
  const first = lines.findLastIndex(({ line }) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > maxBytes;
  });
  const dropped = lines.slice(0, first + 1).flatMap(({ entry }) => entry ?? []);
  const rest = lines.slice(first + 1).map(({ line }) => line);
  const end = dropped.at(-1);
  return blockOf(end === undefined ? rest : [knownLine(end.at, replay(dropped).known), ...rest]);
}

/** `entry` null: of a newer version. A line that is there twice was written again behind a file that another put in its place. */
function linesOf(text: string): { line: string; entry: Entry | null }[] {
  return [...new Set(text.split('\n'))].flatMap((line): { line: string; entry: Entry | null }[] => {
    // Torn by a full disk or a loss of power, or the empty line between two writes: not JSON.
    const json = jsonIn(line);
    const entry = entrySchema.safeParse(json);
    if (entry.success) return [{ line, entry: entry.data }];
    return newer.safeParse(json).success ? [{ line, entry: null }] : [];
  });
}

const newer = z.object({ v: z.int().gt(version) });

/** Limits of the changes in memory and of the file: at its limit, its oldest half becomes one line. */
export type HistoryBounds = typeof usualHistoryBounds;
/** In hostprobe's own folder. */
export const historyFile = 'history.jsonl';
export const usualHistoryBounds = { maxBytes: 2 ** 18, maxChanges: 1000 };

/**
 * Appends lines to the history file in the background: one write at a time, within a size limit.
 * @param options.maxBytes beyond which the oldest half of the file becomes one line
 * @param options.maxPending how many lines are kept while they cannot be written; the oldest are dropped
 * @param options.onOutcome called after each write with the problem in one sentence, or null
 */
export function createWriter(options: {
  state: State;
  maxBytes: number;
  maxPending: number;
  onOutcome(problem: string | null): void;
}) {
  const { state, maxBytes, maxPending, onOutcome } = options;
  let pending: string[] = [];
  let fileBytes = 0;
  let writing: Promise<void> | null = null;

  /** Never rejects. */
  async function writePending() {
    while (pending.length > 0) {
      const lines = pending;
      pending = [];
      try {
        const problem = fileBytes > maxBytes ? await makeRoom() : null;
        fileBytes = await state.append(blockOf(lines));
        onOutcome(problem);
      } catch (error) {
        pending = [...lines, ...pending];
        onOutcome(`the history cannot be written: ${(error as Error).message}`);
        break;
      }
    }
    writing = null;
  }

  /** A file over the limit is better than lost changes: only at twice the limit nothing more is written. */
  async function makeRoom(): Promise<string | null> {
    try {
      fileBytes = await state.rewrite(4 * maxBytes, (text) => compactLines(text, maxBytes / 2));
      return null;
    } catch (error) {
      if (fileBytes > 2 * maxBytes) throw error;
      return `the history is larger than ${maxBytes} bytes and cannot be shortened: ${(error as Error).message}`;
    }
  }

  return {
    /** Returns at once. Lines that could not be written are retried with the next ones. */
    add(lines: readonly string[]) {
      pending = [...pending, ...lines].slice(-maxPending);
      if (writing === null && pending.length > 0) writing = writePending();
    },
    /** Resolves when all added lines are written, or failed. */
    async written() {
      await writing;
    },
  };
}
