import type * as z from 'zod';
import type { Listed, NodeInfo, Permission } from '../facts/cluster.ts';
import type { ApiAccess, Cluster } from '../host.ts';
import {
  type AnswerCache,
  createAnswerCache,
  createApiCaller,
  createRestraint,
  type Restraint,
  readPages,
} from './cluster/caller.ts';
import { connectToApi, named, orAbsent } from './cluster/connect.ts';
import * as objects from './cluster/objects.ts';
import { createClusterWriter } from './cluster/publish.ts';
import {
  asksForHostProcess,
  readDaemonSet,
  readEndpointSlice,
  readEvent,
  readNode,
  readPod,
  readService,
  readUser,
} from './cluster/read-objects.ts';

/**
 * All permissions for the Kubernetes API that hostprobe needs, as in RBAC. It also reads its own permissions
 * (SelfSubjectAccessReview) and /version, which Kubernetes grants to every account by system:basic-user and
 * system:public-info-viewer.
 */
export const clusterAccess = [
  { group: '', resource: 'nodes', verb: 'get' },
  { group: '', resource: 'pods', verb: 'list' },
  { group: '', resource: 'events', verb: 'list' },
  { group: '', resource: 'namespaces', verb: 'get' },
  { group: 'apps', resource: 'daemonsets', verb: 'list' },
] as const;

/**
 * How long answers are cached. With 5,000 nodes, each may send the API server at most two requests a minute. Pods with
 * problems, and refused requests, are queried on each run.
 */
const keepMs = { quiet: 150_000, daemonSets: 5 * 60_000, rarely: 10 * 60_000, permissions: 30 * 60_000 };

const maxPods = 500;
const maxEvents = 100;
const maxDaemonSets = 500;
const maxServices = 2_000;

const isReady = (node: NodeInfo | null) =>
  node?.conditions.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
const allAllowed = (permissions: readonly Permission[]) => permissions.every(({ allowed }) => allowed);

/** Opens clients that share a cache of answers that rarely change, and what the API server met them with. */
export function createClusters(connect = connectToApi): (access: ApiAccess) => Cluster {
  const [memory, restraint] = [createAnswerCache(), createRestraint()];
  return (access) => openCluster(access, memory, restraint, connect);
}

/**
 * A client for the Kubernetes API, which connects at the first request.
 * @param memory answers cached by earlier clients, to limit the load on the API server
 * @param restraint what earlier clients met
 */
export function openCluster(
  access: ApiAccess,
  memory: AnswerCache = createAnswerCache(),
  restraint: Restraint = createRestraint(),
  connect = connectToApi,
): Cluster {
  const { ask, askAnyway, close } = createApiCaller((signal) => connect(access, signal), restraint);
  const recall = memory.of(JSON.stringify([access.server, access.credential]));

  /** Up to `most` objects of a list, each as it is read. */
  async function listAll<Item, Read>(
    [what, path, query]: readonly [what: string, path: string, query?: Readonly<Record<string, string>>],
    [most, item]: readonly [most: number, item: z.ZodType<Item>],
    read: (item: Item) => Read,
  ): Promise<Listed<Read>> {
    const { items, truncated } = await readPages(most, (page, onRead) =>
      ask(`list ${what}`, (api) => api.ask({ path, query: { ...query, ...page }, onRead }, objects.listPage(item))),
    );
    return { items: items.map(read), truncated };
  }

  function eventsOf(namespace: string, fieldSelector: string) {
    const path = `/api/v1/namespaces/${named(namespace)}/events`;
    return listAll([`events in ${namespace}`, path, { fieldSelector }], [maxEvents, objects.apiEvent], readEvent);
  }

  const find = <Found>(kind: 'node' | 'namespace', name: string, item: z.ZodType<Found>) =>
    ask(
      `get ${kind} ${name}`,
      orAbsent((api) => api.ask({ path: `/api/v1/${kind}s/${named(name)}` }, item)),
    );

  /** @param way `askAnyway` for a person who waits */
  const review = <Answer>(
    way: typeof ask,
    [group, kind, spec]: readonly [group: string, kind: string, spec: object],
    answer: z.ZodType<Answer>,
  ) =>
    way(`create ${kind}`, (api) =>
      api.ask({ method: 'POST', path: `/apis/${group}.k8s.io/v1/${kind}s`, body: { spec } }, answer),
    );

  return {
    ...createClusterWriter(ask),
    version: () =>
      recall('version', { keepMs: keepMs.rarely }, async () => {
        const read = await ask('GET /version', (api) => api.ask({ path: '/version' }, objects.apiVersionInfo));
        return read.gitVersion;
      }),
    node: (name) =>
      recall(`node ${name}`, { keepMs: keepMs.quiet, keep: isReady }, async () => {
        const node = await find('node', name, objects.apiNode);
        return node && readNode(node);
      }),
    pods: (node, areQuiet) =>
      recall(
        `pods on ${node}`,
        { keepMs: keepMs.quiet, keep: ({ hostProcess }) => areQuiet(hostProcess) },
        async () => {
          const asked = [`pods on ${node}`, '/api/v1/pods', { fieldSelector: `spec.nodeName=${node}` }] as const;
          const { items, truncated } = await listAll(asked, [maxPods, objects.pod], (pod) =>
            asksForHostProcess(pod) ? readPod(pod) : null,
          );
          const hostProcess = items.filter((pod) => pod !== null);
          return { hostProcess, others: items.length - hostProcess.length, truncated };
        },
      ),
    events: ({ namespace, uid }) => eventsOf(namespace, `involvedObject.uid=${uid}`),
    daemonSets: () =>
      recall('daemonsets', { keepMs: keepMs.daemonSets }, () =>
        listAll(['daemonsets', '/apis/apps/v1/daemonsets'], [maxDaemonSets, objects.daemonSet], readDaemonSet),
      ),
    services: () => listAll(['services', '/api/v1/services'], [maxServices, objects.apiService], readService),
    endpointSlices: () =>
      listAll(
        ['endpointslices', '/apis/discovery.k8s.io/v1/endpointslices'],
        [maxServices, objects.apiEndpointSlice],
        readEndpointSlice,
      ),
    refusals: ({ namespace, name }) =>
      eventsOf(namespace, `involvedObject.kind=DaemonSet,involvedObject.name=${name},reason=FailedCreate`),
    namespaceLabels: (name, prefix) =>
      recall(`namespace ${name} ${prefix}`, { keepMs: keepMs.rarely, keep: (labels) => labels !== null }, async () => {
        const found = await find('namespace', name, objects.namespace);
        const labels = Object.entries(found?.metadata.labels ?? {});
        return found && Object.fromEntries(labels.filter(([key]) => key.startsWith(prefix)));
      }),
    permissions: () =>
      recall('permissions', { keepMs: keepMs.permissions, keep: allAllowed }, async () => {
        const permissions: Permission[] = [];
        for (const row of clusterAccess) {
          const asked = ['authorization', 'selfsubjectaccessreview', { resourceAttributes: row }] as const;
          const { status } = await review(ask, asked, objects.accessReview);
          permissions.push({ ...row, allowed: status.allowed });
        }
        return permissions;
      }),
    async userOf(token, audience) {
      const asked = ['authentication', 'tokenreview', { token, audiences: [audience] }] as const;
      return readUser(await review(askAnyway, asked, objects.tokenReview), audience);
    },
    async mayUse({ name, uid, groups, extra }, wish) {
      const spec = { user: name, uid, groups, extra, nonResourceAttributes: wish };
      const asked = ['authorization', 'subjectaccessreview', spec] as const;
      return (await review(askAnyway, asked, objects.accessReview)).status.allowed;
    },
    close,
  };
}
