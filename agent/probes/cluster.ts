import { podVariables } from '../config/pod-variables.ts';
import type { FactError, Part } from '../fact.ts';
import type { ClusterSeen } from '../facts/cluster.ts';
import type { Cluster } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { findAccess } from './cluster/find-api-access.ts';
import { readPods, readRefused } from './cluster/pods.ts';

/** How many are queried one by one. */
const maxNamespaces = 20;

export const cluster: Probe<'cluster'> = {
  // Beside the budget of the client: what loading it takes on a slow node.
  deadlineMs: 15_000,
  async read(host) {
    const found = await findAccess(host);
    if (found.login === null) return { access: found.reported, seen: null };
    const nodeName = host.self.variable(podVariables.nodeName) || found.node || host.system.hostname().toLowerCase();
    const api = host.cluster(found.login);
    try {
      return { access: found.reported, seen: await read(api, nodeName, host.now()) };
    } finally {
      api.close();
    }
  },
};

async function read(api: Cluster, nodeName: string, now: Date): Promise<ClusterSeen> {
  const version = await partOf(api.version());
  if (!version.ok && endsAll(version.error)) return unanswered(nodeName, version);
  const node = await partOf(api.node(nodeName));
  // The version may be known from before.
  if (!node.ok && endsAll(node.error)) return unanswered(nodeName, node);
  const [pods, refused, permissions] = await Promise.all([
    partOf(readPods(api, nodeName, now)),
    partOf(readRefused(api)),
    partOf(api.permissions()),
  ]);
  const namespaces = [
    ...(pods.ok ? pods.value.hostProcess : []),
    ...(refused.ok ? refused.value.items.map(({ daemonSet }) => daemonSet) : []),
  ].map(({ namespace }) => namespace);
  return {
    nodeName,
    version,
    node,
    pods,
    podSecurity: await readPodSecurity(api, [...new Set(namespaces)].slice(0, maxNamespaces)),
    refused,
    permissions,
  };
}

/** A server that is not reached, or that does not know this account, says the same to every question. */
const endsAll = ({ code }: FactError): boolean => code === '401' || !/^\d{3}$/.test(code ?? '');

function unanswered(nodeName: string, why: Part<never>): ClusterSeen {
  return { nodeName, version: why, node: why, pods: why, podSecurity: [], refused: why, permissions: why };
}

async function readPodSecurity(api: Cluster, namespaces: readonly string[]) {
  const read: ClusterSeen['podSecurity'] = [];
  for (const namespace of namespaces) {
    const labels = await partOf(api.namespaceLabels(namespace, 'pod-security.kubernetes.io/'));
    read.push({ namespace, labels });
  }
  return read;
}
