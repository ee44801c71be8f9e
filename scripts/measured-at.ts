import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { project } from '../image/folder.ts';

/** What is measured now, and where, as README says it. */
export const measuredAt = (): { commit: string; machine: string } => ({ commit: commit(), machine: machine() });

/** The newest one that changed what is measured, or how; with a plus where files differ from it. */
function commit(): string {
  const measured = ['agent', 'image', 'package-lock.json', 'scripts/bench', 'scripts/soak', ':!*/results.json'];
  const git = (...args: string[]) =>
    execFileSync('git', [...args, '--', ...measured], { cwd: project, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no');
  return git('log', '-1', '--format=%h') + (changed === '' ? '' : '+');
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores of an ${first?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
