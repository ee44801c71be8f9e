import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files by their paths below some folder, with slashes. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Every time in what is made, so that the same commit gives the same bytes: the first that a zip archive can hold. */
export const fixedTime = new Date('1980-01-01T00:00:00Z');

/** In the one order in which files are written into an archive. */
export const sorted = (files: Files): [path: string, bytes: Uint8Array][] =>
  Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));

/** In hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes files below a folder, which need not be there. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, bytes] of Object.entries(files)) {
    const place = join(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
}
