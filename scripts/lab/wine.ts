import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../agent/error.ts';
import { mustRun, run } from '../../image/run.ts';
import type { Installing } from '../debian.mjs';
import { hasLab, installPrograms, ofTheLab } from '../programs.mjs';

/**
 * Installs Wine where it is missing.
 * @param otherwise follows the sentence that says what is missing: what works without Wine
 * @throws UserError with what is missing, on a machine where it cannot or may not be installed
 */
export async function ensureWine(installing: Installing, otherwise = ''): Promise<void> {
  if (!hasLab) {
    throw new UserError(
      `The Windows lab needs Wine on Linux x64; this is ${process.platform} ${process.arch}.${otherwise}`,
    );
  }
  const why = await installPrograms('The Windows lab needs', ofTheLab, installing);
  if (why !== null) throw new UserError(`${why}${otherwise}`);
}

/** A Wine prefix with its own wineserver: services, registry and pipes of one lab node, separate from all others. */
export interface Prefix {
  directory: string;
  /** The folder of the wineserver's socket. */
  runtime: string;
}

/** The environment of a program in a prefix: what Wine needs, the locale, and the time zone. */
export function environment(prefix: Prefix): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TZ } = process.env;
  return {
    PATH,
    HOME,
    ...(LANG === undefined ? {} : { LANG }),
    ...(TZ === undefined ? {} : { TZ }),
    WINEPREFIX: prefix.directory,
    XDG_RUNTIME_DIR: prefix.runtime,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
  };
}

/** Starts the prefix's wineserver, which runs until `end`. */
export async function begin(prefix: Prefix): Promise<void> {
  mkdirSync(prefix.directory, { recursive: true });
  mkdirSync(prefix.runtime, { recursive: true, mode: 0o700 });
  await mustRun(['wineserver', '-p'], { env: environment(prefix) });
}

/** Runs a Windows program to its end. */
export const wine = (prefix: Prefix, program: string, ...args: string[]): Promise<string> =>
  mustRun(['wine', program, ...args], { env: environment(prefix) });

/** Ends every process of this prefix, if any, and no other. */
export async function end(prefix: Prefix): Promise<void> {
  const env = environment(prefix);
  // Without a server `-k` fails with code 1, and `-w` returns at once.
  await run(['wineserver', '-k'], { env });
  await run(['wineserver', '-w'], { env });
  // A process that was starting when its server ended would wait forever.
  const mark = `WINEPREFIX=${prefix.directory}\0`;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (environmentOf(pid).includes(mark)) kill(Number(pid));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // process.kill throws system errors; ESRCH: the process has already ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Empty for a process that has ended or belongs to another user. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** The Linux path of C:\a\b. Linux distinguishes case, Wine does not: write names as the lab does. */
export const onDrive = (prefix: Prefix, windowsPath: string): string =>
  join(prefix.directory, 'drive_c', ...windowsPath.replace(/^C:\\/, '').split('\\'));

/** The version that Wine prints. */
export const wineVersion = async (): Promise<string> =>
  (await mustRun(['wine', '--version'], { env: { ...process.env, WINEDEBUG: '-all' } })).trim();
