import { open } from 'node:fs/promises';
import { isZip } from '../decode/bytes.ts';
import { typed } from '../error.ts';
import { decodeText } from '../windows/encoding.ts';
import { isOwnJson } from './saved-files.ts';

/** So much of a file tells what it is. */
const looked = 64 * 1024;

/**
 * For a file that was given to a command which reads none: what it is, and the commands for it, in a sentence.
 * @returns null if it is no file here, or none that hostprobe reads
 */
export async function doorOf(path: string): Promise<string | null> {
  const head = await headOf(path).catch(() => null);
  if (head === null) return null;
  const text = decodeText(head);
  if (isZip(head)) return `${path} is a bundle or another zip archive; ${judgeNode(path)}`;
  if (isOwnJson.test(text)) return `${path} is a snapshot or a report of hostprobe; ${judgeNode(path)}`;
  const [{ isManifestText }, { createTextReader }] = await Promise.all([
    import('../messages/manifest-text.ts'),
    import('../messages/reader.ts'),
  ]);
  if (isManifestText(text)) return `${path} is a manifest; ${judgeManifest(path)}`;
  const reader = createTextReader(path, null);
  reader.push(head);
  return reader.end().length === 0
    ? null
    : `${path} is an error text or a log; explain it: hostprobe explain ${typed(path)}`;
}

const judgeNode = (path: string) =>
  `judge its node: hostprobe report --facts ${typed(path)}; explain its errors: hostprobe explain ${typed(path)}`;

export const judgeManifest = (path: string): string =>
  `judge it: hostprobe lint ${typed(path)}, or for one node hostprobe predict ${typed(path)} --facts node.json`;

/** @throws Error if it is no file that can be read */
async function headOf(path: string): Promise<Buffer | null> {
  await using file = await open(path);
  if (!(await file.stat()).isFile()) return null;
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(looked) });
  return buffer.subarray(0, bytesRead);
}
