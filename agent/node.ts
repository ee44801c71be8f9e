import type { Call } from './command.ts';
import type { Host } from './host.ts';
import { createLog, logFact } from './log.ts';
import { podVariables } from './pod.ts';
import type { Gatherer, OnFact } from './probe.ts';
import type { Snapshot } from './snapshot.ts';

/** The node that hostprobe runs on, ready to be looked at. */
export interface Node {
  host: Host;
  gatherer: Gatherer;
}

/** Loads what only a live node needs: the native calls and the probes. */
export async function openNode({ createHost, config }: Call, onFact: OnFact): Promise<Node> {
  const [{ createGatherer }, { probes }] = await Promise.all([import('./probe.ts'), import('./probes/index.ts')]);
  const host = await createHost();
  const gatherer = createGatherer({
    host,
    probes,
    settings: { listen: config.listen },
    // What the manifest gives from spec.nodeName is the name that the cluster knows.
    node: host.self.variable(podVariables.nodeName) ?? host.system.hostname(),
    onFact,
  });
  return { host, gatherer };
}

/** The same for commands that look once and end. They log nothing unless asked to: the answer says what failed. */
export async function openOnce(call: Call): Promise<Node> {
  const level = call.config['log-level'];
  return openNode(call, level === null ? () => undefined : logFact(await createLog(level)));
}

export const lookOnce = async (call: Call): Promise<Snapshot> => (await openOnce(call)).gatherer.gather();
