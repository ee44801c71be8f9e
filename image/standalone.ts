import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Files, fixedTime, sorted } from './files.ts';

/** The folder, and without its ending the zip, with hostprobe for a node where no pod starts. */
export const standaloneName = (version: string): string => `hostprobe-standalone-${version}-windows-amd64`;

/**
 * Writes files to a zip archive below one folder, with the same bytes every time.
 * @param folder its name in the archive
 */
export async function writeZip(path: string, folder: string, files: Files): Promise<void> {
  const zip = new ZipFile();
  // A zip archive holds local time without a zone. This writes the same digits in every zone, and no second time stamp.
  const options = { mtime: new Date(fixedTime.getUTCFullYear(), 0, 1), mode: 0o100644, forceDosTimestamp: true };
  for (const [name, bytes] of sorted(files)) {
    zip.addBuffer(Buffer.from(bytes), `${folder}/${name}`, options);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
