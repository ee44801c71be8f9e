import { QueryError } from '../../error.ts';
import { ifKnown, type Part } from '../../fact.ts';
import type { Account } from '../../facts/runtime-process.ts';
import type { Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { programName } from '../../windows/command-line.ts';

export type ListedProcess = Awaited<ReturnType<Host['processes']['list']>>[number];

export async function startOf(host: Host, pid: number): Promise<string | null> {
  return (await host.processes.startedAt(pid))?.toISOString() ?? null;
}

/**
 * The process that started another; null when it has gone. Windows gives the number of a process that has gone to a new
 * one, so a process younger than its child is not the parent.
 */
export async function parentOf(
  host: Host,
  all: readonly ListedProcess[],
  child: ListedProcess,
): Promise<ListedProcess | null> {
  const parent = all.find(({ pid }) => pid === child.parentPid);
  if (parent === undefined) return null;
  const [born, childBorn] = await Promise.all([
    partOf(startOf(host, parent.pid)).then(ifKnown),
    partOf(startOf(host, child.pid)).then(ifKnown),
  ]);
  return born && childBorn && born > childBorn ? null : parent;
}

/** Those that go by a program's name, without hostprobe's own: it starts `containerd --version` to ask the file on disk. */
export async function processesNamed(
  host: Host,
  all: readonly ListedProcess[],
  program: string,
): Promise<ListedProcess[]> {
  const found = all.filter(({ name }) => programName(name) === program);
  const own = await Promise.all(
    found.map(async (process) => {
      if (process.parentPid !== host.self.pid) return false;
      return (await parentOf(host, all, process)) !== null;
    }),
  );
  return found.filter((_process, index) => !own[index]);
}

export type Started = ListedProcess & { startedAt: Part<string> };

/** Those with an unknown start time come last. */
export async function newestFirst(host: Host, processes: readonly ListedProcess[]): Promise<Started[]> {
  const started = await Promise.all(
    processes.map(async (process) => ({
      ...process,
      startedAt: await partOf(stillThere(process.pid, startOf(host, process.pid))),
    })),
  );
  return started.sort((a, b) => (ifKnown(b.startedAt) ?? '').localeCompare(ifKnown(a.startedAt) ?? ''));
}

/** @throws QueryError when Windows has no answer because the process has gone */
export async function stillThere<T>(pid: number, answer: Promise<T | null>): Promise<T> {
  const value = await answer;
  if (value === null) throw new QueryError('failed', `process ${pid} ended while it was being looked at`);
  return value;
}

/** The look-up may ask a domain controller that does not answer; the SID decides, and the name only helps to read it. */
const nameDeadlineMs = 1_500;

/** An account by its SID, with its name if Windows gives it in time. */
export async function accountOf(host: Host, sid: string): Promise<Account> {
  const name = await partOf(host.accounts.name(sid), nameDeadlineMs);
  return { sid, name: name.ok ? name.value : null };
}
