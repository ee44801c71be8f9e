import { checks } from '../checks/index.ts';
import type { FactId } from '../fact/ids.ts';
import type { Change, History } from '../history.ts';
import type { State } from '../host.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { compareDigests, type Difference, digest } from './digest.ts';
import { historyOf } from './keeper.ts';
import { type Kept, readLines, usualHistoryBounds } from './lines.ts';

/**
 * What changed on this node: the history that `hostprobe serve` kept, and what differs in this run. Writes nothing.
 */
export async function readHistory(options: {
  state: State;
  since: Date;
  run: { snapshot: Snapshot; report: Report };
}): Promise<History> {
  const { state, since, run } = options;
  const { kept, problem } = await read(state);
  const { at } = run.snapshot;
  const differences = compareDigests(kept.known, digest(run)).changes.filter(isAboutNode);
  const now: Change[] = differences.map((difference) => ({ at, after: null, ...difference }));
  return historyOf({ ...kept, changes: [...kept.changes, ...now] }, { since, file: state.file, problem });
}

async function read(state: State): Promise<{ kept: Kept; problem: string | null }> {
  const nothing = readLines('');
  if (state.file === null) {
    return {
      kept: nothing,
      problem: 'this machine has no hostprobe folder; name the folder of serve with --state-dir',
    };
  }
  try {
    const text = await state.read(4 * usualHistoryBounds.maxBytes);
    if (text !== null) return { kept: readLines(text), problem: null };
    const problem = `${state.file} does not exist: hostprobe serve has not run here, or uses another folder (--state-dir)`;
    return { kept: nothing, problem };
  } catch (error) {
    return { kept: nothing, problem: `the history cannot be read: ${(error as Error).message}` };
  }
}

const aboutPod: readonly FactId[] = ['identity', 'sandbox', 'token', 'limits', 'network'];
const aboutAgent = new Set(
  checks.filter(({ needs }) => needs.some((fact) => aboutPod.includes(fact))).map(({ id }) => `finding ${id}`),
);

/**
 * `serve` runs in its pod, and this run under another account. So findings about hostprobe itself, and the weight of a
 * cause, may differ although nothing has changed on the node.
 */
const isAboutNode = ({ what, from, to }: Difference): boolean =>
  what !== 'status' &&
  !what.startsWith('hostprobe ') &&
  !aboutAgent.has(what) &&
  !(what.startsWith('diagnosis ') && from !== null && to !== null);
