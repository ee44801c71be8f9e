import { describe, expect, test } from 'vitest';
import { podNetwork } from '../../agent/facts/pod-network.ts';
import type { Host } from '../../agent/host.ts';
import { createPodNetwork } from '../../agent/probes/pod-network.ts';
import { endpoint, hostOf, loadBalancer, type Node, network, service, settings, slice } from '../pod-network/node.ts';

const cbr0 = network('cbr0', 'L2Bridge');
const [local, remote] = [endpoint(cbr0, '10.244.1.10'), endpoint(cbr0, '10.244.2.20', true)];
const node: Node = {
  hns: {
    networks: [cbr0, network('nat', null, '172.28.16.0/20')],
    endpoints: [local, remote],
    loadBalancers: [loadBalancer('10.96.0.10', 80, [local.ID, remote.ID.toLowerCase()])],
  },
  cni: {
    'readme.txt': 'no file of CNI',
    '10-flannel.conf': { name: 'cbr0', type: 'flannel', delegate: { type: 'win-bridge' } },
  },
  kubeProxy: 'C:\\k\\kube-proxy.exe --config C:\\k\\proxy.yaml',
  files: {
    'C:\\k\\proxy.yaml': 'mode: "kernelspace"\nwinkernel:\n  networkName: cbr0 # of flannel\n  sourceVip: ""\n',
  },
  cluster: {
    services: [service('cart', '10.96.0.10')],
    slices: [slice('cart', ['10.244.1.10', '10.244.2.20'])],
  },
};

/** The same host, whose questions to HNS and to the cluster are noted. */
function noting(host: Host): { host: Host; asked: string[] } {
  const asked: string[] = [];
  const { hostNetworks, cluster } = host;
  return {
    asked,
    host: {
      ...host,
      hostNetworks: {
        list(kind) {
          asked.push(`list ${kind}`);
          return hostNetworks.list(kind);
        },
        read(kind, id) {
          asked.push(`read ${kind}`);
          return hostNetworks.read(kind, id);
        },
      },
      cluster(access) {
        asked.push('cluster');
        return cluster(access);
      },
    },
  };
}

test('HNS, files, kube-proxy and cluster give one fact', async () => {
  const value = podNetwork.parse(await createPodNetwork().read(hostOf(node), settings));
  expect(value).toMatchObject({
    networks: {
      value: [
        { name: 'cbr0', type: 'L2Bridge', subnets: ['10.244.1.0/24'] },
        { name: 'nat', type: 'NAT', subnets: ['172.28.16.0/20'] },
      ],
    },
    endpoints: { value: { local: 1, remote: 1, unread: 0, shared: [] } },
    loadBalancers: { value: { count: 1, unread: 0, orphaned: [] } },
    cni: {
      value: {
        files: [{ name: '10-flannel.conf', network: 'cbr0', plugins: ['flannel', 'win-bridge'], problem: null }],
        missing: [],
      },
    },
    kubeProxy: { value: { network: 'cbr0', mode: 'kernelspace' } },
    services: { value: { compared: 1, missing: 0, wrong: 0, differing: [] } },
  });
});

test('a load balancer with several addresses and ports is one', async () => {
  const one = loadBalancer('10.96.0.10', 80, [local.ID, remote.ID]);
  const ports = [80, 443].map((ExternalPort) => ({ Protocol: 6, InternalPort: 8080, ExternalPort }));
  const many = { ...one, FrontendVIPs: ['10.96.0.10', '192.0.2.7'], PortMappings: ports };
  const both = { ...node, hns: { ...(node.hns as object), loadBalancers: [many, loadBalancer('10.96.0.11', 80, [])] } };
  const { loadBalancers } = podNetwork.parse(await createPodNetwork().read(hostOf(both), settings));
  expect(loadBalancers).toMatchObject({ value: { count: 2 } });
});

describe('a second run', () => {
  const askedAfter = async (minutes: number, edit: Partial<Node> = {}) => {
    const probe = createPodNetwork();
    const { host, asked } = noting(hostOf({ ...node, ...edit }));
    await probe.read(host, settings);
    asked.splice(0);
    const now = new Date(host.now().getTime() + minutes * 60_000);
    await probe.read({ ...host, now: () => now }, settings);
    return asked;
  };

  test('asks HNS for its lists of networks and endpoints, and the cluster for nothing', async () => {
    expect(await askedAfter(1)).toEqual(['list networks', 'read networks', 'read networks', 'list endpoints']);
  });

  test('compares the Services again after ten minutes, or after two if one differed', async () => {
    expect(await askedAfter(11)).toContain('cluster');
    const without = { hns: { ...(node.hns as object), loadBalancers: [] } };
    expect(await askedAfter(1, without)).not.toContain('cluster');
    expect(await askedAfter(3, without)).toContain('cluster');
  });

  test('does not ask a cluster that refuses it each time', async () => {
    expect(await askedAfter(1, { cluster: null })).not.toContain('cluster');
  });
});

test('a service that does not answer is asked one question in a run, and everything of it is late', async () => {
  const { host, asked } = noting(hostOf({ ...node, hns: 'hangs' }));
  const value = await createPodNetwork().read(host, settings);
  const late = { ok: false, error: { kind: 'timeout' } };
  expect(value).toMatchObject({ networks: late, endpoints: late, loadBalancers: late, services: late });
  expect(asked).toEqual(['list networks']);
  expect(value.cni.ok && value.kubeProxy.ok).toBe(true);
});

test('a stopped HNS is not asked, since Windows would start it', async () => {
  const { host, asked } = noting(hostOf(node));
  const query: Host['services']['query'] = async (name) => {
    const service = await host.services.query(name);
    return name === 'hns' && service !== null ? { ...service, state: 'stopped' } : service;
  };
  const value = await createPodNetwork().read({ ...host, services: { ...host.services, query } }, settings);
  expect(value.networks).toMatchObject({ error: { kind: 'unsupported', message: expect.stringContaining('stopped') } });
  expect(asked).toEqual([]);
});

test('a folder that is not there is a node without a configuration, and a broken file is passed over', async () => {
  const host = hostOf({ ...node, cni: { '05-broken.conflist': '{"name": "x", ', '10-empty.conf': { name: 'y' } } });
  const broken = await createPodNetwork().read(host, settings);
  expect(broken.cni).toMatchObject({ value: { files: [{ problem: 'is not JSON' }, { problem: 'names no plugin' }] } });
  const none = await createPodNetwork().read({ ...host, files: { ...host.files, list: async () => null } }, settings);
  expect(none.cni).toEqual({ ok: true, value: null });
});

test('config.toml says where the configuration and the programs are', async () => {
  const toml =
    'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "c:/opt/cni/bin"\nconf_dir = "c:/etc/cni/net.d"\n';
  const host = hostOf({
    ...node,
    files: {
      'C:\\Program Files\\containerd\\config.toml': toml,
      'c:\\etc\\cni\\net.d\\10-flannel.conf': '{"name":"cbr0","type":"flannel"}',
    },
  });
  const list: Host['files']['list'] = async (path) => (path === 'c:\\etc\\cni\\net.d' ? ['10-flannel.conf'] : null);
  const stat: Host['files']['stat'] = async (path) => (path.startsWith('c:\\opt') ? null : host.files.stat(path));
  const value = await createPodNetwork().read({ ...host, files: { ...host.files, list, stat } }, settings);
  expect(value.cni).toMatchObject({
    value: { directory: 'c:\\etc\\cni\\net.d', programs: ['c:/opt/cni/bin'], missing: ['flannel'] },
  });
});

// kubernetes pkg/proxy/winkernel/proxier.go, getNetworkName: --network-name, else KUBE_NETWORK.
test.each([
  ['SYSTEM\\CurrentControlSet\\Services\\kubeproxy', 'Environment', ['A=1', 'KUBE_NETWORK=cbr0'], 'cbr0'],
  [
    'SYSTEM\\CurrentControlSet\\Services\\kube-proxy\\Parameters',
    'AppEnvironmentExtra',
    ['KUBE_NETWORK=vxlan0'],
    'vxlan0',
  ],
  ['SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment', 'KUBE_NETWORK', 'azure', 'azure'],
  ['SYSTEM\\CurrentControlSet\\Services\\kube-proxy', 'Environment', ['A=1'], null],
])('kube-proxy is told its network by the environment in %s', async (at, name, value, network) => {
  const host = hostOf({ ...node, kubeProxy: 'C:\\k\\kube-proxy.exe --proxy-mode=kernelspace' });
  const read: Host['registry']['read'] = async (key, wanted) => (key === at && wanted === name ? value : null);
  const told = await createPodNetwork().read({ ...host, registry: { ...host.registry, read } }, settings);
  expect(told.kubeProxy).toMatchObject({ value: { network } });
});

// Names of containernetworking/plugins (win-bridge, win-overlay), calico and azure-vnet; the last ones are of the networks themselves.
test('endpoints that a plugin made for a sandbox are told by their names', async () => {
  const sandbox = 'c0ffee01'.repeat(8);
  const names = [`${sandbox}_cbr0`, '1ab00986-eth0', 'Calico_ep', 'source-vip', 'c0ffee'];
  const endpoints = [
    ...names.map((name, index) => endpoint(cbr0, `10.244.1.${20 + index}`, false, name)),
    endpoint(cbr0, '10.244.2.30', true, `${sandbox}_cbr0`),
  ];
  const value = await createPodNetwork().read(hostOf({ ...node, hns: { networks: [cbr0], endpoints } }), settings);
  const made = value.endpoints.ok ? value.endpoints.value.made : null;
  expect(made?.map((one) => one.sandbox)).toEqual([sandbox, '1ab00986']);
});

test('IPv6 is compared where HNS has load balancers of it, however it writes an address', async () => {
  const [first, second] = [endpoint(cbr0, '2001:DB8::10'), endpoint(cbr0, 'fd00:0:0:0:0:0:0:11')];
  const asked = async (loadBalancers: ReturnType<typeof loadBalancer>[]) => {
    const { services } = await createPodNetwork().read(
      hostOf({
        ...node,
        hns: { networks: [cbr0], endpoints: [local, first, second], loadBalancers },
        cluster: {
          services: [service('cart', '10.96.0.10', { addresses: ['10.96.0.10', 'fd00:96::a'] })],
          slices: [slice('cart', ['10.244.1.10']), slice('cart', ['2001:db8::10', 'fd00::11'])],
        },
      }),
      settings,
    );
    return services;
  };
  const ipv4 = loadBalancer('10.96.0.10', 80, [local.ID]);
  expect(await asked([ipv4])).toMatchObject({ value: { compared: 1, differing: [] } });
  const whole = loadBalancer('FD00:96:0::A', 80, [first.ID, second.ID]);
  expect(await asked([ipv4, whole])).toMatchObject({ value: { compared: 2, differing: [] } });
  const part = loadBalancer('fd00:96::a', 80, [first.ID]);
  expect(await asked([ipv4, part])).toMatchObject({
    value: { differing: [{ address: 'fd00:96::a', present: true, lacks: ['fd00::11'], left: [] }] },
  });
});

describe('of a Service, the load balancer', () => {
  /** What is told of the Services of a node whose HNS knows these endpoints and load balancers. */
  const compared = async (
    services: ReturnType<typeof service>[],
    slices: ReturnType<typeof slice>[],
    loadBalancers: ReturnType<typeof loadBalancer>[],
    endpoints = [local, remote],
  ) => {
    const hns = { networks: [cbr0], endpoints, loadBalancers };
    const read = await createPodNetwork().read(hostOf({ ...node, hns, cluster: { services, slices } }), settings);
    if (!read.services.ok || read.services.value === null) throw new Error('it is compared');
    return read.services.value;
  };
  const cart = service('cart', '10.96.0.10');
  const ofCart = slice('cart', ['10.244.1.10', '10.244.2.20']);
  const whole = loadBalancer('10.96.0.10', 80, [local.ID, remote.ID]);
  const part = loadBalancer('10.96.0.10', 80, [local.ID]);

  test('that is not there is missing, one that lacks a pod or keeps one that is gone is wrong, each with its newest change', async () => {
    const changedAt = '2026-10-31T09:00:00.000Z';
    const gone = endpoint(cbr0, '10.244.1.99');
    const pay = service('pay', '10.96.0.11');
    expect(
      await compared([cart, pay], [{ ...ofCart, changedAt }, slice('pay', ['10.244.1.10'])], [part]),
    ).toMatchObject({
      ...{ compared: 2, missing: 1, wrong: 1, truncated: false },
      differing: [
        { name: 'cart', address: '10.96.0.10', present: true, lacks: ['10.244.2.20'], left: [], changedAt },
        { name: 'pay', protocol: 'TCP', port: 80, present: false, lacks: [] },
      ],
    });
    const kept = loadBalancer('10.96.0.10', 80, [local.ID, remote.ID, gone.ID]);
    expect(await compared([cart], [ofCart], [kept], [local, remote, gone])).toMatchObject({
      differing: [{ present: true, lacks: [], left: ['10.244.1.99'] }],
    });
  });

  const pod = { address: '10.244.2.20', ready: true, ofPod: true, hinted: false };
  test.each<[why: string, services: ReturnType<typeof service>, endpoints: object[], told: object]>([
    ['a Service for this node alone is not compared', { ...cart, local: true }, [pod], { compared: 0 }],
    ['nor one of another proxy', { ...cart, proxied: false }, [pod], { compared: 0 }],
    ['nor one whose pods are not ready', cart, [{ ...pod, ready: false }], { compared: 0 }],
    ['nor one whose endpoints are no pods', cart, [{ ...pod, ofPod: false }], { compared: 0 }],
    ['nor one whose pods have the address of the node', cart, [{ ...pod, address: '10.0.0.7' }], { compared: 0 }],
    ['what topology hints choose among is not lacking', cart, [{ ...pod, hinted: true }], { compared: 1, wrong: 0 }],
    ['without hints it is', cart, [pod], { compared: 1, wrong: 1 }],
  ])('%s', async (_, one, endpoints, told) => {
    const first = { address: '10.244.1.10', ready: true, ofPod: true, hinted: false };
    const isCompared = Object(told).compared > 0;
    const all = { ...ofCart, endpoints: [...(isCompared ? [first] : []), ...endpoints] } as typeof ofCart;
    expect(await compared([one], [all], [part])).toMatchObject(told);
  });

  test('has the protocol of its port: UDP and SCTP are no TCP', async () => {
    const of = (protocol: string) => ({ ...cart, ports: [{ name: 'http', protocol, port: 80 }] });
    const balancer = (number: number) => loadBalancer('10.96.0.10', 80, [local.ID, remote.ID], number);
    for (const [number, protocol] of [
      [6, 'TCP'],
      [17, 'UDP'],
      [132, 'SCTP'],
    ] as const) {
      expect(await compared([of(protocol)], [ofCart], [balancer(number)])).toMatchObject({ missing: 0 });
    }
    expect(await compared([of('UDP')], [ofCart], [balancer(6)])).toMatchObject({ missing: 1 });
  });

  test('is told for 50 Services at most, and all are counted', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
    const services = names.map((name, index) => service(name, `10.97.0.${index + 1}`));
    const told = await compared(
      services,
      names.map((name) => slice(name, ['10.244.1.10'])),
      [whole],
    );
    expect([told.missing, told.differing.length]).toEqual([60, 50]);
  });
});

test.each([
  ['kube-proxy.exe --proxy-mode=kernelspace', 'mode: "userspace"', 'kernelspace', true],
  ['kube-proxy.exe', 'mode: userspace', 'userspace', false],
  // kernelspace is all that kube-proxy has on Windows since 1.27, and its default.
  ['kube-proxy.exe', '', null, true],
])('%s with "%s" is of mode %s, and its Services are compared: %s', async (line, config, mode, isCompared) => {
  const kubeProxy = `C:\\k\\${line} --config C:\\k\\proxy.yaml`;
  const read = await createPodNetwork().read(
    hostOf({ ...node, kubeProxy, files: { 'C:\\k\\proxy.yaml': config } }),
    settings,
  );
  expect(read.kubeProxy).toMatchObject({ value: { mode } });
  expect(read.services.ok && read.services.value !== null).toBe(isCompared);
});

test('Services that the API server did not list whole, or more endpoints than are read, make the comparison one of a part', async () => {
  const host = hostOf(node);
  const cut: Host = {
    ...host,
    cluster: (access) => {
      const api = host.cluster(access);
      return { ...api, services: async () => ({ ...(await api.services()), truncated: true }) };
    },
  };
  expect((await createPodNetwork().read(cut, settings)).services).toMatchObject({ value: { truncated: true } });
  const endpoints = Array.from({ length: 1010 }, () => endpoint(cbr0, '10.244.9.9'));
  const flooded = await createPodNetwork().read(hostOf({ ...node, hns: { networks: [cbr0], endpoints } }), settings);
  expect(flooded.endpoints).toMatchObject({ value: { local: 1000, unread: 10 } });
});

test('an address that a local and a remote endpoint share is told, but for those of the node itself', async () => {
  const [here, there] = [endpoint(cbr0, '10.244.1.10'), endpoint(cbr0, '10.244.1.10', true)];
  const own = [endpoint(cbr0, '10.0.0.7'), endpoint(cbr0, '10.0.0.7', true)];
  // Networks of their own have addresses of their own.
  const other = network('other', 'L2Bridge');
  const apart = [endpoint(cbr0, '10.244.9.9'), endpoint(other, '10.244.9.9', true)];
  const read = await createPodNetwork().read(
    hostOf({ ...node, hns: { networks: [cbr0, other], endpoints: [here, there, ...own, ...apart] } }),
    settings,
  );
  expect(read.endpoints).toMatchObject({
    value: { shared: [{ address: '10.244.1.10', local: here.ID, remote: there.ID }] },
  });
});

// libcni reads .conf, .conflist and .json; containerd passes over all others.
test('of the files of CNI the first 20 by name are read, and a plugin is missing if no folder has it', async () => {
  const cni = Object.fromEntries(
    Array.from({ length: 25 }, (_, index) => [`${10 + index}-x.json`, { name: 'x', type: 'win-bridge' }]),
  );
  const read = await createPodNetwork().read(hostOf({ ...node, cni: { ...cni, '00-note.txt': '' } }), settings);
  if (!read.cni.ok || read.cni.value === null) throw new Error('it is read');
  expect([read.cni.value.files.length, read.cni.value.files[0]?.name]).toEqual([20, '10-x.json']);
  const toml = String.raw`version = 2
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dirs = ['C:\one', 'C:\two']`;
  const host = hostOf({ ...node, files: { 'C:\\Program Files\\containerd\\config.toml': toml } });
  const stat: Host['files']['stat'] = async (path) =>
    path.startsWith('C:\\one') || path === 'C:\\two\\flannel.exe' ? null : host.files.stat(path);
  const withTwo: Host['files']['stat'] = async (path) =>
    path === 'C:\\two\\win-bridge.exe'
      ? await host.files.stat('C:\\Program Files\\containerd\\config.toml')
      : stat(path);
  const found = await createPodNetwork().read({ ...host, files: { ...host.files, stat: withTwo } }, settings);
  expect(found.cni).toMatchObject({ value: { programs: ['C:\\one', 'C:\\two'], missing: ['flannel'] } });
});

describe('what HNS no longer has, or leaves out', () => {
  const read = async (documents: object, edit: (host: Host) => Host = (host) => host) => {
    const host = edit(hostOf({ ...node, hns: { ...(node.hns as object), ...documents } }));
    return podNetwork.parse(await createPodNetwork().read(host, settings));
  };

  // HcnOpenEndpoint answers HCN_E_ENDPOINT_NOT_FOUND for what ended between two calls.
  test.each(['networks', 'endpoints', 'loadBalancers'] as const)(
    'of %s, one that ended after the list was made is passed over',
    async (kind) => {
      const gone = '00000BAD-2424-4C5E-9B9D-000000000000';
      const all = await read({}, (host) => ({
        ...host,
        hostNetworks: {
          ...host.hostNetworks,
          list: async (wanted) => [...(wanted === kind ? [gone] : []), ...(await host.hostNetworks.list(wanted))],
        },
      }));
      const { networks, endpoints, loadBalancers } = all;
      expect(networks).toMatchObject({ value: [{ name: 'cbr0' }, { name: 'nat' }] });
      expect(endpoints).toMatchObject({ value: { local: 1, remote: 1 } });
      expect(loadBalancers).toMatchObject({ value: { count: 1, orphaned: [] } });
      expect(JSON.stringify(all)).not.toContain(gone);
    },
  );

  test('an endpoint that ended is forgotten in the next run', async () => {
    const probe = createPodNetwork();
    await probe.read(hostOf(node), settings);
    const later = await probe.read(
      hostOf({ ...node, hns: { ...(node.hns as object), endpoints: [remote] } }),
      settings,
    );
    expect(later.endpoints).toMatchObject({ value: { local: 0, remote: 1 } });
  });

  test('a machine without the service is told so, and not asked', async () => {
    const { host, asked } = noting(hostOf(node));
    const query: Host['services']['query'] = async (name) => (name === 'hns' ? null : host.services.query(name));
    const { networks } = await createPodNetwork().read({ ...host, services: { ...host.services, query } }, settings);
    expect(networks).toMatchObject({
      error: { kind: 'unsupported', message: expect.stringMatching(/\(hns\) is not installed, and was not asked$/) },
    });
    expect(asked).toEqual([]);
  });

  test('a document with none of its fields costs no other', async () => {
    const bare = { ID: 'FFFFFFFF-2424-4C5E-9B9D-000000000000', Ipams: [{ Subnets: [{}] }], IpConfigurations: [{}] };
    const all = await read({ networks: [bare, cbr0], endpoints: [bare, local, remote], loadBalancers: [bare] });
    expect(all.networks).toMatchObject({ value: [{ name: '', type: 'NAT', subnets: [] }, { name: 'cbr0' }] });
    expect(all.endpoints).toMatchObject({ value: { local: 2, remote: 1, shared: [], made: [] } });
    expect(all.loadBalancers).toMatchObject({ value: { count: 0, orphaned: [] } });
  });

  test('a load balancer without endpoints that HNS has leads nowhere; of a NodePort it has no address', async () => {
    const [none, one] = [loadBalancer('', 30_080, [], 253), loadBalancer('10.96.0.12', 80, ['gone', local.ID])];
    expect((await read({ loadBalancers: [none, one] })).loadBalancers).toMatchObject({
      value: { count: 2, orphaned: [{ id: none.ID, address: null, protocol: '253', port: 30_080 }] },
    });
  });
});

describe('a part of one side', () => {
  const comparedOn = async (edit: (host: Host) => Host, more: Partial<Node> = {}) =>
    (await createPodNetwork().read(edit(hostOf({ ...node, ...more })), settings)).services;
  const slicesCut = (host: Host): Host => ({
    ...host,
    cluster: (access) => {
      const api = host.cluster(access);
      return { ...api, endpointSlices: async () => ({ ...(await api.endpointSlices()), truncated: true }) };
    },
  });
  const many = <Item>(count: number, make: (index: number) => Item) =>
    Array.from({ length: count }, (_, at) => make(at));

  test.each<[string, (host: Host) => Host, Partial<Node>]>([
    ['slices that were not all listed', slicesCut, {}],
    [
      'load balancers that were not all read',
      (host) => host,
      { hns: { ...(node.hns as object), loadBalancers: many(1001, (at) => loadBalancer('10.96.9.9', at, [])) } },
    ],
    [
      'endpoints that were not all read',
      (host) => host,
      { hns: { ...(node.hns as object), endpoints: many(2001, () => endpoint(cbr0, '10.244.9.9')) } },
    ],
  ])('%s accuses no Service of lacking what was not seen', async (_, edit, more) => {
    expect(await comparedOn(edit, more)).toMatchObject({ value: { truncated: true, compared: 0, differing: [] } });
  });

  test('without access to the cluster the comparison says why there is none, and HNS is told all the same', async () => {
    const host = hostOf(node);
    const isUnset = (name: string) => /^(?:KUBE|HOME$|USERPROFILE$)/.test(name);
    const variable = (name: string) => (isUnset(name) ? null : host.self.variable(name));
    const read = await createPodNetwork().read({ ...host, self: { ...host.self, variable } }, settings);
    expect(read.services).toMatchObject({
      error: { kind: 'unsupported', message: expect.stringContaining('this process is in no pod') },
    });
    expect(read.loadBalancers).toMatchObject({ ok: true, value: { count: 1 } });
  });

  test('a comparison is made anew at the end of its ten minutes, and not before', async () => {
    const probe = createPodNetwork();
    const { host, asked } = noting(hostOf(node));
    const start = host.now().getTime();
    const at = async (ms: number) => {
      asked.splice(0);
      await probe.read({ ...host, now: () => new Date(start + ms) }, settings);
      return asked.includes('cluster');
    };
    expect([await at(0), await at(599_999), await at(600_000)]).toEqual([true, false, true]);
  });
});

test('a kube-proxy that shows no command line is none that is known', async () => {
  const host = hostOf({ ...node, kubeProxy: 'x' });
  const commandLine: Host['processes']['commandLine'] = async (pid) =>
    pid === 3000 ? null : host.processes.commandLine(pid);
  const read = await createPodNetwork().read({ ...host, processes: { ...host.processes, commandLine } }, settings);
  expect([read.kubeProxy, read.services]).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
});

// containernetworking/cni pkg/invoke/find.go: the extension is added where the name has none.
test('a plugin may be named with its extension, and an empty type is none', async () => {
  const cni = {
    '10-x.conflist': { name: 'x', plugins: [{ type: 'win-bridge.exe' }, { type: '' }, { type: 'portmap' }] },
  };
  const read = await createPodNetwork().read(hostOf({ ...node, cni, plugins: ['win-bridge'] }), settings);
  expect(read.cni).toMatchObject({
    value: { files: [{ plugins: ['win-bridge.exe', 'portmap'] }], missing: ['portmap'] },
  });
});

test('where HNS refuses its endpoints, nothing that needs them is read', async () => {
  const refused = { ...node, hns: { networks: [cbr0], endpoints: 'denied' as const, loadBalancers: [] } };
  const { host, asked } = noting(hostOf(refused));
  const value = await createPodNetwork().read(host, settings);
  const denied = { ok: false, error: { kind: 'denied' } };
  expect(value).toMatchObject({ networks: { ok: true }, endpoints: denied, loadBalancers: denied, services: denied });
  expect(asked).not.toContain('list loadBalancers');
});

test('the command line of kube-proxy is before its file', async () => {
  const kubeProxy = `${node.kubeProxy} --network-name=vxlan0 --proxy-mode=userspace`;
  const value = await createPodNetwork().read(hostOf({ ...node, kubeProxy }), settings);
  expect(value.kubeProxy).toMatchObject({ value: { network: 'vxlan0', mode: 'userspace' } });
});

test('a load balancer of a NodePort has no address, and is compared with no Service', async () => {
  const { FrontendVIPs: _none, ...nodePort } = loadBalancer('', 30_080, [local.ID]);
  const hns = {
    ...(node.hns as object),
    loadBalancers: [loadBalancer('10.96.0.10', 80, [local.ID, remote.ID]), nodePort],
  };
  const value = await createPodNetwork().read(hostOf({ ...node, hns }), settings);
  expect(value).toMatchObject({
    loadBalancers: { value: { count: 2 } },
    services: { value: { compared: 1, wrong: 0 } },
  });
});
