import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabNode } from '../lab/node.ts';
import { sideOf } from './sides.ts';

/** Starts a program on node.exe in hostprobe's container on a lab node, with the flags that ship and without output. */
export function startNodeExe(
  node: Pick<LabNode, 'cwd' | 'env'>,
  program: string,
  args: readonly string[] = [],
): ChildProcess {
  const options = { cwd: node.cwd, env: node.env, stdio: 'ignore' } as const;
  return spawn('wine', [join(node.cwd, 'node.exe'), ...sideOf(program, args)], options);
}

/** The process of Wine that does for all others of a lab node what the kernel of Windows does. */
export function serverOf(node: LabNode): { pid: number } {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    try {
      if (/^wineserver/.test(read('comm')) && read('environ').includes(node.prefix.directory))
        return { pid: Number(pid) };
    } catch {
      // It has ended, or is another user's.
    }
  }
  throw new Error('the server of Wine does not run');
}

/** Repeats a request until the answer is 200; rejects after three minutes. */
export async function answers(url: string): Promise<void> {
  const ready = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = performance.now() + 180_000;
  while (!(await ready())) {
    if (performance.now() > deadline) throw new Error(`${url} did not answer within three minutes`);
    await sleep(5);
  }
}
