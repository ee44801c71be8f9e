import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabNode } from '../lab/node.ts';

/** Starts node.exe in hostprobe's container on a lab node, without output. */
export function startNodeExe(node: LabNode, args: readonly string[]): ChildProcess {
  const options = { cwd: node.cwd, env: node.env, stdio: 'ignore' } as const;
  return spawn('wine', [join(node.cwd, 'node.exe'), ...args], options);
}

/** Repeats a request until the answer is 200; rejects after a minute. */
export async function answers(url: string): Promise<void> {
  const ready = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = performance.now() + 60_000;
  while (!(await ready())) {
    if (performance.now() > deadline) throw new Error(`${url} did not answer within a minute`);
    await sleep(5);
  }
}
