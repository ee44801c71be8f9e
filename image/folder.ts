import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** What can change a thing that is made of these files and folders of the project: every path, and what it holds. */
export function sourcesIn(...names: string[]): (string | Buffer)[] {
  const paths = names.flatMap((name) =>
    statSync(join(project, name)).isDirectory()
      ? readdirSync(join(project, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path))
      : [name],
  );
  const files = paths.filter((path) => !path.startsWith(output) && statSync(join(project, path)).isFile());
  return files.sort().flatMap((path) => [path, readFileSync(join(project, path))]);
}

const output = join('image', 'out');

/**
 * Makes a folder below `lab`, once for the same inputs, however many ask for it at the same time. It is made under another
 * name and then renamed, so that a folder with its final name is complete, even after an interruption.
 * @param inputs what it depends on; their digest is part of its name
 * @returns its path
 */
export async function madeOnce(
  name: string,
  inputs: readonly (string | Uint8Array)[],
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const place = join(lab, `${name}-${digest(...inputs)}`);
  while (!existsSync(place)) {
    const release = take(`${place}.taken`);
    if (release === null) await sleep(50);
    else await makeAt(place, make).finally(release);
  }
  removeFormer(name, place);
  return place;
}

async function makeAt(place: string, make: (directory: string) => Promise<void>): Promise<void> {
  // Threads of one process have the same pid.
  const draft = `${place}.${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // One that seemed to have been killed may have finished it.
    if (!existsSync(place)) throw error;
  }
}

/** Who makes something says so every second; one that has not for so long was killed. */
const silenceMs = 20_000;

/** Takes a making for this process; null: another one is at it. */
function take(mark: string): (() => void) | null {
  try {
    mkdirSync(lab, { recursive: true });
    mkdirSync(mark);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const said = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - said > silenceMs) rmSync(mark, { recursive: true, force: true });
    return null;
  }
  const saying = setInterval(() => existsSync(mark) && utimesSync(mark, new Date(), new Date()), 1000).unref();
  return () => {
    clearInterval(saying);
    rmSync(mark, { recursive: true, force: true });
  };
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
