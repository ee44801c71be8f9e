import * as z from 'zod';
import { plural } from '../../amounts/plural.ts';
import { QueryError, UserError } from '../../error.ts';
import type { Message } from '../../message.ts';
import { readText } from '../../messages/text.ts';
import { list } from '../../reach/list.ts';
import { openReach, toUserError } from '../../reach/open.ts';
import { readClusterNode, type SeenNode } from '../../source/remote/node-object.ts';
import { type AskFlags, openAgents } from '../../source/remote/open.ts';

/** What is known of a pod. */
interface SeenPod {
  /** Its state, in a sentence. */
  state: string;
  /** From its status, its events, and the events of its workload. */
  messages: Message[];
  /** The facts of its node, from the agent or from the Node object; null: the pod has no node, or neither can be read. */
  node: SeenNode | null;
  /** What could not be read, as a sentence; null: nothing. */
  unseen: string | null;
}

const states = z
  .array(
    z.looseObject({
      name: z.string(),
      restartCount: z.number().nullish(),
      state: z
        .looseObject({
          waiting: z.looseObject({ reason: z.string().nullish() }).nullish(),
          running: z.looseObject({}).nullish(),
          terminated: z.looseObject({ reason: z.string().nullish(), exitCode: z.number().nullish() }).nullish(),
        })
        .nullish(),
    }),
  )
  .nullish();
const pod = z.looseObject({
  metadata: z.looseObject({
    uid: z.string(),
    ownerReferences: z
      .array(z.looseObject({ kind: z.string(), name: z.string(), uid: z.string(), controller: z.boolean().nullish() }))
      .nullish(),
  }),
  spec: z.looseObject({ nodeName: z.string().nullish() }),
  status: z
    .looseObject({ phase: z.string().nullish(), initContainerStatuses: states, containerStatuses: states })
    .nullish(),
});

/**
 * The pod's status and events, and the facts of its node: from the agent, or else from the Node object.
 * @throws UserError if the pod does not exist, or access is denied
 */
export async function readPodAndNode(flags: AskFlags, name: string): Promise<SeenPod> {
  const api = await openReach(flags);
  const { namespace } = api.signIn;
  const path = `/api/v1/namespaces/${namespace}`;
  const found = pod.parse(
    await api.get(`${path}/pods/${name}`).catch((error: unknown) => {
      if (error instanceof QueryError && error.code === '404') {
        throw new UserError(`there is no pod ${name} in the namespace ${namespace}; -n names another namespace`);
      }
      return toUserError(error);
    }),
  );
  const owner = found.metadata.ownerReferences?.find(({ controller }) => controller === true) ?? null;
  const unseen: string[] = [];
  const eventsOf = (uid: string, what: string) =>
    list(api, { path: `${path}/events`, query: { fieldSelector: `involvedObject.uid=${uid}` } }, (item) => ({
      ...Object(item),
      kind: 'Event',
    })).then(
      ({ items }) => items,
      (error: unknown) => {
        if (!(error instanceof QueryError)) throw error;
        unseen.push(`the events of ${what}: ${error.message}`);
        return [];
      },
    );
  const nodeName = found.spec.nodeName || null;
  const [events, ownerEvents, node] = await Promise.all([
    eventsOf(found.metadata.uid, 'the pod'),
    owner === null ? [] : eventsOf(owner.uid, `${owner.kind} ${owner.name}`),
    nodeName === null ? null : readClusterNode(api, nodeName, () => openAgents(api, flags)(nodeName)).catch(whyNot),
  ]);
  if (node === null) unseen.push('a node: the pod is on none yet');
  else if (typeof node === 'string') unseen.push(`the node: ${node}`);
  else if (node.unseen !== null) unseen.push(`the node from inside, only its Node object: ${node.unseen}`);
  const items = [{ ...found, kind: 'Pod', apiVersion: 'v1' }, ...events, ...ownerEvents];
  const by = owner === null ? '' : `, made by ${owner.kind} ${owner.name}`;
  return {
    state: `Pod ${namespace}/${name} is ${found.status?.phase ?? 'in no known phase'} on ${nodeName ?? 'no node'}${by}: ${containersOf(found)}.`,
    messages: readText(JSON.stringify({ kind: 'List', apiVersion: 'v1', items }), 'its status and events', null),
    node: typeof node === 'string' ? null : node,
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
  };
}

function whyNot(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}

/** "container agent waits (CrashLoopBackOff), 5 restarts". */
function containersOf({ status }: z.infer<typeof pod>): string {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  if (all.length === 0) return 'nothing is known of its containers';
  return all
    .map(({ name, state, restartCount }) => {
      const { waiting, terminated, running } = state ?? {};
      const ended = terminated && `ended (${terminated.reason ?? 'no reason'}, exit code ${terminated.exitCode})`;
      const is = waiting ? `waits (${waiting.reason ?? 'no reason'})` : (ended ?? (running ? 'runs' : 'has no state'));
      const restarts = restartCount ? `, ${plural(restartCount, 'restart')}` : '';
      return `container ${name} ${is}${restarts}`;
    })
    .join('; ');
}
