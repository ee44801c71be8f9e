import * as z from 'zod';
import { QueryError } from '../error.ts';
import { factIds } from '../fact/ids.ts';
import { noAgent, type Part } from '../fact.ts';
import type { ClusterSeen, DaemonSetInfo, EventInfo, Listed, PodInfo } from '../facts/cluster.ts';
import { apiNode, daemonSet, namespace as namespaceObject, pod, readTime } from '../host/cluster/objects.ts';
import {
  asksForHostProcess,
  isHostprobe,
  nodesMeant,
  readDaemonSet,
  readNode,
  readPod,
} from '../host/cluster/read-objects.ts';
import { partOf } from '../probe.ts';
import { lacksPods, refusalsOf, withEvents } from '../probes/cluster/pods.ts';
import { redact } from '../redact.ts';
import { type Facts, type Snapshot, schemaVersion } from '../snapshot.ts';
import { toolVersion } from '../version.ts';
import { type Api, type Query, readAnswer } from './api.ts';
import { eventsAt, list, metadataOnly, pageSize, readApiEvent } from './list.ts';
import { queryLogs } from './log-query.ts';

// A node without an agent: what the API server, and the kubelet behind it, tell of it.

/** For one node; two more were sent to find its agent. */
const mostRequests = 10;
const mostMs = 60_000;

interface AloneOptions {
  agentNamespace: string;
  /** Whether the kubelet may be asked for its logs, which takes the right nodes/proxy. */
  logs: boolean;
  /** Why no agent was asked. */
  why: string;
}

/** Asks as long as the node has requests and time left. */
function bounded(api: Api): { api: Api; left(): number } {
  let left = mostRequests;
  const endsAt = performance.now() + mostMs;
  const counted =
    <More extends readonly unknown[], Answer>(ask: (path: string, ...more: More) => Promise<Answer>) =>
    async (path: string, ...more: More): Promise<Answer> => {
      const why = `GET ${path}: not asked, the`;
      if (performance.now() > endsAt)
        throw new QueryError('timeout', `${why} ${mostMs / 1000} s for this node are over`);
      if (left === 0) throw new QueryError('failed', `${why} ${mostRequests} requests for this node are used up`);
      left -= 1;
      return ask(path, ...more);
    };
  return { left: () => left, api: { ...api, get: counted(api.get), start: counted(api.start) } };
}

/**
 * The facts that the API server has of a node: those of `cluster`, of the kubelet's log query those of `logs`. What only an agent
 * could tell has the code `noAgent`. What the API server refuses is an error of that part alone.
 * @returns null: the Node cannot be read
 */
export async function readAlone(server: Api, name: string, options: AloneOptions): Promise<Snapshot | null> {
  const { api, left } = bounded(server);
  const found = await partOf(
    api
      .get(`/api/v1/nodes/${encodeURIComponent(name)}`)
      .then((answer) => readAnswer(`get node ${name}`, () => apiNode.parse(answer))),
  );
  if (!found.ok && (found.error.code === '404' || found.error.code === '401')) return null;
  const now = api.now();
  const [onNode, waiting, daemonSets, lease, runtimeClasses, events] = await Promise.all([
    partOf(podsOf(api, `spec.nodeName=${name}`, options.agentNamespace)),
    partOf(podsOf(api, 'spec.nodeName=,status.phase=Pending', options.agentNamespace)),
    partOf(listed(api, { path: '/apis/apps/v1/daemonsets' }, (item) => daemonSet.parse(item))),
    partOf(leaseOf(api, name, now)),
    partOf(listed(api, { path: '/apis/node.k8s.io/v1/runtimeclasses' }, readRuntimeClass).then(({ items }) => items)),
    partOf(eventsOf(api, null, { kind: 'Node', name })),
  ]);
  if (![found, onNode, daemonSets].some((one) => one.ok || /^\d{3}$/.test(one.error.code ?? ''))) return null;
  const logs = options.logs ? await queryLogs(api, name, now) : null;

  const meant = both(onNode, waiting, ({ on }) => on.includes(name));
  const { items: all, truncated } = meant.ok ? meant.value : { items: [], truncated: false };
  // hostprobe's own pod first: it is the best witness.
  const here = all.filter((one) => one.hostProcess).toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn));
  const labels = found.ok ? found.value.metadata.labels : {};
  const short = daemonSets.ok
    ? daemonSets.value.items.filter((one) => isMissing(one, labels, here)).map(readDaemonSet)
    : [];
  // What a namespace enforces explains only a refusal.
  const namespaces =
    short.length === 0
      ? null
      : await partOf(
          listed(api, { path: '/api/v1/namespaces', accept: metadataOnly }, (item) => namespaceObject.parse(item)),
        );
  const infos = here.map(({ info }) => info);
  const hostProcess = await withEvents(infos, now, ({ namespace, uid }) =>
    left() > Math.min(short.length, 2) ? eventsOf(api, namespace, { uid }) : null,
  );
  const refused = !daemonSets.ok
    ? daemonSets
    : await partOf(
        refusalsOf(short.slice(0, left()), ({ name: ofSet, namespace }) =>
          eventsOf(api, namespace, { kind: 'DaemonSet', name: ofSet }, { reason: 'FailedCreate' }),
        ).then((items) => ({ items, truncated: daemonSets.value.truncated })),
      );

  const none = absent(options.why);
  const seen: ClusterSeen = {
    nodeName: name,
    version: none,
    node: found.ok ? { ok: true, value: readNode(found.value) } : found,
    pods: meant.ok ? { ok: true, value: { hostProcess, others: all.length - hostProcess.length, truncated } } : meant,
    podSecurity: namespaces === null ? [] : securityOf(namespaces, short),
    refused,
    permissions: none,
    beside: { lease, events, runtimeClasses, logQuery: logs?.answered ?? null },
  };
  const access = { kind: 'kubeconfig', server: api.signIn.server, path: '', context: api.signIn.context } as const;
  // The keys are factIds.
  const unseen = Object.fromEntries(factIds.map((id) => [id, { ...none, ms: 0 }])) as unknown as Facts;
  return {
    ...{ schemaVersion, tool: { name: 'hostprobe', version: toolVersion }, node: name, at: now.toISOString() },
    standIns: [],
    facts: {
      ...unseen,
      cluster: { ok: true, ms: 0, value: redact({ access, seen }) },
      ...(logs?.logs ? { logs: { ok: true, ms: 0, value: redact(logs.logs) } } : {}),
    },
  };
}

const absent = (why: string) =>
  ({ ok: false, error: { kind: 'unsupported', code: noAgent, message: `no agent answered: ${why}` } }) as const;

const runtimeClass = z.object({ metadata: z.object({ name: z.string() }), handler: z.string() });
const readRuntimeClass = (item: unknown) => {
  const { metadata, handler } = runtimeClass.parse(item);
  return { name: metadata.name, handler };
};
const leaseObject = z.object({
  spec: z.object({ renewTime: z.string().nullish(), leaseDurationSeconds: z.number().nullish() }),
});
/** One page: a node has fewer pods than that, and a longer list of other objects is marked as truncated. */
const listed = <Item>(
  api: Api,
  asked: { path: string; query?: Query; accept?: string },
  read: (item: unknown) => Item,
): Promise<Listed<Item>> => list(api, { ...asked, onlyFirst: true }, read);

/** A pod, and what the facts of it leave out. */
interface FoundPod {
  info: PodInfo;
  hostProcess: boolean;
  isOwn: boolean;
  /** As `nodesMeant` says. */
  on: string[];
}

const podsOf = (api: Api, fieldSelector: string, agentNamespace: string): Promise<Listed<FoundPod>> =>
  listed(api, { path: '/api/v1/pods', query: { fieldSelector } }, (item) => {
    const one = pod.parse(item);
    const info = readPod(one);
    return {
      info,
      hostProcess: asksForHostProcess(one),
      isOwn: info.namespace === agentNamespace || isHostprobe(one),
      on: nodesMeant(one),
    };
  });

/** Pods of two lists; if the second cannot be read, those of the first are not all. */
function both(a: Part<Listed<FoundPod>>, b: Part<Listed<FoundPod>>, wanted: (one: FoundPod) => boolean) {
  if (!a.ok || !b.ok) return a.ok ? b : a;
  const items = [...a.value.items, ...b.value.items].filter(wanted);
  return { ok: true, value: { items, truncated: a.value.truncated || b.value.truncated } } as const;
}

/** A DaemonSet that wants pods on nodes with these labels, has too few, and none here. */
function isMissing(
  object: z.infer<typeof daemonSet>,
  labels: Readonly<Record<string, string>>,
  here: readonly FoundPod[],
): boolean {
  const set = readDaemonSet(object);
  const isOf = ({ info }: FoundPod) => info.owner?.name === set.name && info.namespace === set.namespace;
  const selector = Object.entries(object.spec.template.spec.nodeSelector);
  return lacksPods(set) && !here.some(isOf) && selector.every(([key, value]) => labels[key] === value);
}

async function leaseOf(api: Api, name: string, now: Date) {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${encodeURIComponent(name)}`;
  const answer = await api.get(path).catch((error: unknown) => {
    if (error instanceof QueryError && error.code === '404') return null;
    throw error;
  });
  if (answer === null) return null;
  const { spec } = readAnswer(`GET ${path}`, () => leaseObject.parse(answer));
  const renewedAt = readTime(spec.renewTime);
  const until = Date.parse(renewedAt ?? '') + (spec.leaseDurationSeconds ?? 40) * 1000;
  return { renewedAt, fresh: until >= now.getTime() };
}

/** The events about an object. One that is named by its uid is found in its namespace alone. */
const eventsOf = (
  api: Api,
  namespace: string | null,
  about: { kind: string; name: string } | { uid: string },
  more: Readonly<Record<string, string>> = {},
): Promise<Listed<EventInfo>> => {
  const fields = Object.entries(about).map(([field, value]) => [`involvedObject.${field}`, value]);
  return listed(api, eventsAt(namespace, { ...Object.fromEntries(fields), ...more }), readApiEvent);
};

/** The labels of Pod Security of the namespaces of these DaemonSets. */
function securityOf(
  namespaces: Part<Listed<z.infer<typeof namespaceObject>>>,
  daemonSets: readonly DaemonSetInfo[],
): ClusterSeen['podSecurity'] {
  return [...new Set(daemonSets.map(({ namespace }) => namespace))].map((namespace) => {
    if (!namespaces.ok) return { namespace, labels: namespaces };
    const found = namespaces.value.items.find(({ metadata }) => metadata.name === namespace);
    if (found === undefined && namespaces.value.truncated) {
      const message = `only the first ${pageSize} namespaces were read`;
      return { namespace, labels: { ok: false, error: { kind: 'failed', message } } };
    }
    const labels = Object.entries(found?.metadata.labels ?? {});
    const wanted = labels.filter(([key]) => key.startsWith('pod-security.kubernetes.io/'));
    return { namespace, labels: { ok: true, value: found === undefined ? null : Object.fromEntries(wanted) } };
  });
}
