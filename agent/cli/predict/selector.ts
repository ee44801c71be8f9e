import { plural } from '../../amounts/plural.ts';
import type { Call } from '../../command.ts';
import type { ConnectionFlag } from '../../config/connection.ts';
import { UserError } from '../../error.ts';
import { confirmManyNodes, createFleetProgress } from '../../fleet/progress.ts';
import { readFleet } from '../../fleet/read-cluster.ts';
import { readSeenNodes } from '../../fleet/seen-nodes.ts';
import { openReach, toUserError } from '../../reach/open.ts';
import type { SeenNode } from '../../source/remote/node-object.ts';

type SelectFlags = Call<'selector' | 'via' | 'yes' | ConnectionFlag>['config'];

/**
 * The Windows nodes of the cluster that -l selects.
 * @throws UserError if there are none, or too many without --yes
 */
export async function selectedNodes(config: SelectFlags): Promise<({ name: string } & SeenNode)[]> {
  const { selector, via, yes } = config;
  const api = await openReach(config);
  const fleet = await readFleet(api, { selector, agentNamespace: config['agent-namespace'] }).catch(toUserError);
  const names = [...fleet.nodes.keys()];
  if (names.length === 0) throw new UserError(`this cluster has no Windows node with the labels ${selector}`);
  confirmManyNodes({
    nodes: names.length,
    yes,
    what: `the facts of ${plural(names.length, 'node')}, some 100 kB each,`,
  });
  const progress = createFleetProgress(process.stderr, names.length);
  return readSeenNodes({ api, flags: config, via, fleet }, names, progress.show).finally(progress.end);
}
