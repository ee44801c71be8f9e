import { assess } from '../assess.ts';
import { QueryError, UserError } from '../error.ts';
import { given } from '../json.ts';
import { type ReachedAgent, whyNoStreams } from '../reach/agent.ts';
import { readNodeSnapshot } from '../reach/remote.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { agentOf, besideNode, type Reach } from './fetch.ts';
import { gatherAll, type OnStep } from './many-nodes.ts';
import { mostCompared, withUnlike } from './poolmates.ts';
import { type Row, statusNames } from './row.ts';

/** Facts take about 100 kB; each exec stream is a process on the node, in the memory limit of the agent. */
const atOnce = 8;

/**
 * Asks the agents: each row shows the current state from the agent, or why the agent is unreachable. A node without a running
 * agent keeps its row.
 */
export async function askAgents(rows: readonly Row[], reach: Reach, onStep: OnStep): Promise<Row[]> {
  const answered = new Map<string, Snapshot>();
  const isRunning = (node: string) => reach.fleet.pods.get(node)?.running === true;
  const why = await whyNoStreams(reach.api, reach.flags['agent-namespace']);
  if (why !== null) return rows.map((row) => (isRunning(row.node) ? { ...row, status: 'Forbidden', note: why } : row));
  const names = rows.map(({ node }) => node);
  const told = await gatherAll(names, { atOnce, onStep }, async (node) =>
    isRunning(node)
      ? askAgent(node, reach, (snapshot) => {
          if (rows.length <= mostCompared) answered.set(node, snapshot);
        })
      : {},
  );
  return withUnlike(
    rows.map((row, at) => ({ ...row, ...told[at] })),
    answered,
  ).rows;
}

async function askAgent(node: string, reach: Reach, onSnapshot: (snapshot: Snapshot) => void): Promise<Partial<Row>> {
  const agent = agentOf(reach, node);
  let refused = false;
  const connect: ReachedAgent['connect'] = () =>
    agent.connect().catch((error: unknown) => {
      refused = error instanceof QueryError && error.kind === 'denied';
      throw error;
    });
  try {
    const snapshot = await readNodeSnapshot({ ...agent, connect });
    const report = assess(snapshot);
    onSnapshot(snapshot);
    const via = agent.via();
    return { ...saidBy(report), ...(via === null ? {} : { via }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: refused ? 'Forbidden' : 'Unreachable', note: besideNode(node, error.message) };
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
    ...given({ containerd: containerd.version?.replace(/^v(?=\d)/, ''), mode: newPods.mode, shim: newPods.shim }),
    ...given({ account: containerd.account?.kind }),
    heardAt: report.at,
    findings: report.findings.flatMap(({ check, status, title, summary, fix }) =>
      status === 'fail' || status === 'warn' || status === 'unknown' ? [{ check, status, title, summary, fix }] : [],
    ),
  };
}
