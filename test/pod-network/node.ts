import { QueryError } from '../../agent/error.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { EndpointSliceInfo, ServiceInfo } from '../../agent/facts/pod-network.ts';
import type { Host } from '../../agent/host.ts';
import { createPodNetwork } from '../../agent/probes/pod-network.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { healthyHost } from '../healthy-host.ts';
import { fileStat, unaskedCluster } from '../host.ts';
import { got, snapshotWith } from '../snapshot.ts';

/** A document of HNS, with the fields that hcsshim's package hcn gives it. */
export type Document = Readonly<Record<string, unknown>> & { readonly ID: string };

type Refusal = 'hangs' | 'denied' | 'absent';

/** A node by what its HNS, its files and its cluster answer. What is left out: no such thing is there. */
export interface Node {
  hns?:
    | Refusal
    | { networks?: Document[] | Refusal; endpoints?: Document[] | Refusal; loadBalancers?: Document[] | Refusal };
  /** Files in conf_dir, by name. */
  cni?: Readonly<Record<string, unknown>>;
  /** Programs in bin_dir. */
  plugins?: readonly string[];
  /** The command line of kube-proxy.exe. */
  kubeProxy?: string;
  /** Files by path: a configuration of kube-proxy. */
  files?: Readonly<Record<string, string>>;
  /** null: the token may not read them. */
  cluster?: { services: ServiceInfo[]; slices: EndpointSliceInfo[] } | null;
  /** Whatever else the facts of the node say. */
  edit?(facts: FactValues): void;
}

const conf = 'C:\\Program Files\\containerd\\cni\\conf';
const bin = 'C:\\Program Files\\containerd\\cni\\bin';
const at = new Date('2026-11-01T11:00:00Z');
export const settings = { listen: [{ address: '127.0.0.1', port: 20_258 }] };

const refusals: Readonly<Record<Exclude<Refusal, 'hangs'>, QueryError>> = {
  denied: new QueryError('denied', 'HcnEnumerateNetworks: ERROR_ACCESS_DENIED (5)', '5'),
  absent: new QueryError('unsupported', 'computenetwork.dll HcnEnumerateNetworks: not found'),
};

/** The answer of a call that does not come back is what its queue says at the end of its patience. */
const refused = (refusal: Refusal): Promise<never> =>
  Promise.reject(refusal === 'hangs' ? new QueryError('timeout', 'no answer within 5000 ms') : refusals[refusal]);

export function hostOf({ hns = {}, cni = {}, plugins, kubeProxy, files = {}, cluster = null }: Node): Host {
  const confFiles = new Map(
    Object.entries(cni).map(([name, value]) => [
      `${conf}\\${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const texts = new Map([...confFiles, ...Object.entries(files)]);
  const programs = plugins?.map((name) => `${bin}\\${name}.exe`);
  const held = (kind: 'networks' | 'endpoints' | 'loadBalancers') =>
    typeof hns === 'string' ? hns : (hns[kind] ?? []);
  const { processes, files: healthy } = healthyHost;
  return {
    ...healthyHost,
    hostNetworks: {
      list: async (kind) => {
        const documents = held(kind);
        return typeof documents === 'string' ? refused(documents) : documents.map(({ ID }) => ID);
      },
      read: async (kind, id) => {
        const documents = held(kind);
        if (typeof documents === 'string') return refused(documents);
        const found = documents.find(({ ID }) => ID === id);
        return found === undefined ? null : JSON.stringify(found);
      },
    },
    files: {
      ...healthy,
      list: async (path) => (path === conf ? Object.keys(cni) : healthy.list(path)),
      read: async (path, range) => {
        const text = texts.get(path);
        return text === undefined ? healthy.read(path, range) : { bytes: Buffer.from(text), size: text.length };
      },
      stat: async (path) => {
        const text = texts.get(path);
        if (text !== undefined) return fileStat(path, text.length, at);
        if (!path.startsWith(bin)) return healthy.stat(path);
        return programs === undefined || programs.includes(path) ? fileStat(path, 1, at) : null;
      },
    },
    processes: {
      ...processes,
      list: async () => [
        ...(await processes.list()),
        ...(kubeProxy === undefined ? [] : [{ pid: 3000, parentPid: 1300, name: 'kube-proxy.exe' }]),
      ],
      commandLine: async (pid) => (pid === 3000 ? (kubeProxy ?? null) : processes.commandLine(pid)),
    },
    cluster: () => ({
      ...unaskedCluster,
      services: async () => {
        if (cluster === null) throw new QueryError('denied', 'list services: 403 Forbidden', '403');
        return { items: cluster.services, truncated: false };
      },
      endpointSlices: async () => ({ items: cluster?.slices ?? [], truncated: false }),
    }),
  };
}

/** The snapshot that hostprobe takes there. */
export async function snapshotOf(node: Node): Promise<Snapshot> {
  const value = await createPodNetwork().read(hostOf(node), settings);
  return snapshotWith((facts) => {
    facts['pod-network'] = value;
    if (node.kubeProxy !== undefined) facts['runtime-process'].counts['kube-proxy'] = 1;
    node.edit?.(facts);
  });
}

let next = 0;
/** Ids as HNS writes them. */
export const guid = (): string => `${(++next).toString(16).padStart(8, '0')}-2424-4C5E-9B9D-000000000000`.toUpperCase();

export const network = (Name: string, Type: string | null, subnet = '10.244.1.0/24'): Document => ({
  ID: guid(),
  Name,
  // HNS leaves the type of a NAT network out.
  ...(Type === null ? {} : { Type }),
  Ipams: [{ Type: 'Static', Subnets: [{ IpAddressPrefix: subnet }] }],
  Flags: 0,
  SchemaVersion: { Major: 2, Minor: 13 },
});

/** EndpointFlagsRemoteEndpoint is 1. */
export const endpoint = (of: Document, IpAddress: string, remote = false, Name = ''): Document => ({
  ID: guid(),
  Name: Name || `Ethernet ${next}`,
  HostComputeNetwork: of.ID,
  IpConfigurations: [{ IpAddress, PrefixLength: 24 }],
  MacAddress: '00-15-5D-52-C1-11',
  ...(remote ? { Flags: 1 } : {}),
  SchemaVersion: { Major: 2, Minor: 13 },
});

export const loadBalancer = (vip: string, port: number, endpoints: readonly string[], Protocol = 6): Document => ({
  ID: guid(),
  HostComputeEndpoints: [...endpoints],
  SourceVIP: '10.244.1.2',
  FrontendVIPs: vip === '' ? [] : [vip],
  PortMappings: [{ Protocol, InternalPort: 8080, ExternalPort: port }],
  SchemaVersion: { Major: 2, Minor: 13 },
});

const longAgo = '2026-10-30T09:00:00.000Z';

export const service = (name: string, address: string, more: Partial<ServiceInfo> = {}): ServiceInfo => ({
  namespace: 'shop',
  name,
  addresses: [address],
  local: false,
  proxied: true,
  ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
  changedAt: longAgo,
  ...more,
});

export const slice = (
  of: string,
  addresses: readonly string[],
  more: Partial<EndpointSliceInfo> = {},
): EndpointSliceInfo => ({
  namespace: 'shop',
  service: of,
  ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
  endpoints: addresses.map((address) => ({ address, ready: true, ofPod: true, hinted: false })),
  changedAt: longAgo,
  ...more,
});

/** An ordinary pod that runs. */
export function withOrdinaryPods(facts: FactValues, count = 1): void {
  const { sandboxes } = facts.runtime;
  const [own] = sandboxes.ok ? sandboxes.value : [];
  if (own === undefined || !sandboxes.ok) throw new Error('the healthy node has no sandbox');
  for (let index = 0; index < count; index++) {
    sandboxes.value.push({
      ...own,
      id: `${index}`.padStart(64, 'e'),
      name: `web-${index}`,
      namespace: 'shop',
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      hostProcess: false,
    });
  }
}

export function withoutNetwork(facts: FactValues, message = 'cni plugin not initialized'): void {
  const { status } = facts.runtime;
  if (!status.ok) throw new Error('the healthy node has a status');
  status.value.conditions = status.value.conditions.map((condition) =>
    condition.type === 'NetworkReady'
      ? {
          ...condition,
          status: false,
          reason: 'NetworkPluginNotReady',
          message: `Network plugin returns error: ${message}`,
        }
      : condition,
  );
  status.value.lastCniLoadStatus = `cni config load failed: no network config found in ${conf}: ${message}`;
}

type Pod = Extract<NonNullable<FactValues['cluster']['seen']>['pods'], { ok: true }>['value']['hostProcess'][number];

/** A HostProcess pod of a DaemonSet beside hostprobe's own. */
export function withHostProcessPod(
  facts: FactValues,
  {
    name,
    namespace = 'kube-system',
    waits,
  }: { name: string; namespace?: string; waits?: [reason: string, message: string] },
): void {
  const pods = facts.cluster.seen?.pods;
  const [own] = pods?.ok ? pods.value.hostProcess : [];
  if (!pods?.ok || own === undefined) throw new Error('the healthy node has a pod');
  const daemonSet = name.replace(/-\w+$/, '');
  const [reason, message] = waits ?? ['', ''];
  const pod: Pod = {
    ...structuredClone(own),
    name,
    namespace,
    uid: `uid-of-${name}`,
    owner: { kind: 'DaemonSet', name: daemonSet },
    troubled: waits !== undefined,
  };
  for (const container of pod.containers) {
    Object.assign(container, { name: daemonSet, image: `registry.example/${daemonSet}:v1`, ids: [] });
    if (waits !== undefined) {
      Object.assign(container, {
        ready: false,
        restarts: 7,
        state: { kind: 'waiting', reason, message, exitCode: null, at: null },
      });
    }
  }
  pods.value.hostProcess.push(pod);
}

export function withKubeProxy(facts: FactValues, version: string): void {
  facts['runtime-binaries']['kube-proxy'] = { path: 'C:\\k\\kube-proxy.exe', version: got(version) };
}
