import { NoAnswerError } from '../error.ts';
import { whyNoStreams } from '../reach/agent.ts';
import { readClusterNode, type SeenNode } from '../reach/cluster-node.ts';
import { agentOf, gatherAll, type Reach } from './fetch.ts';

/** Facts take about 100 kB; a node without an agent takes up to ten requests. */
const atOnce = 4;

/**
 * The facts of nodes, in the order of `names`: from the agent, or what the cluster alone tells if the agent does not answer.
 * @param onAnswer gets the number of nodes that were read, and the nodes that are being asked
 * @throws UserError if neither can be read of a node
 */
export async function readSeenNodes(
  reach: Reach,
  names: readonly string[],
  onAnswer: (done: number, waiting: readonly string[]) => void,
): Promise<({ name: string } & SeenNode)[]> {
  const seen = new Map<string, SeenNode>();
  const why = await whyNoStreams(reach.api, reach.flags['agent-namespace']);
  const onStep = (running: readonly string[]) => onAnswer(seen.size, running);
  await gatherAll(names, { atOnce, chance: () => 0, onStep }, async (name) => {
    const agent = async () => {
      if (why !== null) throw new NoAnswerError(why);
      return { origin: name, token: null, trusted: null, connect: agentOf(reach, name).connect };
    };
    const agentNamespace = reach.flags['agent-namespace'];
    seen.set(name, await readClusterNode(reach.api, name, { agent, onlyAgent: false, agentNamespace, logs: false }));
  });
  return names.flatMap((name) => {
    const node = seen.get(name);
    return node === undefined ? [] : [{ name, ...node }];
  });
}
