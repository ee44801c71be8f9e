import { NoAnswerError } from '../error.ts';
import { type ReachedAgent, reachAgent } from '../reach/agent.ts';
import type { Api } from '../reach/api.ts';
import type { ConnectionFlags } from '../reach/kubeconfig.ts';
import type { Transport } from '../reach/transports.ts';
import type { Fleet } from './read-cluster.ts';

/** How the agents of a fleet are reached. */
export interface Reach {
  api: Api;
  flags: ConnectionFlags;
  /** Only this transport; null: the first that the containerd of the node supports. */
  via: Transport | null;
  fleet: Fleet;
}

/** An error for display next to the name of its node, without that name at its beginning. */
export const besideNode = (node: string, message: string): string =>
  message.startsWith(`${node}: `) ? message.slice(node.length + 2) : message;

/**
 * The agent of a node. Sends no request: the fleet already has the pod.
 * @throws UserError if no pod of hostprobe runs on the node
 */
export function agentOf({ api, flags, via, fleet }: Reach, name: string): ReachedAgent {
  const [node, pod] = [fleet.nodes.get(name), fleet.pods.get(name)];
  if (node === undefined || pod === undefined || !pod.running) {
    const why = pod === undefined ? 'there is none' : `${pod.name} is ${pod.state}`;
    throw new NoAnswerError(`no pod of hostprobe runs on ${name} (namespace ${flags['agent-namespace']}): ${why}`);
  }
  const place = { node: name, namespace: pod.namespace, pod: pod.name, container: pod.container };
  return reachAgent({ api, flags, via, place: { ...place, runtime: node.runtime } });
}
