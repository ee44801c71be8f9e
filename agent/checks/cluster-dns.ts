import { check, pass, warn } from '../check.ts';
import { evidence, ifKnown, known, partEvidence } from '../fact.ts';
import { inManifest, onNode, verified } from '../fix.ts';

export const clusterDns = check({
  id: 'cluster-dns',
  area: 'network',
  title: "Cluster names in the node's DNS",
  why: "HostProcess pods use the node's DNS, and dnsPolicy ClusterFirstWithHostNet does nothing on Windows: names of services usually do not resolve, which is expected. A name that resolves to another address is a fault.",
  needs: ['network'],
  gives: ['pass', 'warn'],
  reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-windows',
  run({ network }) {
    const { clusterName } = network;
    const servers = ifKnown(network.nameServers);
    const host = network.apiServer.host;
    const seen = [
      partEvidence('name servers', network.nameServers, (all) => all.join(', ')),
      evidence('KUBERNETES_SERVICE_HOST', host ?? '(not set)'),
    ];
    if (servers?.length === 0) {
      return warn(
        'the node has no DNS server: names of image registries and of the API server do not resolve here either',
        seen,
        verified('Resolve-DnsName mcr.microsoft.com', 'It lists addresses.', [
          onNode('List the interfaces of the node with their DNS servers.', 'Get-DnsClientServerAddress'),
          setServer('Set a DNS server'),
        ]),
      );
    }
    if (!clusterName.ok && clusterName.error.kind === 'timeout') {
      return warn(`the DNS servers of the node do not answer in time: ${clusterName.error.message}`, seen, [
        onNode('See which DNS servers the node has.', 'Get-DnsClientServerAddress'),
        onNode('Ask each of them: one that times out is the fault, one that answers with an error is not.', askEach),
        setServer('If one does not answer, replace it'),
      ]);
    }
    const addresses = known(clusterName);
    if (addresses.length === 0) {
      return pass(
        "kubernetes.default.svc does not resolve, as usual with the node's DNS: programs here must use KUBERNETES_SERVICE_HOST",
        seen,
      );
    }
    seen.push(evidence('kubernetes.default.svc', addresses.join(', ')));
    if (host !== null && isAddress(host) && !addresses.includes(host)) {
      return warn(
        `kubernetes.default.svc resolves to ${addresses.join(', ')}, but the API server of this cluster is ${host}: the node's DNS answers for another cluster, or for every name`,
        seen,
        verified(
          'Resolve-DnsName kubernetes.default.svc',
          'It fails, or lists the address in KUBERNETES_SERVICE_HOST.',
          [
            onNode('Ask each server of the node, to see which one knows the name.', askEach),
            onNode('See the search list of the node.', 'Get-DnsClientGlobalSetting'),
            onNode('Remove the name from that DNS server, or its domain from the search list.'),
            inManifest('Until then, let programs use the address in KUBERNETES_SERVICE_HOST.'),
          ],
        ),
      );
    }
    return pass(`the node's DNS knows kubernetes.default.svc: ${addresses.join(', ')}`, seen);
  },
});

const setServer = (what: string) =>
  onNode(
    `${what}; <interface> is the name of its interface, and <address> the server to use.`,
    "Set-DnsClientServerAddress -InterfaceAlias '<interface>' -ServerAddresses <address>",
    'Programs of the node ask this server from then on.',
  );

/** Without -Server the first server that answers is enough. */
const askEach =
  '(Get-DnsClientServerAddress -AddressFamily IPv4).ServerAddresses | Select-Object -Unique | ForEach-Object { $_; Resolve-DnsName kubernetes.default.svc -Server $_ -DnsOnly }';

/** As against a name, which some clusters give instead. */
const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);
