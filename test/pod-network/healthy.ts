import type { FactValues } from '../../agent/facts/index.ts';
import type { ServiceInfo } from '../../agent/facts/pod-network.ts';
import { asLocalService } from '../variations.ts';
import {
  type Document,
  endpoint,
  loadBalancer,
  type Node,
  network,
  service,
  slice,
  withHostProcessPod,
  withOrdinaryPods,
} from './node.ts';

/**
 * Networks as distributions make them, right: the documents by hcsshim's package hcn, the configurations by the manifests
 * of each (Azure/azure-container-networking, projectcalico/calico, flannel-io/flannel, antrea-io/antrea,
 * aws/amazon-vpc-cni-plugins, kubernetes/kubernetes cluster/gce/windows, rancher/rke2, ovn-kubernetes, sig-windows-tools).
 */
interface Plan {
  networks: () => Document[];
  cni: Node['cni'];
  /** The name of the network that pods are in; null: the plugin makes one for each pod. */
  pods: string | null;
  kubeProxy?: string;
  files?: Node['files'];
}

const proxied = (name: string) => `C:\\k\\kube-proxy.exe --v=3 --proxy-mode=kernelspace --network-name=${name}`;
const one = (type: string, name: string, more = {}) => ({ cniVersion: '0.3.0', name, type, ...more });

const plans: Readonly<Record<string, Plan>> = {
  'Azure CNI': {
    networks: () => [network('azure', 'L2Bridge', '10.240.0.0/12'), network('ext', 'L2Bridge', '192.168.255.0/30')],
    cni: { '10-azure.conflist': { name: 'azure', plugins: [one('azure-vnet', ''), { type: 'portmap' }] } },
    pods: 'azure',
    kubeProxy: proxied('azure'),
  },
  'Azure CNI with a tunnel': {
    networks: () => [network('azure', 'L2Tunnel', '10.240.0.0/16')],
    cni: { '10-azure.conflist': { name: 'azure', plugins: [{ type: 'azure-vnet', mode: 'bridge' }] } },
    pods: 'azure',
    kubeProxy: 'C:\\k\\kube-proxy.exe --config=C:\\k\\kubeproxy.yaml',
    files: {
      'C:\\k\\kubeproxy.yaml': 'kind: KubeProxyConfiguration\nmode: kernelspace\nwinkernel:\n  networkName: azure\n',
    },
  },
  'Calico, overlay': {
    networks: () => [network('External', 'Overlay', '192.168.255.0/30'), network('Calico', 'Overlay', '10.42.1.0/24')],
    cni: { '10-calico.conflist': { name: 'Calico', plugins: [{ type: 'calico', mode: 'vxlan' }] } },
    pods: 'Calico',
    kubeProxy: proxied('Calico'),
  },
  'Calico, BGP': {
    networks: () => [
      network('External', 'L2Bridge', '192.168.255.0/30'),
      network('Calico', 'L2Bridge', '10.42.1.0/24'),
    ],
    cni: { '10-calico.conf': one('calico', 'Calico', { mode: 'bgp' }) },
    pods: 'Calico',
    kubeProxy: proxied('Calico'),
  },
  'flannel, overlay': {
    networks: () => [network('External', 'Overlay', '192.168.255.0/30'), network('flannel.4096', 'Overlay')],
    cni: { '10-flannel.conf': one('flannel', 'flannel.4096', { delegate: { type: 'win-overlay' } }) },
    pods: 'flannel.4096',
    kubeProxy: proxied('flannel.4096'),
  },
  'flannel, host-gw': {
    networks: () => [network('cbr0', 'L2Bridge')],
    cni: { '10-flannel.conf': one('flannel', 'cbr0', { delegate: { type: 'win-bridge' } }) },
    pods: 'cbr0',
    kubeProxy: proxied('cbr0'),
  },
  'flannel of the distribution': {
    networks: () => [network('flannel.4096', 'Overlay'), network('Default Switch', 'ICS', '172.17.96.0/20')],
    cni: {
      '07-flannel.conflist': {
        name: 'flannel.4096',
        plugins: [{ type: 'flannel', delegate: { type: 'win-overlay' } }],
      },
    },
    pods: 'flannel.4096',
    kubeProxy: 'c:\\var\\lib\\rancher\\rke2\\bin\\kube-proxy.exe --network-name=flannel.4096 --source-vip=10.42.1.9',
  },
  'Antrea, which serves the Services itself': {
    networks: () => [network('antrea-hnsnetwork', 'Transparent')],
    cni: { '10-antrea.conflist': { name: 'antrea', plugins: [{ type: 'antrea' }, { type: 'portmap' }] } },
    pods: 'antrea-hnsnetwork',
  },
  'Amazon VPC': {
    networks: () => [network('vpcbr0a1b2c3d4e5f', 'L2Bridge', '192.168.0.0/19')],
    cni: { 'vpc-bridge.conf': one('vpc-bridge', 'vpc', { capabilities: { portMappings: true } }) },
    pods: 'vpcbr0a1b2c3d4e5f',
    kubeProxy: proxied('vpcbr0a1b2c3d4e5f'),
  },
  'win-bridge of Google': {
    networks: () => [network('l2bridge', 'L2Bridge', '10.64.1.0/24')],
    cni: { 'l2bridge.conf': one('win-bridge', 'l2bridge', { apiVersion: 2, ipam: { type: 'host-local' } }) },
    pods: 'l2bridge',
    kubeProxy: proxied('l2bridge'),
  },
  'hybrid overlay of OVN': {
    networks: () => [
      network('BaseOVNKubernetesHybridOverlayNetwork', 'Overlay', '100.64.0.0/30'),
      network('OVNKubernetesHybridOverlayNetwork', 'Overlay', '10.132.1.0/24'),
    ],
    cni: { 'cni.conf': one('win-overlay', 'OVNKubernetesHybridOverlayNetwork', { apiVersion: 2 }) },
    pods: 'OVNKubernetesHybridOverlayNetwork',
    kubeProxy: proxied('OVNKubernetesHybridOverlayNetwork'),
  },
  'NAT, a node for tests': {
    networks: () => [network('nat', null, '172.19.208.0/20')],
    cni: { '0-containerd-nat.conf': one('nat', 'nat', { master: 'Ethernet' }) },
    pods: 'nat',
  },
};

/** What happens on a healthy node. */
type Turn = (node: Node, parts: { plan: Plan; of: Document }) => Node;

const withHns = (node: Node, more: Partial<Exclude<Node['hns'], string | undefined>>): Node => ({
  ...node,
  hns: { ...(typeof node.hns === 'object' ? node.hns : {}), ...more },
});
const alsoEdit = (node: Node, edit: (facts: FactValues) => void): Node => ({
  ...node,
  edit: (facts) => {
    node.edit?.(facts);
    edit(facts);
  },
});

const inService: Turn = (node, { plan, of }) => {
  const endpoints = [
    ...['10.42.1.10', '10.42.1.11'].map((address) => endpoint(of, address)),
    ...['10.42.2.20', '10.42.2.21'].map((address) => endpoint(of, address, true)),
  ];
  const [first, second, third, fourth] = endpoints.map(({ ID }) => ID) as [string, string, string, string];
  const more = (name: string, address: string, rest: Partial<ServiceInfo> = {}) => service(name, address, rest);
  const running = alsoEdit(withHns(node, { endpoints }), (facts) => withOrdinaryPods(facts, 2));
  if (plan.kubeProxy === undefined) return running;
  return {
    ...withHns(running, {
      loadBalancers: [
        loadBalancer('10.43.0.10', 80, [first, third]),
        loadBalancer('10.43.0.10', 443, [first, third]),
        loadBalancer('10.43.0.53', 53, [fourth], 17),
        // A NodePort, which has no address of its own, and an address of a cloud's load balancer.
        loadBalancer('', 30_080, [first, third]),
        loadBalancer('20.1.2.3', 80, [second]),
        // kube-proxy sends the node's own pods only.
        loadBalancer('10.43.0.77', 80, [second]),
      ],
    }),
    cluster: {
      services: [
        more('cart', '10.43.0.10', {
          ports: [
            { name: 'http', protocol: 'TCP', port: 80 },
            { name: 'https', protocol: 'TCP', port: 443 },
          ],
        }),
        more('dns', '10.43.0.53', { ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] }),
        more('headless', 'None'),
        more('without-pods', '10.43.0.60'),
        more('not-ready', '10.43.0.61'),
        more('of-this-node', '10.43.0.62'),
        more('outside', '10.43.0.63'),
        more('near', '10.43.0.77', { local: true }),
        more('six', 'fd00::10'),
        more('just-made', '10.43.0.78', { changedAt: '2026-11-01T11:59:50.000Z' }),
        more('by-a-mesh', '10.43.0.79', { proxied: false }),
      ],
      slices: [
        {
          ...slice('cart', ['10.42.1.10', '10.42.2.20']),
          ports: [
            { name: 'http', protocol: 'TCP', port: 8080 },
            { name: 'https', protocol: 'TCP', port: 8443 },
          ],
        },
        { ...slice('dns', ['10.42.2.21']), ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] },
        slice('headless', ['10.42.1.10']),
        slice('not-ready', ['10.42.1.99'], {
          endpoints: [{ address: '10.42.1.99', ready: false, ofPod: true, hinted: false }],
        }),
        slice('of-this-node', ['10.0.0.7']),
        slice('outside', ['203.0.113.7'], {
          endpoints: [{ address: '203.0.113.7', ready: true, ofPod: false, hinted: false }],
        }),
        slice('near', ['10.42.1.11', '10.42.2.20']),
        slice('six', ['fd00::99']),
        slice('just-made', ['10.42.1.10']),
        slice('by-a-mesh', ['10.42.1.10']),
      ],
    },
  };
};

const turns: Readonly<Record<string, Turn>> = {
  'before the first ordinary pod': (node) => node,
  'with pods and Services': inService,
  'with pods, and a token that may not read Services': (node, parts) => ({ ...inService(node, parts), cluster: null }),
  'seen by LocalService, which HNS refuses': (node) => alsoEdit({ ...node, hns: 'denied' }, asLocalService),
  'while a rollout changes the endpoints': (node, parts) => {
    const done = inService(node, parts);
    const { services = [], slices = [] } = done.cluster ?? {};
    if (done.cluster == null) return done;
    return {
      ...done,
      cluster: {
        services,
        slices: slices.map((each) =>
          each.service === 'cart'
            ? { ...slice('cart', ['10.42.1.10', '10.42.9.9']), changedAt: '2026-11-01T11:59:40.000Z' }
            : each,
        ),
      },
    };
  },
};

/** Every plan in every turn. */
export const healthyNodes: Readonly<Record<string, Node>> = Object.fromEntries(
  Object.entries(plans).flatMap(([name, plan]) =>
    Object.entries(turns).map(([turn, change]) => {
      const networks = plan.networks();
      const of = networks.find(({ Name }) => Name === plan.pods) ?? networks[0];
      if (of === undefined) throw new Error(`${name} has no network`);
      const { cni, kubeProxy, files } = plan;
      const node: Node = {
        hns: { networks },
        ...(cni === undefined ? {} : { cni }),
        ...(kubeProxy === undefined ? {} : { kubeProxy }),
        ...(files === undefined ? {} : { files }),
        edit: (facts) => withHostProcessPod(facts, { name: 'kube-proxy-windows-abcde' }),
      };
      return [`${name}, ${turn}`, change(node, { plan, of })];
    }),
  ),
);

const antrea = network('antrea-hnsnetwork', 'Transparent');

/** Others that look like a fault. */
export const lookAlikes: Readonly<Record<string, Node>> = {
  'Docker keeps its NAT network beside the one of the pods': {
    hns: { networks: [network('nat', null, '172.28.16.0/20'), network('Calico', 'Overlay')] },
    cni: { '10-calico.conflist': { name: 'Calico', plugins: [{ type: 'calico' }] } },
  },
  'the plugin makes its network with the first pod': {
    hns: { networks: [] },
    cni: { '10-azure.conflist': { name: 'azure', plugins: [{ type: 'azure-vnet' }] } },
    kubeProxy: proxied('azure'),
  },
  'kube-proxy of another mode': {
    hns: { networks: [antrea], endpoints: [endpoint(antrea, '10.42.1.10')] },
    kubeProxy: 'C:\\k\\kube-proxy.exe --proxy-mode=userspace',
    edit: (facts) => withOrdinaryPods(facts),
  },
  'no container feature: HNS is not installed': { hns: 'absent' },
  'only HostProcess pods run, for which HNS has no endpoint': {
    hns: { networks: [network('Calico', 'Overlay')] },
    cni: { '10-calico.conflist': { name: 'Calico', plugins: [{ type: 'calico' }] } },
    kubeProxy: proxied('Calico'),
  },
};
