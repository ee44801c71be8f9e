import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For `globalSetup` of vitest: whatever tests and the programs that they start write to the temporary folder goes with them. */
export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-tests-'));
  // What os.tmpdir() reads: TMPDIR on Linux, TEMP on Windows, where TMP is read by other programs.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
