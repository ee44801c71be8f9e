import type { Call } from '../command.ts';
import { podVariables } from '../config/pod-variables.ts';
import { momentOf, type Since } from '../config/values.ts';
import { freshKey } from '../decode/bytes.ts';
import { QueryError, UserError } from '../error.ts';
import { inItsFolder, saveFacts } from '../fix/show.ts';
import { createLog, logFact } from '../log.ts';
import type { OnFact } from '../probe.ts';
import type { Snapshot } from '../snapshot.ts';

/** The node that hostprobe runs on, as the source of facts. */

/** The flags of a run on this node. */
type RunFlag = 'listen' | 'log-level';

/** Loads what only a live node needs: the native calls and the probes. */
export async function openNode({ createHost, config }: Call<'listen'>, onFact: OnFact) {
  const [{ createGatherer, createSetupReader }, { createProbes }] = await Promise.all([
    import('../probe.ts'),
    import('../probes/index.ts'),
  ]);
  const host = await createHost();
  const settings = { listen: config.listen };
  const gatherer = createGatherer({
    host,
    probes: createProbes(),
    settings,
    // The manifest passes spec.nodeName, the name of the node in the cluster.
    node: host.self.variable(podVariables.nodeName) ?? host.system.hostname(),
    onFact,
  });
  return {
    host,
    gatherer,
    readSetup: createSetupReader({ host, settings, probe: async () => (await import('../probes/setup.ts')).setup }),
  };
}

/** The same for commands that run the probes once. They log only with --log-level: the result says what failed. */
async function openOnce(call: Call<RunFlag>) {
  const level = call.config['log-level'];
  return openNode(call, level === null ? () => undefined : logFact(await createLog(level)));
}

export const gatherOnce = async (call: Call<RunFlag>): Promise<Snapshot> => (await openOnce(call)).gatherer.gather();

/** A run, and then the setup. */
export async function gatherWithSetup(call: Call<RunFlag>): Promise<Snapshot> {
  const { gatherer, readSetup } = await openOnce(call);
  return { ...(await gatherer.gather()), setup: await readSetup(freshKey()) };
}

/** As `gatherOnce`, for a question that only a Windows node answers; null on any other machine. */
export async function gatherIfWindows(call: Call<RunFlag>): Promise<Snapshot | null> {
  const { host, gatherer } = await openOnce(call);
  const isOther = await host.system.version().then(
    () => false,
    (error: unknown) => error instanceof QueryError && error.kind === 'unsupported',
  );
  return isOther ? null : gatherer.gather();
}

/** How to name a node where this machine is none. */
export const nameNode = `name it with --node, or with --facts node.json, which ${saveFacts} writes ${inItsFolder} on the node`;

/** @throws UserError on a machine without Windows */
export async function gatherWindows(call: Call<RunFlag>): Promise<Snapshot> {
  const snapshot = await gatherIfWindows(call);
  if (snapshot === null) {
    throw new UserError(`the node must be one with Windows, but this machine has none: ${nameNode}`);
  }
  return snapshot;
}

/** One run on this node, and the changes before it: the history that `hostprobe serve` kept, and what differs from it now. */
export async function runWithHistory(call: Call<RunFlag | 'state-dir'>, since: Since | null) {
  const [{ host, gatherer, readSetup }, { assess }, { readHistory }, { historyFile }] = await Promise.all([
    openOnce(call),
    import('../assess.ts'),
    import('../history/read.ts'),
    import('../history/lines.ts'),
  ]);
  const snapshot = await gatherer.gather();
  const run = { snapshot, report: assess(snapshot) };
  const state = host.state({ directory: call.config['state-dir'], file: historyFile });
  const from = since === null ? new Date(0) : momentOf(since, new Date(snapshot.at));
  return { ...run, host, readSetup, history: await readHistory({ state, since: from, run }) };
}
