import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZipWriter } from '../agent/bundle/packer/zip-writer.ts';
import { type Files, fixedTime, sorted } from './files.ts';

/** The folder, and without its ending the zip, with hostprobe for a node where no pod starts. */
export const standaloneName = (version: string): string => `hostprobe-standalone-${version}-windows-amd64`;

/**
 * Writes files to a zip archive below one folder, with the same bytes every time.
 * @param folder its name in the archive
 */
export async function writeZip(path: string, folder: string, files: Files): Promise<void> {
  const zip = createZipWriter();
  const written = pipeline(zip.archive, createWriteStream(path));
  // A zip archive holds local time without a zone. This writes the same digits in every zone.
  const time = new Date(fixedTime.getUTCFullYear(), 0, 1);
  for (const [name, bytes] of sorted(files)) {
    zip.open(`${folder}/${name}`, time, 6);
    await zip.write(bytes);
    await zip.close();
  }
  zip.end();
  await written;
}
