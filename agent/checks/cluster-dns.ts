import { check, evidence } from '../check.ts';
import { given, known } from '../fact.ts';
import { unsplit } from '../fix.ts';

export const clusterDns = check({
  id: 'cluster-dns',
  area: 'network',
  title: 'Names of the cluster, as the DNS of the node resolves them',
  why: "HostProcess pods use the node's DNS, and dnsPolicy ClusterFirstWithHostNet does nothing on Windows: names of services usually do not resolve, and that is no fault. A name that resolves to another address is one.",
  needs: ['network'],
  reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-windows',
  run({ network }) {
    const { clusterName } = network;
    const servers = given(network.nameServers);
    const host = network.apiServer.host;
    const seen = [
      evidence('name servers', servers?.join(', ') ?? 'could not read'),
      evidence('KUBERNETES_SERVICE_HOST', host ?? '(not set)'),
    ];
    if (servers?.length === 0) {
      return {
        status: 'warn',
        summary:
          'the node has no DNS server: names of image registries and of the API server do not resolve here either',
        evidence: seen,
        fix: unsplit(
          'Give the node one: Get-DnsClientServerAddress, then Set-DnsClientServerAddress -InterfaceAlias <name> -ServerAddresses <address>',
        ),
      };
    }
    if (!clusterName.ok && clusterName.error.kind === 'timeout') {
      return {
        status: 'warn',
        summary: `the DNS servers of the node do not answer in time: ${clusterName.error.message}`,
        evidence: seen,
        fix: unsplit(
          'Try them on the node: Resolve-DnsName kubernetes.default.svc; Get-DnsClientServerAddress tells which they are.',
        ),
      };
    }
    const addresses = known(clusterName);
    if (addresses.length === 0) {
      return {
        status: 'pass',
        summary:
          "kubernetes.default.svc does not resolve, as usual with the node's DNS: programs here must use KUBERNETES_SERVICE_HOST",
        evidence: seen,
      };
    }
    seen.push(evidence('kubernetes.default.svc', addresses.join(', ')));
    if (host !== null && isAddress(host) && !addresses.includes(host)) {
      return {
        status: 'warn',
        summary: `kubernetes.default.svc resolves to ${addresses.join(', ')}, but the API server of this cluster is ${host}: the node's DNS answers for another cluster, or for every name`,
        evidence: seen,
        fix: unsplit(
          'See who answers (Resolve-DnsName kubernetes.default.svc on the node) and take the name out of that DNS or out of the search list (Get-DnsClientGlobalSetting); meanwhile use KUBERNETES_SERVICE_HOST.',
        ),
      };
    }
    return {
      status: 'pass',
      summary: `the node's DNS knows kubernetes.default.svc: ${addresses.join(', ')}`,
      evidence: seen,
    };
  },
});

/** As against a name, which some clusters give instead. */
const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);
