import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The limit of the pod in the manifests, which the kernel of this machine holds an agent to. */
export interface MemoryLimit {
  /** "cgroup v2" */
  how: string;
  /** The file to which a process writes its id to be held to it. */
  join: string;
  /** How many of its processes the kernel has killed. */
  killed(): number;
  /** Must be called when its processes have ended. */
  close(): void;
}

/** How each version of cgroups (https://docs.kernel.org/admin-guide/cgroup-v2.html, .../cgroup-v1/memory.html) does it. */
const versions = [
  {
    how: 'cgroup v2',
    root: '/sys/fs/cgroup',
    limit: 'memory.max',
    swap: ['memory.swap.max', 0],
    events: 'memory.events',
  },
  {
    how: 'cgroup v1',
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    swap: ['memory.memsw.limit_in_bytes', null],
    events: 'memory.oom_control',
  },
] as const;

/** @returns in words why this machine can hold nobody to it: no version of cgroups has killed a process that takes more */
export function limitMemory(bytes: number): MemoryLimit | string {
  const reasons: string[] = [];
  for (const version of versions) {
    const group = join(version.root, `hostprobe-soak-${process.pid}`);
    try {
      if (version.how === 'cgroup v2') set(join(version.root, 'cgroup.subtree_control'), '+memory');
      mkdirSync(group);
      set(join(group, version.limit), String(bytes));
      const [swap, most] = version.swap;
      if (existsSync(join(group, swap))) set(join(group, swap), String(most ?? bytes));
      const killed = () =>
        Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(group, version.events), 'utf8'))?.[1] ?? 0);
      takeTooMuch(join(group, 'cgroup.procs'), bytes);
      const before = killed();
      if (before === 0) throw new Error('a process may take more');
      return {
        how: version.how,
        join: join(group, 'cgroup.procs'),
        killed: () => killed() - before,
        close: () => rmdirSync(group),
      };
    } catch (error) {
      reasons.push(`${version.how}: ${error instanceof Error ? error.message : error}`);
      if (existsSync(group)) rmdirSync(group);
    }
  }
  return reasons.join('; ');
}

/** A file of the kernel is never made: where it is missing, that version is. */
const set = (file: string, value: string) => writeFileSync(file, value, { flag: 'r+' });

/** Ends by itself where nobody kills it. */
function takeTooMuch(procs: string, bytes: number): void {
  const program = `const all = []; for (let mib = 0; mib < ${(2 * bytes) / 2 ** 20}; mib++) all.push(Buffer.alloc(2 ** 20, 1))`;
  spawnSync('sh', ['-c', joining(procs), 'sh', process.execPath, '-e', program], { stdio: 'ignore' });
}

/** What a shell does before it becomes the program of its arguments. */
export const joining = (procs: string): string => `echo $$ > '${procs}' && exec "$@"`;
