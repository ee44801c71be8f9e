import { access } from 'node:fs/promises';
import { win32 } from 'node:path';
import { execa } from 'execa';
import { QueryError } from '../error.ts';
import type { Programs } from '../host.ts';
import { absentOrThrow, codeOf, failureOf, within } from './error.ts';

/** Larger than the output of any of these programs. */
const maxOutputBytes = 1024 * 1024;

/**
 * The only place that starts a process. Output is read as UTF-8:
 *
 * | program | writes | so |
 * | --- | --- | --- |
 * | containerd, the shim | UTF-8 on every Windows (Go) | all of it can be read |
 * | netsh | the code page of the console | only digits are read, the same in all of them |
 * | programs of Windows of --self-check | the code page of the console, wevtutil too | what is not ASCII is compared as "?" |
 * | taskkill | the code page of the console | nothing is read |
 */
export function createPrograms(windows: boolean): Programs {
  return {
    /**
     * Killing the child alone is not enough: a grandchild keeps the output pipe open, and the child then ends only with it. So the
     * whole tree is killed, and the caller does not wait for processes that survive.
     */
    async run(program, args, { timeoutMs }) {
      if (windows) await requireExe(program);
      const child = execa(program, args, {
        reject: false,
        stdin: 'ignore',
        maxBuffer: maxOutputBytes,
        windowsHide: true,
        killDescendants: true,
      });
      const late = `${program} did not end within ${timeoutMs} ms and was killed`;
      const result = await within(timeoutMs, child, late).catch((error: unknown) => {
        child.kill('SIGKILL');
        throw error;
      });
      if (result.isMaxBuffer) throw new QueryError('failed', `${program} said more than ${maxOutputBytes} bytes`);
      const { exitCode, stdout, stderr } = result;
      if (exitCode === undefined) throw notRun(program, result);
      return { exitCode, stdout, stderr };
    },
  };
}

/**
 * Windows searches the working directory for a bare name first, and execa starts cmd.exe for anything that is not an existing
 * .exe. Both are refused here.
 */
async function requireExe(program: string): Promise<void> {
  if (!win32.isAbsolute(program) || !program.toLowerCase().endsWith('.exe')) {
    throw new QueryError('unsupported', `${program} is not run: a program must be the full path of an .exe`);
  }
  const found = await access(program).catch(absentOrThrow);
  if (found === null) throw new QueryError('failed', `${program} could not be started: it is not there`, 'ENOENT');
}

function notRun(
  program: string,
  result: { originalMessage?: string | undefined; signal?: string | undefined; cause?: unknown },
): QueryError {
  if (result.signal !== undefined) return new QueryError('failed', `${program} was ended by ${result.signal}`);
  const code = codeOf(result.cause);
  return new QueryError(failureOf(code), `${program} could not be started: ${result.originalMessage}`, code);
}

/** The full path of a program of Windows, because a bare name is searched in the working directory first. */
export function inSystem32(program: string): string {
  return win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', program);
}
