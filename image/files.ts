import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files by their paths below some folder, with slashes. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** The only time stamp in the output, so that the same commit gives the same bytes: the earliest in a zip archive. */
export const fixedTime = new Date('1980-01-01T00:00:00Z');

/** Files in the order in which every archive holds them. */
export const sorted = (files: Files): [path: string, bytes: Uint8Array][] =>
  Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));

/** In hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes files below a folder, which it creates if necessary. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, bytes] of Object.entries(files)) {
    const place = join(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
}
