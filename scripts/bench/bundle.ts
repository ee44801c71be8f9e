import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAgent } from '../../image/bundle.ts';

/**
 * Writes hostprobe as it ships to a new folder.
 * @param source another program than hostprobe itself
 * @returns the path of the program
 */
export async function bundle(source = 'image/program.ts'): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  const { files } = await bundleAgent({ program: source });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return join(directory, 'hostprobe.mjs');
}
