import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Short, since the path of a socket below it may have no more than 107 characters. */
const prefix = 'hp-tests-';

/**
 * For `globalSetup` of vitest: whatever tests and the programs that they start write to the temporary folder goes with them.
 * vitest calls it for each of its projects; the first one makes the folder.
 */
export default function ownTemporaryFolder(): (() => void) | undefined {
  if (basename(tmpdir()).startsWith(prefix)) return;
  const folder = freshFolder();
  // What os.tmpdir() reads on Linux and on Windows, and what other programs there read.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Named by numbers: letters drawn at random look like a key in some runs, and what is printed about the folder is redacted then. */
function freshFolder(): string {
  for (let count = 0; ; count++) {
    const folder = join(tmpdir(), `${prefix}${process.pid}-${count}`);
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) return folder;
  }
}
