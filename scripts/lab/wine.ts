import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../agent/error.ts';
import { mustRun, run } from '../../image/run.ts';
import { type Installing, installPackages, onPath } from '../debian.mjs';

/** Only what the lab calls: no 32-bit half, no display. openssl makes the lab cluster's certificates. */
const packages = ['wine', 'wine64', 'openssl'];

/**
 * Installs Wine where it is missing.
 * @throws UserError with what is missing, on a machine where it cannot or may not be installed
 */
export async function ensureWine(installing: Installing): Promise<void> {
  const offer = 'A recorded node can be served anywhere: npm start -- --facts test/nodes/healthy-1.7/snapshot.json';
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      `The Windows lab needs Wine on Linux x64; this is ${process.platform} ${process.arch}. ${offer}`,
    );
  }
  const missing = ['wine', 'wineserver', 'openssl'].filter((program) => !onPath(program));
  if (missing.length === 0) return;
  const what = `The Windows lab needs ${missing.join(', ')}`;
  const why = await installPackages({ what, packages }, installing);
  if (why !== null) throw new UserError(`${why}\n${offer}`);
}

/** A Wine prefix with a wineserver of its own: services, registry and pipes of one lab node, unseen by any other. */
export interface Prefix {
  directory: string;
  /** Holds the wineserver's socket. */
  runtime: string;
}

/** The environment of a program in a prefix: what Wine needs, and from outside nothing but the locale and the time zone. */
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
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
}

/** Starts the prefix's wineserver, which stays until `end`. */
export async function begin(prefix: Prefix): Promise<void> {
  mkdirSync(prefix.directory, { recursive: true });
  mkdirSync(prefix.runtime, { recursive: true, mode: 0o700 });
  await mustRun(['wineserver', '-p'], { env: environment(prefix) });
}

/** Runs a Windows program to its end. */
export const wine = (prefix: Prefix, program: string, ...args: string[]): Promise<string> =>
  mustRun(['wine', program, ...args], { env: environment(prefix) });

/** Ends every process of this prefix and no other; fine when none runs. */
export async function end(prefix: Prefix): Promise<void> {
  const env = environment(prefix);
  // Without a server `-k` ends with code 1, and `-w` at once.
  await run(['wineserver', '-k'], { env });
  await run(['wineserver', '-w'], { env });
  // A process that was about to start when its server went waits for ever.
  const mark = `WINEPREFIX=${prefix.directory}\0`;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (environmentOf(pid).includes(mark)) kill(Number(pid));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // process.kill throws errors of the system; ESRCH: it went by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Empty for a process that has gone or is another user's. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** C:\a\b as a path of the machine below; Wine finds names in any case, so the case here is that of the lab's own files. */
export const onDrive = (prefix: Prefix, windowsPath: string): string =>
  join(prefix.directory, 'drive_c', ...windowsPath.replace(/^C:\\/, '').split('\\'));

/** The version of Wine as it names itself, for what depends on it. */
export const wineVersion = async (): Promise<string> =>
  (await mustRun(['wine', '--version'], { env: { ...process.env, WINEDEBUG: '-all' } })).trim();
