import { QueryError, UserError } from '../../error.ts';
import { plural } from '../../fact.ts';
import type { ContainerState, PodInfo } from '../../facts/cluster.ts';
import type { ApiPod } from '../../host/cluster/objects.ts';
import { readText } from '../../messages/text.ts';
import { asAnswer, openReach, toUserError } from '../../reach/agent.ts';
import type { Api } from '../../reach/api.ts';
import { readClusterNode } from '../../reach/cluster-node.ts';
import { eventsAt, list } from '../../reach/list.ts';
import { type AskFlags, readingOf } from '../../reach/open.ts';
import type { NamedPod } from './named-pod.ts';

/**
 * The pod's status and events, and the facts of its node: from the agent, or else from the cluster.
 * @throws UserError if the pod does not exist, or access is denied
 */
export async function readPodAndNode(flags: AskFlags, named: NamedPod) {
  const api = await openReach(flags);
  const { namespace } = api.signIn;
  const path = `/api/v1/namespaces/${namespace}`;
  const name = named.kind === null || named.kind === 'Pod' ? named.name : await podOfWorkload(api, namespace, named);
  const [{ pod }, { readPod }] = await Promise.all([
    import('../../host/cluster/objects.ts'),
    import('../../host/cluster/read-objects.ts'),
  ]);
  const found = await api.get(`${path}/pods/${name}`).catch((error: unknown) => {
    if (error instanceof QueryError && error.code === '404') {
      throw new UserError(`there is no pod ${name} in the namespace ${namespace}; -n names another namespace`);
    }
    return toUserError(error);
  });
  const object = pod.parse(found);
  const info = readPod(object);
  const owner = object.metadata.ownerReferences.find(({ controller }) => controller) ?? null;
  const unseen: string[] = [];
  const eventsOf = async (uid: string, what: string): Promise<object[]> => {
    const asked = eventsAt(namespace, { 'involvedObject.uid': uid });
    const read = await list(api, asked, (item) => ({ ...Object(item), kind: 'Event' })).catch(asAnswer);
    if (!(read instanceof QueryError)) return read.items;
    unseen.push(`the events of ${what}: ${read.message}`);
    return [];
  };
  const nodeName = object.spec.nodeName || null;
  const [events, ownerEvents, node] = await Promise.all([
    eventsOf(info.uid, 'the pod'),
    !owner?.uid ? [] : eventsOf(owner.uid, `${owner.kind} ${owner.name}`),
    nodeName === null ? null : readClusterNode(api, nodeName, readingOf(api, nodeName, flags)).catch(whyNot),
  ]);
  if (node === null) unseen.push('a node: the pod is on none yet');
  else if (typeof node === 'string') unseen.push(`the node: ${node}`);
  else if (node.unseen !== null) unseen.push(`the node from inside, only what the cluster tells of it: ${node.unseen}`);
  const items = [{ ...Object(found), kind: 'Pod', apiVersion: 'v1' }, ...events, ...ownerEvents];
  const by = owner === null ? '' : `, made by ${owner.kind} ${owner.name}`;
  return {
    /** In a sentence. */
    state: `Pod ${namespace}/${name} is ${info.phase || 'in no known phase'} on ${nodeName ?? 'no node'}${by}: ${containersOf(info)}.`,
    /** From its status, its events, and the events of its workload. */
    messages: readText(JSON.stringify({ kind: 'List', apiVersion: 'v1', items }), 'its status and events', null),
    /** From the agent or from the cluster; null: the pod has no node, or neither can be read. */
    node: typeof node === 'string' ? null : node,
    /** What could not be read, as a sentence; null: nothing. */
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
  };
}

/** The pod of a workload that is not ready, else its first one. A Deployment owns pods through a ReplicaSet, a CronJob through a Job. */
async function podOfWorkload(api: Api, namespace: string, { kind, name }: NamedPod): Promise<string> {
  const between = kind === 'Deployment' ? 'ReplicaSet' : kind === 'CronJob' ? 'Job' : null;
  const isOwner = (owner: { kind: string; name: string }) =>
    between === null
      ? owner.kind === kind && owner.name === name
      : owner.kind === between && owner.name.replace(/-[a-z0-9]+$/, '') === name;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { pod } = await import('../../host/cluster/objects.ts');
  const { items } = await list(api, { path }, (item) => pod.parse(item)).catch(toUserError);
  const pods = items.filter(({ metadata }) => metadata.ownerReferences.some(isOwner));
  const isReady = ({ status }: ApiPod) =>
    status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  const found = pods.find((one) => !isReady(one)) ?? pods[0];
  if (found === undefined) {
    throw new UserError(
      `there is no pod of the ${kind} ${name} in the namespace ${namespace}; -n names another namespace`,
    );
  }
  return found.metadata.name;
}

function whyNot(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}

/** "container agent waits (CrashLoopBackOff), 5 restarts". */
function containersOf({ containers }: PodInfo): string {
  const all = containers.filter(
    ({ kind, state, ids = [] }) => kind !== 'ephemeral' && (state !== null || ids.length > 0),
  );
  if (all.length === 0) return 'nothing is known of its containers';
  return all
    .map(
      ({ name, state, restarts }) =>
        `container ${name} ${isIn(state)}${restarts ? `, ${plural(restarts, 'restart')}` : ''}`,
    )
    .join('; ');
}

function isIn(state: ContainerState | null): string {
  if (state === null) return 'has no state';
  const { kind, exitCode } = state;
  const reason = state.reason || 'no reason';
  return kind === 'running'
    ? 'runs'
    : kind === 'waiting'
      ? `waits (${reason})`
      : `ended (${reason}, exit code ${exitCode})`;
}
