import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the project. */
export const project = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** The folder for cached builds and downloads, and for the lab; git ignores it. */
export const lab = join(project, '.lab');

export const digest = (...inputs: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input).update('\0');
  return hash.digest('hex').slice(0, 12);
};

/**
 * Makes a folder below `lab`, once for the same inputs. It is made under another name and then renamed, so that a folder with
 * its final name is complete, even after an interruption or with several processes.
 * @param inputs what it depends on; their digest is part of its name
 * @returns its path
 */
export async function madeOnce(
  name: string,
  inputs: readonly (string | Uint8Array)[],
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const place = join(lab, `${name}-${digest(...inputs)}`);
  if (existsSync(place)) return place;
  // Threads of one process have the same pid.
  const draft = `${place}.${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process may have finished the same folder first.
    if (!existsSync(place)) throw error;
  }
  removeFormer(name, place);
  return place;
}

/** Removes folders of other inputs, and drafts of processes that were killed. */
function removeFormer(name: string, place: string): void {
  const ofThisName = new RegExp(`^${name}-[0-9a-f]{12}(?:\\.(\\d+)(?:-[0-9a-f]{8})?)?$`);
  for (const entry of readdirSync(lab)) {
    const match = ofThisName.exec(entry);
    if (match === null || join(lab, entry) === place) continue;
    const [, draftOf] = match;
    if (draftOf === undefined || !existsSync(`/proc/${draftOf}`)) {
      rmSync(join(lab, entry), { recursive: true, force: true });
    }
  }
}
