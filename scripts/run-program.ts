import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../image/folder.ts';

/**
 * Runs a program of a dependency on this Node.
 * @param program its path below node_modules
 * @param stop ends it and all that it started
 * @param output a file that gets its output; otherwise the terminal does
 * @returns its exit code; 1 when a signal ended it
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  stop: AbortSignal,
  output?: string,
): Promise<number> {
  const command = [join(project, 'node_modules', program), ...args];
  // A group of its own, so that the processes that tests started can be ended with it.
  const group = process.platform !== 'win32';
  const to = output === undefined ? 'inherit' : openSync(output, 'w');
  const child = spawn(process.execPath, command, { cwd: project, detached: group, stdio: ['ignore', to, to] });
  const end = () => child.kill('SIGTERM');
  stop.addEventListener('abort', end);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    stop.removeEventListener('abort', end);
    if (typeof to === 'number') closeSync(to);
    if (stop.aborted && group && child.pid !== undefined) killGroup(child.pid);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // process.kill throws errors of the system; ESRCH: nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
