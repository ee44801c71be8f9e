import { mkdtempSync, rmSync } from 'node:fs';
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
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // What os.tmpdir() reads on Linux and on Windows, and what other programs there read.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
