import { randomBytes } from 'node:crypto';
import { assess } from '../assess.ts';
import { QueryError, UserError } from '../error.ts';
import { type ReachedAgent, whyNoStreams } from '../reach/agent.ts';
import { readNodeSnapshot } from '../reach/remote.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { agentOf, besideNode, gatherAll, type Reach } from './fetch.ts';
import { type Row, statusNames } from './row.ts';
import { mostCompared, withUnlike } from './unlike.ts';

/** Facts take about 100 kB; each exec stream is a process on the node, in the memory limit of the agent. */
const atOnce = 8;

interface LiveOptions extends Reach {
  /** @param waiting the nodes that are being asked */
  onAnswer(done: number, waiting: readonly string[]): void;
}

/**
 * Asks the agents: each row shows the current state from the agent, or why the agent is unreachable. A node without a running
 * agent keeps its row.
 */
export async function askAgents(rows: readonly Row[], options: LiveOptions): Promise<Row[]> {
  const asked = new Map(rows.map((row) => [row.node, row]));
  const waiting = new Set<string>();
  const answered = new Map<string, Snapshot>();
  let done = 0;
  const why = await whyNoStreams(options.api, options.flags['agent-namespace']);
  if (why !== null) {
    const isRunning = ({ node }: Row) => options.fleet.pods.get(node)?.running === true;
    return rows.map((row) => (isRunning(row) ? { ...row, status: 'Forbidden', note: why } : row));
  }
  await gatherAll(rows, { atOnce, chance: () => randomBytes(4).readUInt32BE() }, async (row) => {
    waiting.add(row.node);
    asked.set(
      row.node,
      await askAgent(row, options, (snapshot) => {
        if (rows.length <= mostCompared) answered.set(row.node, snapshot);
      }),
    );
    waiting.delete(row.node);
    done += 1;
    options.onAnswer(done, [...waiting]);
  });
  return withUnlike([...asked.values()], answered).rows;
}

async function askAgent(row: Row, reach: Reach, onSnapshot: (snapshot: Snapshot) => void): Promise<Row> {
  if (!reach.fleet.pods.get(row.node)?.running) return row;
  const agent = agentOf(reach, row.node);
  let refused = false;
  const connect: ReachedAgent['connect'] = () =>
    agent.connect().catch((error: unknown) => {
      refused = error instanceof QueryError && error.kind === 'denied';
      throw error;
    });
  try {
    const snapshot = await readNodeSnapshot({ origin: row.node, token: null, trusted: null, connect });
    const report = assess(snapshot);
    onSnapshot(snapshot);
    return { ...row, ...saidBy(report), via: agent.via() ?? row.via };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...row, status: refused ? 'Forbidden' : 'Unreachable', note: besideNode(row.node, error.message) };
  }
}

/** The part of a row that comes from a report. */
function saidBy(report: Report): Partial<Row> {
  const ids = (wanted: string) => report.findings.flatMap(({ check, status }) => (status === wanted ? [check] : []));
  const confirmed = report.diagnoses.flatMap(({ causes }) => causes.filter(({ weight }) => weight === 'confirmed'));
  const { containerd, newPods } = report.outline;
  return {
    status: statusNames[report.status],
    ...{ fail: ids('fail'), warn: ids('warn'), unknown: ids('unknown') },
    causes: [...new Set(confirmed.map(({ id }) => id))],
    note: '',
    ...(containerd.version === null ? {} : { containerd: containerd.version.replace(/^v(?=\d)/, '') }),
    ...(newPods.mode === null ? {} : { mode: newPods.mode }),
    ...(newPods.shim === null ? {} : { shim: newPods.shim }),
    ...(containerd.account === null ? {} : { account: containerd.account.kind }),
    heardAt: report.at,
    findings: report.findings.flatMap(({ check, status, title, summary, fix }) =>
      status === 'fail' || status === 'warn' || status === 'unknown' ? [{ check, status, title, summary, fix }] : [],
    ),
  };
}
