import type { ConnectionFlag } from '../../config/flags.ts';
import { isAddress } from '../../config/values.ts';
import type { Config } from '../../config.ts';
import type { Api } from '../../reach/api.ts';
import type { Remote } from '../remote.ts';
import { readCredentials } from './credentials.ts';

/** The flags that say how a node is asked. */
export type AskFlags = Pick<Config, 'node' | 'via' | 'token-file' | 'ca-file' | ConnectionFlag>;

/**
 * The agents that --node names: by their addresses, or as nodes of the cluster, through its API server.
 * @throws UserError if one is missing
 */
export async function openRemotes(flags: AskFlags): Promise<Remote[]> {
  return Promise.all(flags.node.map(await openerOf(flags)));
}

/** The same for one of them. */
export const openRemote = async (node: string, flags: AskFlags): Promise<Remote> => (await openerOf(flags))(node);

async function openerOf(flags: AskFlags): Promise<(node: string) => Promise<Remote>> {
  const credentials = await readCredentials(flags);
  const inCluster = flags.node.every(isAddress) ? null : await openCluster(flags);
  return async (node) =>
    isAddress(node) || inCluster === null ? { origin: node, ...credentials } : await inCluster(node);
}

async function openCluster(flags: AskFlags): Promise<(node: string) => Promise<Remote>> {
  const { openReach } = await import('../../reach/open.ts');
  return openAgents(await openReach(flags), flags);
}

/** The agents of a cluster, by the names of their nodes. Rejects with a UserError if one is missing. */
export function openAgents(api: Api, flags: AskFlags): (node: string) => Promise<Remote> {
  return async (node) => {
    const [{ findAgent }, { reachAgent }, { toUserError }] = await Promise.all([
      import('../../reach/find-agent.ts'),
      import('../../reach/agent.ts'),
      import('../../reach/open.ts'),
    ]);
    const place = await findAgent(api, node, flags['agent-namespace']).catch(toUserError);
    const { connect } = reachAgent({ api, flags, place, via: flags.via });
    return { origin: node, token: null, trusted: null, connect };
  };
}
