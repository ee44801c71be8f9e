import * as z from 'zod';
import { type Change, changeSchema } from '../history.ts';
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

/** `entry` null: of a newer version. */
function linesOf(text: string): { line: string; entry: Entry | null }[] {
  return text.split('\n').flatMap((line): { line: string; entry: Entry | null }[] => {
    // Torn by a full disk or a loss of power, or the empty line between two writes: not JSON.
    const json = jsonIn(line);
    const entry = entrySchema.safeParse(json);
    if (entry.success) return [{ line, entry: entry.data }];
    return newer.safeParse(json).success ? [{ line, entry: null }] : [];
  });
}

const newer = z.object({ v: z.int().gt(version) });
