import { QueryError } from '../../error.ts';
import type { PartValue } from '../../fact.ts';
import type { HostNetwork, PodNetwork } from '../../facts/pod-network.ts';
import type { Host, HostNetworkKind } from '../../host.ts';
import { fieldOf, jsonIn, wordOf } from '../../json.ts';

/** Three calls for each object: a node with more is not asked for all in one run. */
const mostRead = 1_000;
const mostShown = 20;

/** EndpointFlagsRemoteEndpoint (hcsshim hcn/hcnendpoint.go). */
const remoteEndpoint = 1;

export interface HnsEndpoint {
  id: string;
  network: string;
  addresses: string[];
  remote: boolean;
  /**
   * The id, or its beginning, of the sandbox that it was made for, by its name: "<64 digits>_Calico", "1ab00986-eth0"; null: it has
   * none. Source: containernetworking/plugins pkg/hns/endpoint_windows.go, azure-container-networking network/endpoint_windows.go.
   */
  sandbox: string | null;
  /** When it was first seen. */
  since: Date;
}

export type HnsLoadBalancer = PartValue<PodNetwork['loadBalancers']>['orphaned'][number] & { endpoints: string[] };

/** Endpoints by id, as HNS writes it; one keeps its address as long as it is there. */
export type KnownEndpoints = Map<string, HnsEndpoint>;

/**
 * HNS starts on demand, and a question would start it.
 * @throws QueryError if it does not run
 */
export async function requireHns(host: Host): Promise<void> {
  const service = await host.services.query('hns');
  if (service?.state === 'running') return;
  const why = service === null ? 'is not installed' : `is ${service.state}`;
  throw new QueryError('unsupported', `the Host Network Service (hns) ${why}, and was not asked`);
}

export async function readNetworks(host: Host): Promise<HostNetwork[]> {
  const found = await readAll(host, 'networks', await host.hostNetworks.list('networks'));
  return found.map(({ id, json }) => ({
    id,
    name: wordOf(json, 'Name') ?? '',
    // HNS leaves out 0, which is NAT (hcsshim hcn/hcnnetwork.go, getNetwork).
    type: wordOf(json, 'Type') ?? 'NAT',
    subnets: listIn(json, 'Ipams')
      .flatMap((ipam) => listIn(ipam, 'Subnets'))
      .flatMap((subnet) => wordOf(subnet, 'IpAddressPrefix') ?? []),
  }));
}

/** Asks for those that are new. @returns how many were not asked for */
export async function readEndpoints(host: Host, known: KnownEndpoints): Promise<number> {
  const ids = await host.hostNetworks.list('endpoints');
  const listed = new Set(ids);
  for (const id of known.keys()) if (!listed.has(id)) known.delete(id);
  const unknown = ids.filter((id) => !known.has(id));
  for (const { id, json } of await readAll(host, 'endpoints', unknown.slice(0, mostRead))) {
    known.set(id, {
      id,
      network: wordOf(json, 'HostComputeNetwork') ?? '',
      addresses: listIn(json, 'IpConfigurations').flatMap((one) => plainAddress(wordOf(one, 'IpAddress') ?? '') || []),
      remote: (numberIn(json, 'Flags') & remoteEndpoint) !== 0,
      sandbox:
        /^(?:[\da-f]{64}(?=_)|[\da-f]{8}(?=-eth\d))/i.exec(wordOf(json, 'Name') ?? '')?.[0].toLowerCase() ?? null,
      since: host.now(),
    });
  }
  return Math.max(0, unknown.length - mostRead);
}

/** The address as others write it too: IPv6 shortened, in lower case. */
const plainAddress = (address: string): string => {
  const url = address.includes(':') ? URL.parse(`http://[${address}]/`) : null;
  return url === null ? address : url.hostname.slice(1, -1);
};

type Shared = PartValue<PodNetwork['endpoints']>['shared'];

/** Addresses that an endpoint of this node shares with one of another node. @param own addresses of the node itself */
export function sharedAddresses(endpoints: Iterable<HnsEndpoint>, own: ReadonlySet<string>): Shared {
  const places = [...endpoints].flatMap((endpoint) =>
    endpoint.addresses.filter((address) => !own.has(address)).map((address) => ({ address, endpoint })),
  );
  const groups = Map.groupBy(places, ({ address, endpoint }) => `${endpoint.network.toLowerCase()} ${address}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [local, remote] = [false, true].map((is) => group.find(({ endpoint }) => endpoint.remote === is));
      if (local === undefined || remote === undefined) return [];
      return [{ address: local.address, local: local.endpoint.id, remote: remote.endpoint.id }];
    })
    .slice(0, mostShown);
}

/** More pods than that no node has. */
const mostMade = 300;

export const madeFor = (endpoints: readonly HnsEndpoint[]) =>
  endpoints
    .flatMap(({ id, sandbox, remote, since }) =>
      sandbox === null || remote ? [] : [{ id, sandbox, since: since.toISOString() }],
    )
    .slice(0, mostMade);

export async function readLoadBalancers(host: Host): Promise<{ all: HnsLoadBalancer[]; unread: number }> {
  const ids = await host.hostNetworks.list('loadBalancers');
  const found = await readAll(host, 'loadBalancers', ids.slice(0, mostRead));
  const all = found.flatMap(({ id, json }) => {
    const endpoints = listIn(json, 'HostComputeEndpoints').filter((one) => typeof one === 'string');
    const addresses = listIn(json, 'FrontendVIPs')
      .filter((one) => typeof one === 'string')
      .map(plainAddress);
    return listIn(json, 'PortMappings').flatMap((mapping) =>
      (addresses.length === 0 ? [null] : addresses).map((address) => ({
        id,
        address,
        protocol: protocolOf(numberIn(mapping, 'Protocol')),
        port: numberIn(mapping, 'ExternalPort'),
        endpoints,
      })),
    );
  });
  return { all, unread: Math.max(0, ids.length - mostRead) };
}

/** IANA protocol numbers. */
const protocolOf = (number: number): string => ({ 6: 'TCP', 17: 'UDP', 132: 'SCTP' })[number] ?? String(number);

/** Those of whose endpoints HNS has none. @param ids of the endpoints that HNS has, read after the load balancers */
export function orphanedAmong(all: readonly HnsLoadBalancer[], ids: readonly string[]) {
  const there = new Set(ids.map((id) => id.toLowerCase()));
  return all
    .filter(({ endpoints }) => !endpoints.some((id) => there.has(id.toLowerCase())))
    .slice(0, mostShown)
    .map(({ id, address, protocol, port }) => ({ id, address, protocol, port }));
}

async function readAll(host: Host, kind: HostNetworkKind, ids: readonly string[]) {
  const found: { id: string; json: unknown }[] = [];
  for (const id of ids) {
    const text = await host.hostNetworks.read(kind, id);
    if (text !== null) found.push({ id, json: jsonIn(text) });
  }
  return found;
}

function listIn(json: unknown, name: string): unknown[] {
  const found = fieldOf(json, name);
  return Array.isArray(found) ? found : [];
}

function numberIn(json: unknown, name: string): number {
  const found = fieldOf(json, name);
  return typeof found === 'number' ? found : 0;
}
