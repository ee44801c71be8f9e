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
  const bytes =
    path === '-' ? await buffer(process.stdin) : await readFile(path).catch((error) => unreadable(path, error));
  return readSnapshot(decodeText(bytes), path === '-' ? 'standard input' : path);
}

function unreadable(path: string, error: NodeJS.ErrnoException): never {
  throw new UserError(
    `--facts must name a snapshot that can be read, but ${path} cannot: ${whyUnreadable(error.code, error.message)}`,
  );
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
