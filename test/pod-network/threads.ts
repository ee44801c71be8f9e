import {
  endpoint,
  loadBalancer,
  type Node,
  network,
  service,
  slice,
  withHostProcessPod,
  withKubeProxy,
  withOrdinaryPods,
  withoutNetwork,
} from './node.ts';

/** What an operator met, as the node would answer, with what must be said first. */
export interface Thread {
  /** Where it was told. */
  source: string;
  /** The check whose finding must come first. */
  check: string;
  /** Words that its finding must have: the names of this case. */
  says: readonly RegExp[];
  node: Node;
}

const rke2 = (name: string) =>
  `C:\\var\\lib\\rancher\\rke2\\bin\\kube-proxy.exe --bind-address=10.0.0.7 --enable-dsr=true --feature-gates=WinDSR=true --network-name=${name} --source-vip=10.42.1.2 --cluster-cidr=10.42.0.0/16 --proxy-mode=kernelspace`;

const external = () => network('External', 'Overlay', '192.168.255.0/30');
const calicoConf = {
  name: 'Calico',
  cniVersion: '0.3.1',
  plugins: [{ type: 'calico', mode: 'vxlan', ipam: { type: 'calico-ipam' }, windows_use_single_network: true }],
};
const flannelConf = {
  name: 'flannel.4096',
  cniVersion: '0.3.0',
  type: 'flannel',
  capabilities: { portMappings: true, dns: true },
  delegate: { type: 'win-overlay', apiVersion: 2, Policies: [] },
};
const natConf = {
  cniVersion: '0.2.0',
  name: 'nat',
  type: 'nat',
  master: 'Ethernet',
  ipam: { subnet: '172.19.208.0/20', routes: [{ GW: '172.19.208.1' }] },
};

const calico = network('Calico', 'Overlay', '10.42.1.0/24');
const pods = ['10.42.1.10', '10.42.1.11', '10.42.1.12', '10.42.1.13'].map((address, index) =>
  endpoint(calico, address, index > 1),
);
const [a, b, c, d] = pods.map(({ ID }) => ID) as [string, string, string, string];
const onCalico: Node = {
  hns: { networks: [external(), calico], endpoints: pods },
  cni: { '10-calico.conflist': calicoConf },
  kubeProxy: rke2('Calico'),
};

export const threads: readonly Thread[] = [
  {
    source: 'rancher/rke2#5415: kube-proxy is given Calico, HNS has calico',
    check: 'hns-networks',
    says: [/\bcalico\b/, /\bCalico\b/, /kube-proxy/],
    node: {
      ...onCalico,
      hns: { networks: [external(), { ...calico, Name: 'calico' }], endpoints: pods },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'kubernetes-sigs/sig-windows-tools#336: the HNS network is absent, flannel does not come up',
    check: 'runtime-ready',
    says: [/kube-system\/kube-flannel-ds-windows-amd64-x2k9q/, /CrashLoopBackOff/],
    node: {
      kubeProxy: 'C:\\k\\kube-proxy.exe --network-name=flannel.4096 --proxy-mode=kernelspace',
      edit: (facts) => {
        withoutNetwork(facts);
        withHostProcessPod(facts, {
          name: 'kube-flannel-ds-windows-amd64-x2k9q',
          waits: ['CrashLoopBackOff', 'back-off 5m0s restarting failed container'],
        });
      },
    },
  },
  {
    source:
      'containernetworking/plugins win-overlay, kubernetes/kubernetes#79515: the network of the configuration is not there',
    check: 'hns-networks',
    says: [/flannel\.4096/, /10-flannel\.conf/],
    node: {
      hns: { networks: [network('External', 'Overlay')] },
      cni: { '10-flannel.conf': flannelConf },
      kubeProxy: 'C:\\k\\kube-proxy.exe --network-name=flannel.4096 --proxy-mode=kernelspace',
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'containernetworking/plugins win-bridge: network cbr0 is of unexpected type Overlay',
    check: 'hns-networks',
    says: [/cbr0/, /Overlay/, /L2Bridge/],
    node: {
      hns: { networks: [network('cbr0', 'Overlay')] },
      cni: { '10-flannel.conf': { ...flannelConf, name: 'cbr0', delegate: { type: 'win-bridge' } } },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'kubernetes-sigs/sig-windows-tools#245, #292: 0-containerd-nat.json is read before flannel; 0x1392',
    check: 'hns-networks',
    says: [/0-containerd-nat\.json/, /10-flannel\.conf/],
    node: {
      hns: { networks: [network('nat', null, '172.28.16.0/20'), network('cbr0', 'L2Bridge')] },
      cni: {
        '0-containerd-nat.json': natConf,
        '10-flannel.conf': { ...flannelConf, name: 'cbr0', delegate: { type: 'win-bridge' } },
      },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'kubernetes-sigs/sig-windows-tools#128: a left NAT network of another name; 0x1392',
    check: 'hns-networks',
    says: [/DockerNAT/, /\bnat\b/, /0x1392/],
    node: {
      hns: { networks: [network('DockerNAT', null, '172.28.16.0/20')] },
      cni: { '0-containerd-nat.conf': natConf },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'antrea-io/antrea#4702: HNS hangs behind the OVS driver',
    check: 'hns',
    says: [/no answer/],
    node: { hns: 'hangs', cni: { '10-antrea.conflist': { name: 'antrea', plugins: [{ type: 'antrea' }] } } },
  },
  {
    source: 'microsoft/Windows-Containers#140: HNS at full CPU, the list of endpoints does not come back',
    check: 'hns',
    says: [/no answer/],
    node: { ...onCalico, hns: { networks: [external(), calico], endpoints: 'hangs', loadBalancers: 'hangs' } },
  },
  {
    source: 'kubernetes/kubernetes#131466: old endpoints after ModifyLoadBalancer (1.31 on Windows Server 2025)',
    check: 'hns-load-balancers',
    says: [/shop\/cart/, /10\.42\.1\.12/, /131466|131506/],
    node: {
      ...onCalico,
      hns: {
        networks: [external(), calico],
        endpoints: pods,
        loadBalancers: [loadBalancer('10.43.0.10', 80, [a, b]), loadBalancer('10.43.0.11', 80, [c, d])],
      },
      cluster: {
        services: [service('cart', '10.43.0.10'), service('stock', '10.43.0.11')],
        slices: [
          slice('cart', ['10.42.1.10', '10.42.1.11', '10.42.1.12']),
          slice('stock', ['10.42.1.12', '10.42.1.13']),
        ],
      },
      edit: (facts) => {
        withOrdinaryPods(facts);
        withKubeProxy(facts, 'v1.31.5');
      },
    },
  },
  {
    source: 'kubernetes/kubernetes#135802: load balancers lost at a restart are not made again (1.34)',
    check: 'hns-load-balancers',
    says: [/shop\/cart/, /135631/, /kube-proxy/],
    node: {
      ...onCalico,
      hns: {
        networks: [external(), calico],
        endpoints: pods,
        loadBalancers: [loadBalancer('10.43.0.11', 80, [c, d])],
      },
      cluster: {
        services: [service('cart', '10.43.0.10'), service('stock', '10.43.0.11')],
        slices: [slice('cart', ['10.42.1.10']), slice('stock', ['10.42.1.12', '10.42.1.13'])],
      },
      edit: (facts) => {
        withOrdinaryPods(facts);
        withKubeProxy(facts, 'v1.34.1');
      },
    },
  },
  {
    source: 'kubernetes/kubernetes#110674, #110849: 577 load balancers become one within a minute',
    check: 'hns-load-balancers',
    says: [/576 of 577/],
    node: {
      ...onCalico,
      hns: { networks: [external(), calico], endpoints: pods, loadBalancers: [loadBalancer('10.43.0.0', 80, [a])] },
      cluster: {
        services: Array.from({ length: 577 }, (_, index) => service(`s${index}`, `10.43.${index >> 8}.${index & 255}`)),
        slices: Array.from({ length: 577 }, (_, index) => slice(`s${index}`, ['10.42.1.10'])),
      },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'kubernetes/kubernetes#137530: policies without endpoints hold the port, 0x803b0013 in a crash loop',
    check: 'hns-load-balancers',
    says: [/0x803b0013/, /10\.43\.0\.30/],
    node: {
      ...onCalico,
      hns: {
        networks: [external(), calico],
        endpoints: pods,
        loadBalancers: [loadBalancer('10.43.0.30', 443, []), loadBalancer('10.43.0.11', 80, [c, d])],
      },
      edit: (facts) => {
        withOrdinaryPods(facts);
        withHostProcessPod(facts, {
          name: 'kube-proxy-windows-7d2rw',
          waits: ['CrashLoopBackOff', 'back-off 5m0s restarting failed container'],
        });
      },
    },
  },
  {
    source: 'kubernetes/kubernetes#112836: load balancers of endpoints that no longer exist (1.24)',
    check: 'hns-load-balancers',
    says: [/10\.43\.0\.12/, /no (?:longer|endpoint)/],
    node: {
      ...onCalico,
      hns: {
        networks: [external(), calico],
        endpoints: pods,
        loadBalancers: [
          loadBalancer('10.43.0.11', 80, [c, d]),
          loadBalancer('10.43.0.12', 80, ['DEADBEEF-2424-4C5E-9B9D-000000000001']),
          loadBalancer('10.43.0.12', 80, ['DEADBEEF-2424-4C5E-9B9D-000000000002']),
        ],
      },
      edit: (facts) => withOrdinaryPods(facts),
    },
  },
  {
    source: 'Azure/azure-container-networking#4129: the node waits for the HostProcess pod azure-cns',
    check: 'runtime-ready',
    says: [/kube-system\/azure-cns-win-4xk2p/, /ContainerCreating|ImagePullBackOff/],
    node: {
      edit: (facts) => {
        withoutNetwork(facts);
        withHostProcessPod(facts, {
          name: 'azure-cns-win-4xk2p',
          waits: ['ImagePullBackOff', 'Back-off pulling image'],
        });
      },
    },
  },
  {
    source: 'projectcalico/calico#11401: CNI not initialised, calico-node-windows does nothing',
    check: 'runtime-ready',
    says: [/calico-system\/calico-node-windows-9h7lm/],
    node: {
      edit: (facts) => {
        withoutNetwork(facts);
        withHostProcessPod(facts, {
          name: 'calico-node-windows-9h7lm',
          namespace: 'calico-system',
          waits: ['PodInitializing', ''],
        });
      },
    },
  },
  {
    source: 'projectcalico/calico#5164: after a restart of HNS the pods run, and their endpoints are gone',
    check: 'hns-networks',
    says: [/endpoint/, /restart|recreate/i],
    node: {
      ...onCalico,
      hns: { networks: [external(), calico] },
      edit: (facts) => withOrdinaryPods(facts, 3),
    },
  },
  {
    source: 'microsoft/Windows-Containers#631: a stale remote endpoint has the address of a new pod of this node',
    check: 'hns-networks',
    says: [/10\.42\.1\.10/, /135172|131138/],
    node: {
      ...onCalico,
      hns: { networks: [external(), calico], endpoints: [...pods, endpoint(calico, '10.42.1.10', true)] },
      edit: (facts) => {
        withOrdinaryPods(facts, 2);
        withKubeProxy(facts, 'v1.33.4');
      },
    },
  },
  {
    source: 'kubernetes-sigs/sig-windows-tools#316 and CNI: the configuration names a program that is in no bin_dir',
    check: 'hns-networks',
    says: [/flannel/, /bin/],
    node: {
      hns: { networks: [network('flannel.4096', 'Overlay')] },
      cni: { '10-flannel.conf': flannelConf },
      plugins: ['host-local'],
    },
  },
];
