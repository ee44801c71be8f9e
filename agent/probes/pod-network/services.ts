import type { PartValue } from '../../fact.ts';
import type { DifferingService, EndpointSliceInfo, PodNetwork, ServiceInfo } from '../../facts/pod-network.ts';
import type { HnsEndpoint, HnsLoadBalancer } from './hns.ts';

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
export function compareServices(sides: Sides): Omit<Comparison, 'at' | 'truncated'> {
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
