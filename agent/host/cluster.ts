import type { NodeInfo, Permission } from '../facts/cluster.ts';
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

/** Extra permissions for `serve --auth kubernetes`. Runs do not use them, so reports omit them. */
export const reviewAccess = [
  { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' },
  { group: 'authorization.k8s.io', resource: 'subjectaccessreviews', verb: 'create' },
] as const;

/** Rights that it does without: with them it compares the Services with what Windows has of them. */
export const serviceAccess = [
  { group: '', resource: 'services', verb: 'list' },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verb: 'list' },
] as const;

const authorization = '/apis/authorization.k8s.io/v1';

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
export function createClusters(): (access: ApiAccess) => Cluster {
  const [memory, restraint] = [createAnswerCache(), createRestraint()];
  return (access) => openCluster(access, memory, restraint);
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
): Cluster {
  const { ask, askAnyway, close } = createApiCaller((signal) => connectToApi(access, signal), restraint);
  const recall = memory.of(JSON.stringify([access.server, access.credential]));

  async function eventsOf(namespace: string, fieldSelector: string) {
    const { items, truncated } = await readPages(maxEvents, (page) =>
      ask(`list events in ${namespace}`, (api) =>
        api.ask(
          { path: `/api/v1/namespaces/${named(namespace)}/events`, query: { fieldSelector, ...page } },
          objects.listPage(objects.apiEvent),
        ),
      ),
    );
    return { items: items.map(readEvent), truncated };
  }

  return {
    ...createClusterWriter(ask),
    version: () =>
      recall('version', { keepMs: keepMs.rarely }, async () => {
        const { gitVersion } = await ask('GET /version', (api) =>
          api.ask({ path: '/version' }, objects.apiVersionInfo),
        );
        return gitVersion;
      }),
    node: (name) =>
      recall(`node ${name}`, { keepMs: keepMs.quiet, keep: isReady }, async () => {
        const node = await ask(
          `get node ${name}`,
          orAbsent((api) => api.ask({ path: `/api/v1/nodes/${named(name)}` }, objects.apiNode)),
        );
        return node && readNode(node);
      }),
    pods: (node, areQuiet) =>
      recall(
        `pods on ${node}`,
        { keepMs: keepMs.quiet, keep: ({ hostProcess }) => areQuiet(hostProcess) },
        async () => {
          const fieldSelector = `spec.nodeName=${node}`;
          const { items, truncated } = await readPages(maxPods, (page) =>
            ask(`list pods on ${node}`, (api) =>
              api.ask({ path: '/api/v1/pods', query: { fieldSelector, ...page } }, objects.listPage(objects.pod)),
            ),
          );
          const hostProcess = items.filter(asksForHostProcess).map(readPod);
          return { hostProcess, others: items.length - hostProcess.length, truncated };
        },
      ),
    events: ({ namespace, uid }) => eventsOf(namespace, `involvedObject.uid=${uid}`),
    daemonSets: () =>
      recall('daemonsets', { keepMs: keepMs.daemonSets }, async () => {
        const { items, truncated } = await readPages(maxDaemonSets, (page) =>
          ask('list daemonsets', (api) =>
            api.ask({ path: '/apis/apps/v1/daemonsets', query: page }, objects.listPage(objects.daemonSet)),
          ),
        );
        return { items: items.map(readDaemonSet), truncated };
      }),
    services: async () => {
      const { items, truncated } = await readPages(maxServices, (page) =>
        ask('list services', (api) =>
          api.ask({ path: '/api/v1/services', query: page }, objects.listPage(objects.apiService)),
        ),
      );
      return { items: items.map(readService), truncated };
    },
    endpointSlices: async () => {
      const path = '/apis/discovery.k8s.io/v1/endpointslices';
      const { items, truncated } = await readPages(maxServices, (page) =>
        ask('list endpointslices', (api) => api.ask({ path, query: page }, objects.listPage(objects.apiEndpointSlice))),
      );
      return { items: items.map(readEndpointSlice), truncated };
    },
    refusals: ({ namespace, name }) =>
      eventsOf(namespace, `involvedObject.kind=DaemonSet,involvedObject.name=${name},reason=FailedCreate`),
    namespaceLabels: (name, prefix) =>
      recall(`namespace ${name} ${prefix}`, { keepMs: keepMs.rarely, keep: (labels) => labels !== null }, async () => {
        const found = await ask(
          `get namespace ${name}`,
          orAbsent((api) => api.ask({ path: `/api/v1/namespaces/${named(name)}` }, objects.namespace)),
        );
        const labels = Object.entries(found?.metadata?.labels ?? {});
        return found && Object.fromEntries(labels.filter(([key]) => key.startsWith(prefix)));
      }),
    permissions: () =>
      recall('permissions', { keepMs: keepMs.permissions, keep: allAllowed }, async () => {
        const permissions: Permission[] = [];
        for (const row of clusterAccess) {
          const body = { spec: { resourceAttributes: row } };
          const path = `${authorization}/selfsubjectaccessreviews`;
          const review = await ask('create selfsubjectaccessreview', (api) =>
            api.ask({ method: 'POST', path, body }, objects.accessReview),
          );
          permissions.push({ ...row, allowed: review.status?.allowed ?? false });
        }
        return permissions;
      }),
    async userOf(token, audience) {
      const body = { spec: { token, audiences: [audience] } };
      const path = '/apis/authentication.k8s.io/v1/tokenreviews';
      const review = await askAnyway('create tokenreview', (api) =>
        api.ask({ method: 'POST', path, body }, objects.tokenReview),
      );
      return readUser(review, audience);
    },
    async mayUse({ name, uid, groups, extra }, wish) {
      const body = { spec: { user: name, uid, groups, extra, nonResourceAttributes: wish } };
      const path = `${authorization}/subjectaccessreviews`;
      const review = await askAnyway('create subjectaccessreview', (api) =>
        api.ask({ method: 'POST', path, body }, objects.accessReview),
      );
      return review.status?.allowed === true;
    },
    close,
  };
}
