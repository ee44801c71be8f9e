import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'hostprobe-tests-';

/** For `globalSetup` of vitest: whatever tests and the programs that they start write to the temporary folder goes with them. */
export default function ownTemporaryFolder(): () => void {
  // Vitest calls it for each project too, and in a folder of a folder the path of Chromium's socket is too long.
  if (basename(tmpdir()).startsWith(prefix)) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // What os.tmpdir() reads: TMPDIR on Linux, TEMP on Windows, where TMP is read by other programs.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
