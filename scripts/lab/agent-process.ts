import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabNode } from './node.ts';

/** hostprobe as a Windows process in its container on a lab node. */
export interface AgentProcess {
  /** Its exit code; 128 if a signal ended it. */
  exited: Promise<number>;
  /** Aborted when it has exited. */
  ended: AbortSignal;
  /** The file with its standard error, where it logs. */
  logPath: string;
  log(): string;
  stdout(): string;
  /** Sends Ctrl-C. Resolves with the exit code; rejects after 5 s. */
  stop(): Promise<number>;
}

/**
 * Runs hostprobe with these arguments on a lab node. Its output goes to files in the node's folder, because node.exe under
 * Wine cannot write to Linux pipes.
 * @param name the name of these files
 */
export function startAgent(node: LabNode, name: string, args: readonly string[]): AgentProcess {
  const outPath = join(node.directory, `${name}.out`);
  const logPath = join(node.directory, `${name}.log`);
  const [stdout, stderr] = [openSync(outPath, 'w'), openSync(logPath, 'w')];
  // In a process group of its own, so that Ctrl-C in the terminal reaches only the script that started it.
  const options = { cwd: node.cwd, env: node.env, detached: true } as const;
  const child = spawn('wine', [...node.command, ...args], {
    ...options,
    stdio: ['ignore', stdout, stderr],
  });
  closeSync(stdout);
  closeSync(stderr);
  const over = new AbortController();
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 128));
  }).finally(() => over.abort());
  return {
    exited,
    ended: over.signal,
    logPath,
    log: () => readFileSync(logPath, 'utf8'),
    stdout: () => readFileSync(outPath, 'utf8'),
    async stop() {
      child.kill('SIGINT');
      const code = await Promise.race([exited, sleep(5000, null, { ref: false })]);
      if (code === null)
        throw new Error(`hostprobe did not stop within 5 s of Ctrl-C:\n${readFileSync(logPath, 'utf8').slice(-4000)}`);
      return code;
    },
  };
}
