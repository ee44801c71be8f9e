import * as z from 'zod';
import { connectionFlags } from '../../config/flags.ts';
import { QueryError, UserError } from '../../error.ts';
import { openReach } from '../../reach/agent.ts';
import { type ConnectionFlags, contextsOf } from '../../reach/kubeconfig.ts';

/** Short, because a shell waits for the completion; --request-timeout overrides it. */
const timeoutMs = 3000;
/** A longer list would not be read. */
const most = '500';

const nodes = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

/** The Windows nodes of the cluster that the flags in the words select; none if it does not answer. */
export const nodeNames = (words: readonly string[]): Promise<string[]> =>
  orNone(async () => {
    const flags = await flagsIn(words);
    const api = await openReach({ ...flags, 'request-timeout': flags['request-timeout'] ?? timeoutMs });
    const query = { labelSelector: 'kubernetes.io/os=windows', limit: most };
    return nodes.parse(await api.get('/api/v1/nodes', query)).items.map(({ metadata }) => metadata.name);
  });

/** The contexts of the kubeconfig that the flags in the words select. */
export const contextNames = (words: readonly string[]): Promise<string[]> =>
  orNone(async () => contextsOf(await flagsIn(words)));

/** Reads only the connection flags: other words may be incomplete. */
async function flagsIn(words: readonly string[]): Promise<ConnectionFlags> {
  const [{ status }, { readConfig }] = await Promise.all([import('../status.ts'), import('../../config.ts')]);
  const given = connectionFlags.flatMap((flag) => {
    const at = words.indexOf(`--${flag}`);
    const value = words[at + 1];
    return at === -1 || value === undefined || at + 1 === words.length - 1 ? [] : [`--${flag}`, value];
  });
  return readConfig(status, given, {}).config;
}

async function orNone(ask: () => Promise<string[]>): Promise<string[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UserError || error instanceof QueryError || error instanceof z.ZodError) return [];
    throw error;
  }
}
