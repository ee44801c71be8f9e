import type { State } from '../host.ts';
import { blockOf, compactLines } from './lines.ts';

/** Limits of the changes in memory and of the file: at its limit, its oldest half becomes one line. */
export interface HistoryBounds {
  maxBytes: number;
  maxChanges: number;
}
/** In hostprobe's own folder. */
export const historyFile = 'history.jsonl';
export const usualHistoryBounds: HistoryBounds = { maxBytes: 2 ** 18, maxChanges: 1000 };

/** Appends lines to the history file in the background: one write at a time, within a size limit. */
export interface Writer {
  /** Returns at once. Lines that could not be written are retried with the next ones. */
  add(lines: readonly string[]): void;
  /** Resolves when all added lines are written, or failed. */
  written(): Promise<void>;
}

/**
 * @param options.maxBytes beyond which the oldest half of the file becomes one line
 * @param options.maxPending how many lines are kept while they cannot be written; the oldest are dropped
 * @param options.onOutcome called after each write with the problem in one sentence, or null
 */
export function createWriter(options: {
  state: State;
  maxBytes: number;
  maxPending: number;
  onOutcome(problem: string | null): void;
}): Writer {
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
      fileBytes = await state.replace(compactLines((await state.read(4 * maxBytes)) ?? '', maxBytes / 2));
      return null;
    } catch (error) {
      if (fileBytes > 2 * maxBytes) throw error;
      return `the history is larger than ${maxBytes} bytes and cannot be shortened: ${(error as Error).message}`;
    }
  }

  return {
    add(lines) {
      pending = [...pending, ...lines].slice(-maxPending);
      if (writing === null && pending.length > 0) writing = writePending();
    },
    async written() {
      await writing;
    },
  };
}
