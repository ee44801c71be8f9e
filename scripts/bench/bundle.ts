import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAgent } from '../../image/bundle.ts';

/**
 * hostprobe as it ships, in a folder of its own.
 * @returns path of the program
 */
export async function bundle(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  const { files } = await bundleAgent();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return join(directory, 'hostprobe.mjs');
}
