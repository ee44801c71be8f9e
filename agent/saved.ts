import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { decodeText } from './decode.ts';
import { UserError } from './error.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

/**
 * A snapshot from a file, or from standard input for "-".
 * @throws UserError when it cannot be read or is no snapshot
 */
export async function readSavedSnapshot(path: string): Promise<Snapshot> {
  return readSnapshot(await readTextFile(path, '--facts must name a snapshot'), nameOfFile(path));
}

/**
 * The text of a file, or of standard input for "-", in UTF-8 or UTF-16.
 * @param must how an error begins: "--facts must name a snapshot"
 * @throws UserError when it cannot be read
 */
export async function readTextFile(path: string, must: string): Promise<string> {
  if (path === '-') return decodeText(await buffer(process.stdin));
  return decodeText(await readFile(path).catch((error) => unreadable(must, path, error)));
}

/** What to call a file in sentences. */
export const nameOfFile = (path: string): string => (path === '-' ? 'standard input' : path);

function unreadable(must: string, path: string, error: NodeJS.ErrnoException): never {
  throw new UserError(`${must} that can be read, but ${path} cannot: ${whyUnreadable(error.code, error.message)}`);
}

/** Why a file cannot be read, in words that follow "because" or a colon. */
export function whyUnreadable(code: string | undefined, message: string): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a directory',
    EACCES: 'access is denied',
    EPERM: 'access is denied',
  };
  return reasons[code ?? ''] ?? message;
}
