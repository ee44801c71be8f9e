import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface Outcome {
  code: number;
  /** stdout and stderr, in the order in which the program wrote them. */
  output: string;
}

/**
 * Runs a program to its end, with its output in a file: Windows programs under Wine cannot write to a Unix pipe.
 * Rejects if the program cannot be started. The caller judges the exit code.
 * @param options.stop interrupts the program
 */
export async function run(
  command: readonly [string, ...string[]],
  { stop, ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; stop?: AbortSignal | undefined } = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-'));
  const path = join(folder, 'output');
  const output = openSync(path, 'a');
  try {
    const [program, ...args] = command;
    // In a process group of its own, so that Ctrl-C reaches only the script, which then ends the program in order.
    const child = spawn(program, args, { ...options, stdio: ['ignore', output, output], detached: true });
    const interrupt = () => child.kill('SIGINT');
    if (stop?.aborted) interrupt();
    stop?.addEventListener('abort', interrupt);
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode, signal) => resolve(signal === null ? (exitCode ?? 1) : 128));
    });
    stop?.removeEventListener('abort', interrupt);
    return { code, output: readFileSync(path, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Like `run`, but rejects unless the exit code is 0; the error holds the output. */
export async function mustRun(...given: Parameters<typeof run>): Promise<string> {
  const { code, output } = await run(...given);
  if (code === 0) return output;
  const [[program, ...args]] = given;
  throw new Error(`${basename(program)} ${args.join(' ')} ended with code ${code}:\n${output.trim().slice(-4000)}`);
}
