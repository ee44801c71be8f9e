import * as z from 'zod';
import { LookError, UserError } from '../../error.ts';
import type { Message } from '../../message.ts';
import { readText } from '../../messages/text.ts';
import { list } from '../../reach/list.ts';
import { openReach, toUserError } from '../../reach/open.ts';
import type { Snapshot } from '../../snapshot.ts';
import { type AskFlags, openAgents } from '../../source/remote/open.ts';
import { readNodeSnapshot } from '../../source/remote.ts';

/** What is known of a pod that does not run. */
export interface SeenPod {
  messages: Message[];
  /** The facts of its node; null: no agent answered. */
  node: Snapshot | null;
  /** What could not be read, as a sentence; null: nothing. */
  unseen: string | null;
}

/** Reads `pod/agent-x`, as in kubectl; null: another form. */
export const podOperand = (operand: string): string | null =>
  /^pods?\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/.exec(operand)?.[1] ?? null;

const pod = z.looseObject({
  metadata: z.looseObject({ uid: z.string() }),
  spec: z.looseObject({ nodeName: z.string().nullish() }),
});

/**
 * The pod's status and events, and the facts of its node if its agent can be reached.
 * @throws UserError if there is no such pod, or access is denied
 */
export async function readPod(flags: AskFlags, name: string): Promise<SeenPod> {
  const api = await openReach(flags);
  const { namespace } = api.signIn;
  const path = `/api/v1/namespaces/${namespace}`;
  const found = pod.parse(
    await api.get(`${path}/pods/${name}`).catch((error: unknown) => {
      if (error instanceof LookError && error.code === '404') {
        throw new UserError(`there is no pod ${name} in the namespace ${namespace}; -n names another namespace`);
      }
      return toUserError(error);
    }),
  );
  const query = { fieldSelector: `involvedObject.uid=${found.metadata.uid}` };
  const unseen: string[] = [];
  const events = await list(api, { path: `${path}/events`, query }, (item) => ({
    ...Object(item),
    kind: 'Event',
  })).catch((error: unknown) => {
    if (!(error instanceof LookError)) throw error;
    unseen.push(`its events: ${error.message}`);
    return { items: [] };
  });
  const items = [{ ...found, kind: 'Pod', apiVersion: 'v1' }, ...events.items];
  const messages = readText(
    JSON.stringify({ kind: 'List', apiVersion: 'v1', items }),
    `pod ${namespace}/${name}`,
    null,
  );
  const node = found.spec.nodeName ? await factsOf(found.spec.nodeName) : 'it is on no node yet';
  if (typeof node === 'string') unseen.push(`the facts of its node: ${node}`);
  return {
    messages,
    node: typeof node === 'string' ? null : node,
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
  };

  /** The facts of the node, or the reason why there are none. */
  async function factsOf(nodeName: string): Promise<Snapshot | string> {
    try {
      return await readNodeSnapshot(await openAgents(api, flags)(nodeName));
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
  }
}
