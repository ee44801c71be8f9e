import { expect, test } from 'vitest';
import { hnsNetworks } from '../../agent/checks/hns-networks.ts';
import { withOrdinaryPods } from '../pod-network/node.ts';
import { factsWith, got } from '../snapshot.ts';
import type { Edit } from '../variations.ts';

// What operators met stands in test/pod-network/threads.ts; here is what must not be said.
const judge = (edit: Edit) => hnsNetworks.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });

test('the file in use and its network are named', () => {
  expect(judge(() => undefined)).toMatchObject({
    status: 'pass',
    summary: expect.stringContaining('10-calico.conflist'),
  });
});

test('without a configuration there is nothing to hold HNS against', () => {
  const verdict = judge((facts) => {
    facts['pod-network'].cni = got(null);
  });
  expect(verdict).toMatchObject({ status: 'skip' });
});

test('files are judged where HNS was not read, and nothing else is', () => {
  const refused = (edit: Edit) =>
    judge((facts) => {
      facts['pod-network'].networks = { ok: false, error: { kind: 'denied', message: 'ERROR_ACCESS_DENIED (5)' } };
      edit(facts);
    });
  expect(refused(() => undefined)).toMatchObject({ status: 'pass', summary: expect.stringContaining('see hns') });
  const verdict = refused((facts) => {
    if (facts['pod-network'].cni.ok) facts['pod-network'].cni.value?.missing.push('calico');
  });
  expect(verdict).toMatchObject({ status: 'warn', summary: expect.stringContaining('calico') });
});

// containerd takes the first file by name that it can read. Source: containerd/go-cni opts.go, loadFromConfDir.
test('a NAT file is in the way of another network alone, and not of a file that containerd cannot read', () => {
  const files = (problem: string | null, plugins: string[]): Edit => {
    return (facts) => {
      const { cni } = facts['pod-network'];
      if (!cni.ok || cni.value === null) throw new Error('the healthy node has a configuration');
      cni.value.files = [
        { name: '0-containerd-nat.conf', network: 'nat', plugins, problem: null },
        { name: '10-calico.conflist', network: 'Calico', plugins: ['calico'], problem },
      ];
    };
  };
  const hidden = /takes 0-containerd-nat\.conf, which gives pods the NAT network of a single node, and not 10-calico/;
  expect(judge(files(null, ['nat'])).summary).toMatch(hidden);
  expect(judge(files('it is no JSON', ['nat'])).summary).not.toMatch(hidden);
  expect(judge(files(null, ['azure-vnet', 'nat'])).summary).not.toMatch(hidden);
});

test('a network that its plugin makes with the first pod is missed once a pod runs', () => {
  const named: Edit = (facts) => {
    facts['pod-network'].kubeProxy = got({ pid: 3000, network: 'azure', mode: null });
  };
  expect(judge(named)).toMatchObject({ status: 'pass' });
  const verdict = judge((facts) => {
    named(facts);
    withOrdinaryPods(facts);
  });
  expect(verdict).toMatchObject({ status: 'warn', summary: expect.stringContaining('azure, which HNS does not have') });
});

test('a pod of the last two minutes may have no endpoint yet', () => {
  const fresh: Edit = (facts) => {
    withOrdinaryPods(facts);
    if (facts['pod-network'].endpoints.ok) facts['pod-network'].endpoints.value.local = 0;
    const newest = facts.runtime.sandboxes.ok ? facts.runtime.sandboxes.value.at(-1) : undefined;
    if (newest !== undefined) newest.createdAt = '2026-11-01T11:59:00.000Z';
  };
  expect(judge(fresh)).toMatchObject({ status: 'pass' });
});

test('pods without an endpoint are counted, unless endpoints could not be read', () => {
  const lost =
    (unread: number): Edit =>
    (facts) => {
      withOrdinaryPods(facts);
      if (facts['pod-network'].endpoints.ok) Object.assign(facts['pod-network'].endpoints.value, { local: 0, unread });
    };
  expect(judge(lost(0)).summary).toMatch(/though (?:1 ordinary pod runs|[2-9] ordinary pods run): /);
  expect(judge(lost(1))).toMatchObject({ status: 'pass' });
});

// Azure/azure-container-networking#774: endpoints that the plugin failed to delete stay.
test('endpoints of sandboxes that are gone are named, once no pod that starts can be their owner', () => {
  const made =
    (count: number, since: string): Edit =>
    (facts) => {
      if (!facts['pod-network'].endpoints.ok) return;
      facts['pod-network'].endpoints.value.made = Array.from({ length: count }, (_, index) => {
        const sandbox = index.toString(16).padStart(8, 'd');
        return { id: `0000000${index % 10}-2424-4C5E-9B9D-000000000000`, sandbox, since };
      });
    };
  const old = '2026-11-01T11:40:00.000Z';
  expect(judge(made(1, old))).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining('1 endpoint of sandboxes that containerd no longer has'),
  });
  expect(judge(made(1, '2026-11-01T11:55:00.000Z'))).toMatchObject({ status: 'pass' });
  expect(judge(made(10, '2026-11-01T11:55:00.000Z'))).toMatchObject({ status: 'warn' });
  const owned: Edit = (facts) => {
    made(1, old)(facts);
    withOrdinaryPods(facts);
    const endpoints = facts['pod-network'].endpoints;
    const owner = facts.runtime.sandboxes.ok ? facts.runtime.sandboxes.value.at(-1)?.id : undefined;
    if (endpoints.ok) endpoints.value.made = [{ id: 'A', sandbox: owner?.slice(0, 8) ?? '', since: old }];
  };
  expect(judge(owned)).toMatchObject({ status: 'pass' });
});

test('the network of a kube-proxy that is a pod is known by its environment alone', () => {
  const told =
    (kubeNetwork: string): Edit =>
    (facts) => {
      facts['pod-network'].kubeProxy = got({ pid: 3000, network: null, mode: null });
      const { containers } = facts.runtime;
      const [own] = containers.ok ? containers.value : [];
      if (!containers.ok || own === undefined) throw new Error('the healthy node has a container');
      containers.value.push({ ...own, podName: 'kube-proxy-windows-x2k9q', kubeNetwork });
    };
  expect(judge(told('calico'))).toMatchObject({ status: 'warn', summary: expect.stringContaining('kube-proxy names') });
  expect(judge(told('Calico'))).toMatchObject({ status: 'pass' });
  const ended: Edit = (facts) => {
    told('calico')(facts);
    const last = facts.runtime.containers.ok ? facts.runtime.containers.value.at(-1) : undefined;
    if (last !== undefined) last.state = 'exited';
  };
  expect(judge(ended)).toMatchObject({ status: 'pass' });
});

// Which networks a plugin takes. Source: containernetworking/plugins plugins/main/windows, win-overlay_windows.go, win-bridge_windows.go.
test.each([
  ['win-overlay', 'Overlay', 'pass'],
  ['win-overlay', 'L2Bridge', 'warn'],
  ['win-overlay', 'NAT', 'warn'],
  ['win-bridge', 'L2Bridge', 'pass'],
  ['win-bridge', 'L2Tunnel', 'pass'],
  ['win-bridge', 'Overlay', 'warn'],
  ['azure-vnet', 'L2Bridge', 'pass'],
  ['calico', 'Overlay', 'pass'],
])('the plugin %s with a network of type %s: %s', (plugin, type, status) => {
  const verdict = judge((facts) => {
    const { cni, networks } = facts['pod-network'];
    if (!cni.ok || cni.value === null || !networks.ok) throw new Error('the healthy node has both');
    cni.value.files = [{ name: '10-a.conf', network: 'pods', plugins: [plugin], problem: null }];
    const [first] = networks.value;
    if (first === undefined) throw new Error('the healthy node has a network');
    networks.value = [{ ...first, name: 'pods', type }];
  });
  expect([status, verdict.summary]).toEqual([
    verdict.status,
    expect.stringMatching(status === 'warn' ? `${plugin}.*${type}` : ''),
  ]);
});
