import type { Config } from './config.ts';
import type { Host } from './host.ts';
import type { Gatherer, OnFact } from './probe.ts';

/** The node that hostprobe runs on, ready to be looked at. */
export interface Node {
  host: Host;
  gatherer: Gatherer;
}

/** Loads what only a live node needs: the native calls and the probes. */
export async function openNode(options: {
  createHost: () => Promise<Host>;
  config: Config;
  onFact: OnFact;
}): Promise<Node> {
  const [{ createGatherer }, { probes }] = await Promise.all([import('./probe.ts'), import('./probes/index.ts')]);
  const host = await options.createHost();
  const gatherer = createGatherer({
    host,
    probes,
    settings: { listen: options.config.listen },
    // NODE_NAME is what the manifest gives from spec.nodeName; it is the name that the cluster knows.
    node: host.self.variable('NODE_NAME') ?? host.system.hostname(),
    onFact: options.onFact,
  });
  return { host, gatherer };
}
