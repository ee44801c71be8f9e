import { QueryError } from '../error.ts';
import { ifKnown, type PartValue } from '../fact.ts';
import type { DifferingService, EndpointSliceInfo, PodNetwork, ServiceInfo } from '../facts/pod-network.ts';
import type { Host } from '../host.ts';
import { type Probe, type ProbeSettings, partOf } from '../probe.ts';
import { flagOf } from '../windows/command-line.ts';
import { decodeText } from '../windows/encoding.ts';
import { findAccess } from './cluster/find-api-access.ts';
import { findMeant } from './containerd/start-commands.ts';
import { readCni } from './pod-network/cni.ts';
import {
  type HnsEndpoint,
  type HnsLoadBalancer,
  type KnownEndpoints,
  madeFor,
  orphanedAmong,
  readEndpoints,
  readLoadBalancers,
  readNetworks,
  requireHns,
  sharedAddresses,
} from './pod-network/hns.ts';

/** HNS answers in milliseconds, or hangs for minutes. */
const networksMs = 5_000;
const endpointsMs = 6_000;
const loadBalancersMs = 8_000;
/** Reading hundreds of load balancers, and all Services of the cluster, is a load for HNS and for the API server. */
const compareEveryMs = { sound: 10 * 60_000, wrong: 2 * 60_000 };
const maxConfigBytes = 2 ** 18;

type Compared = Pick<PodNetwork, 'loadBalancers' | 'services'>;

/** Remembers what it read of endpoints, and the comparison of Services. */
export function createPodNetwork(): Probe<'pod-network'> {
  const known: KnownEndpoints = new Map();
  let compared: { until: number; value: Compared } | null = null;

  async function readHns(
    host: Host,
    kubeProxy: PodNetwork['kubeProxy'],
  ): Promise<Omit<PodNetwork, 'cni' | 'kubeProxy'>> {
    const networks = await partOf(
      requireHns(host).then(() => readNetworks(host)),
      networksMs,
    );
    // A service that does not answer is not asked again in this run.
    if (!networks.ok) return { networks, endpoints: networks, loadBalancers: networks, services: networks };
    const own = new Set((ifKnown(await partOf(host.network.interfaces())) ?? []).map(({ address }) => address));
    const endpoints = await partOf(
      readEndpoints(host, known).then((unread) => ({
        local: [...known.values()].filter(({ remote }) => !remote).length,
        remote: [...known.values()].filter(({ remote }) => remote).length,
        unread,
        shared: sharedAddresses(known.values(), own),
        made: madeFor([...known.values()]),
      })),
      endpointsMs,
    );
    if (!endpoints.ok) return { networks, endpoints, loadBalancers: endpoints, services: endpoints };
    const now = host.now().getTime();
    if (compared === null || now >= compared.until) {
      const value = await compare(host, { known, own, kubeProxy });
      compared = { until: now + compareEveryMs[isSound(value) ? 'sound' : 'wrong'], value };
    }
    return { networks, endpoints, ...compared.value };
  }

  return {
    deadlineMs: 25_000,
    async read(host, settings: ProbeSettings) {
      const [cni, kubeProxy] = await Promise.all([
        partOf(readCni(host, settings)),
        partOf(readKubeProxy(host, settings)),
      ]);
      return { ...(await readHns(host, kubeProxy)), cni, kubeProxy };
    },
  };
}

const isSound = ({ loadBalancers, services }: Compared): boolean =>
  loadBalancers.ok &&
  loadBalancers.value.orphaned.length === 0 &&
  !(services.ok && services.value !== null && services.value.differing.length > 0);

async function compare(
  host: Host,
  { known, own, kubeProxy }: { known: KnownEndpoints; own: ReadonlySet<string>; kubeProxy: PodNetwork['kubeProxy'] },
): Promise<Compared> {
  const at = host.now().toISOString();
  const read = await partOf(
    readLoadBalancers(host).then(async (found) => ({ ...found, ids: await host.hostNetworks.list('endpoints') })),
    loadBalancersMs,
  );
  if (!read.ok) return { loadBalancers: read, services: read };
  const { all, unread, ids } = read.value;
  const count = new Set(all.map(({ id }) => id)).size + unread;
  const loadBalancers = { ok: true as const, value: { at, count, unread, orphaned: orphanedAmong(all, ids) } };
  return { loadBalancers, services: await partOf(compareNow()) };

  async function compareNow() {
    const running = ifKnown(kubeProxy);
    if (!running || (running.mode !== null && running.mode !== 'kernelspace')) return null;
    const { services, slices } = await readCluster(host);
    // Endpoints that came since: a load balancer was made with them.
    const unknown = await readEndpoints(host, known);
    // With a part of one side, the other would seem to have too much.
    const isWhole = unread === 0 && unknown === 0 && !slices.truncated;
    return {
      at,
      truncated: services.truncated || !isWhole,
      ...compareServices({
        services: isWhole ? services.items : [],
        slices: slices.items,
        loadBalancers: all,
        endpoints: known,
        own,
      }),
    };
  }
}

async function readCluster(host: Host) {
  const { login, reported } = await findAccess(host);
  if (login === null) throw new QueryError('unsupported', reported.kind === 'none' ? reported.reason : 'no access');
  const api = host.cluster(login);
  try {
    return { services: await api.services(), slices: await api.endpointSlices() };
  } finally {
    api.close();
  }
}

async function readKubeProxy(host: Host, settings: ProbeSettings): Promise<PartValue<PodNetwork['kubeProxy']>> {
  const process = await findMeant(host, settings, 'kube-proxy');
  if (process === undefined) return null;
  const line = await host.processes.commandLine(process.pid);
  if (line === null) return null;
  const file = flagOf(line, '--config');
  // A file inside of its container is not seen from here, and one that is refused says no more.
  const read = file && ifKnown(await partOf(host.files.read(file.replaceAll('/', '\\'), { maxBytes: maxConfigBytes })));
  const config = read ? decodeText(read.bytes) : '';
  const set = (name: string) => new RegExp(`^\\s*${name}:\\s*["']?([^\\s"'#]+)`, 'm').exec(config)?.[1] ?? null;
  return {
    pid: process.pid,
    network: flagOf(line, '--network-name') ?? set('networkName') ?? (await networkInEnvironment(host)),
    mode: flagOf(line, '--proxy-mode') ?? set('mode'),
  };
}

const machine = 'SYSTEM\\CurrentControlSet\\Control\\Session Manager';
const kubeProxies = ['kube-proxy', 'kubeproxy'].map((name) => `SYSTEM\\CurrentControlSet\\Services\\${name}`);

/**
 * What a service of the node gets as KUBE_NETWORK, from its own environment, from nssm, or from the machine; of a pod the runtime
 * knows it. Source: kubernetes pkg/proxy/winkernel/proxier.go (getNetworkName), nssm src/registry.cpp.
 */
async function networkInEnvironment(host: Host): Promise<string | null> {
  const lists = kubeProxies.flatMap((key) => [
    [key, 'Environment'] as const,
    [`${key}\\Parameters`, 'AppEnvironmentExtra'] as const,
  ]);
  for (const [key, value] of lists) {
    const read = ifKnown(await partOf(host.registry.read(key, value)));
    const found = (Array.isArray(read) ? read : []).find((one) => /^KUBE_NETWORK=/i.test(one));
    if (found !== undefined) return found.slice('KUBE_NETWORK='.length);
  }
  const own = ifKnown(await partOf(host.registry.read(`${machine}\\Environment`, 'KUBE_NETWORK')));
  return typeof own === 'string' && own !== '' ? own : null;
}

type Comparison = NonNullable<PartValue<PodNetwork['services']>>;

const mostShown = 50;

interface Sides {
  services: readonly ServiceInfo[];
  slices: readonly EndpointSliceInfo[];
  loadBalancers: readonly HnsLoadBalancer[];
  /** By id. */
  endpoints: ReadonlyMap<string, HnsEndpoint>;
  /** Addresses of the node itself: kube-proxy makes no endpoint for pods in the node's own network. */
  own: ReadonlySet<string>;
}

/**
 * Whether HNS has a load balancer for each port of each Service, with the endpoints that the Service has. Compared is only
 * what kube-proxy must have done: pods that are ready, and not what the labels or policies of a Service take out;
 * IPv6 where HNS has a load balancer of it, since on a node of one family kube-proxy makes none.
 * Source: kubernetes pkg/proxy/winkernel/proxier.go (syncProxyRules), pkg/proxy/topology.go.
 */
function compareServices(sides: Sides): Omit<Comparison, 'at' | 'truncated'> {
  const slices = Map.groupBy(sides.slices, ({ namespace, service }) => `${namespace}/${service}`);
  const inHns = Map.groupBy(sides.loadBalancers, ({ address, protocol, port }) => `${address} ${protocol} ${port}`);
  const addressesById = new Map(
    [...sides.endpoints.values()].map(({ id, addresses }) => [id.toLowerCase(), addresses]),
  );
  const hasIpv6 = sides.loadBalancers.some(({ address }) => address !== null && isIpv6(address));
  const [differing, compared]: [DifferingService[], string[]] = [[], []];

  for (const service of sides.services) {
    if (service.local || !service.proxied) continue;
    const own = slices.get(`${service.namespace}/${service.name}`) ?? [];
    for (const port of service.ports) {
      const pods = own
        .filter(({ ports }) => ports.some(({ name }) => name === port.name))
        .flatMap((one) => one.endpoints);
      for (const address of service.addresses.filter((one) => /^[\d.]+$/.test(one) || (hasIpv6 && isIpv6(one)))) {
        const isAlike = (other: string) => isIpv6(other) === isIpv6(address);
        const wanted = pods.filter(
          (pod) => pod.ready && pod.ofPod && !sides.own.has(pod.address) && isAlike(pod.address),
        );
        if (wanted.length === 0) continue;
        const found = inHns.get(`${address} ${port.protocol} ${port.port}`);
        compared.push(address);
        const ids = (found ?? []).flatMap(({ endpoints }) => endpoints);
        const has = new Set(ids.flatMap((id) => addressesById.get(id.toLowerCase()) ?? []));
        // With hints kube-proxy chooses among the endpoints.
        const lacks =
          found === undefined || pods.some(({ hinted }) => hinted) ? [] : wanted.filter((one) => !has.has(one.address));
        const left = [...has].filter(
          (one) => isAlike(one) && !sides.own.has(one) && !pods.some((pod) => pod.address === one),
        );
        if (found !== undefined && lacks.length === 0 && left.length === 0) continue;
        const { namespace, name } = service;
        const changedAt = newest([service.changedAt, ...own.map((one) => one.changedAt)]);
        differing.push({
          ...{ namespace, name, address, protocol: port.protocol, port: port.port, changedAt, left },
          present: found !== undefined,
          lacks: lacks.map((one) => one.address),
        });
      }
    }
  }
  const missing = differing.filter(({ present }) => !present).length;
  return {
    compared: compared.length,
    missing,
    wrong: differing.length - missing,
    differing: differing.slice(0, mostShown),
  };
}

const isIpv6 = (address: string): boolean => address.includes(':');

const newest = (times: readonly (string | null)[]): string | null =>
  times
    .filter((time) => time !== null)
    .toSorted()
    .at(-1) ?? null;
