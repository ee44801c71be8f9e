import { check, type FactsOf, pass, skip, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, plural } from '../fact.ts';
import type { CniFile, HostNetwork } from '../facts/pod-network.ts';
import { compact, onCluster, onNode, type Step, shell } from '../fix.ts';
import { kubeProxyNotes } from '../node/kubernetes.ts';
import { drain, podsOfNode } from '../node/upgrade.ts';

type Facts = FactsOf<'pod-network', 'runtime' | 'cluster' | 'runtime-binaries' | 'token'>;

interface Problem {
  says: string;
  seen?: Evidence[];
  steps: Step[];
}

export const hnsNetworks = check({
  id: 'hns-networks',
  area: 'network',
  title: 'Networks of HNS, and those that the CNI configuration and kube-proxy name',
  why: 'Network plugins and kube-proxy find their network in HNS by its name, upper and lower case included. With another name or type, or with what an earlier network left there, ordinary pods get no network though all programs run.',
  needs: ['pod-network'],
  consults: ['runtime', 'cluster', 'runtime-binaries', 'token'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/containernetworking/plugins/tree/main/plugins/main/windows',
  follows: ['hns'],
  run(facts, { at, node }) {
    const { networks: read, cni } = facts['pod-network'];
    const networks = ifKnown(read);
    const problems = compact(
      ...configuration(facts),
      networks !== undefined && [...named(facts, networks), ...addresses(facts, node, at), ...leftOver(facts, at)],
    );
    const used = usedFile(facts);
    const ofProxy = networkOfProxy(facts);
    const seen = [
      ...(used === undefined ? [] : [evidence(`CNI configuration ${used.name}`, shownFile(used))]),
      ...(ofProxy === null ? [] : [evidence('network of kube-proxy', ofProxy)]),
      ...(networks ?? []).map(({ name, type, subnets }) => evidence(`network ${name}`, [type, ...subnets].join(', '))),
    ];
    if (problems.length > 0) {
      return warn(
        problems.map(({ says }) => says).join('; '),
        [...problems.flatMap((problem) => problem.seen ?? []), ...seen],
        problems.flatMap(({ steps }) => steps),
      );
    }
    if (used === undefined) {
      const where = ifKnown(cni)?.directory;
      return skip(`no CNI configuration was found${where === undefined ? '' : ` in ${where}`}; see runtime-ready`);
    }
    return networks === undefined
      ? pass(`${used.name} is used, by the files; whether HNS has its network was not read, see hns`, seen)
      : pass(`${used.name} is used, and what it names is there`, seen);
  },
});

/** containerd takes the first file that is right. */
const usedFile = (facts: Facts): CniFile | undefined =>
  ifKnown(facts['pod-network'].cni)?.files.find(({ problem }) => problem === null);

const shownFile = ({ network, plugins }: CniFile) => `network ${network ?? '(none)'}, plugins ${plugins.join(', ')}`;

/** What is wrong with the files alone. */
function configuration(facts: Facts): Problem[] {
  const cni = ifKnown(facts['pod-network'].cni);
  const used = usedFile(facts);
  if (!cni || used === undefined) return [];
  const problems: Problem[] = [];
  const others = cni.files.filter((file) => file !== used && file.problem === null && !isNat(file));
  if (isNat(used) && others.length > 0) {
    const hidden = others.map(({ name }) => name).join(', ');
    problems.push({
      says: `containerd takes ${used.name}, which gives pods the NAT network of a single node, and not ${hidden}: it uses the first file by name`,
      seen: others.map((file) => evidence(`not used: ${file.name}`, shownFile(file))),
      steps: [
        onNode(
          'Move the left file away; containerd sees that at once.',
          shell`Move-Item -LiteralPath ${`${cni.directory}\\${used.name}`} -Destination ${`${cni.directory}\\${used.name}.unused`}`,
        ),
      ],
    });
  }
  if (cni.missing.length > 0) {
    const folders = cni.programs.join(' and ');
    problems.push({
      says: `${used.name} names ${cni.missing.join(', ')}, of which ${folders} has no program`,
      seen: [evidence('bin_dir of the CNI', folders)],
      steps: [
        ...cni.programs.map((folder) =>
          onNode('See which plugins are there.', shell`Get-ChildItem -LiteralPath ${folder}`),
        ),
        onNode(
          "Have the network plugin's pod install them there, or set bin_dir in config.toml to where it puts them, and restart containerd.",
        ),
      ],
    });
  }
  return problems;
}

const isNat = ({ plugins }: CniFile): boolean => plugins[0] === 'nat';

/**
 * The types of the networks that these plugins demand; they find it by name and make none. Source: containernetworking/plugins
 * win-overlay_windows.go, win-bridge_windows.go (cmdHcnAdd).
 */
const demanded: Readonly<Record<string, readonly string[]>> = {
  'win-overlay': ['Overlay'],
  'win-bridge': ['L2Bridge', 'L2Tunnel'],
};

function named(facts: Facts, networks: readonly HostNetwork[]): Problem[] {
  const used = usedFile(facts);
  const proxy = networkOfProxy(facts);
  const problems: Problem[] = [];
  const [[plugin, types] = []] = Object.entries(demanded).filter(([type]) => used?.plugins.includes(type));
  if (used !== undefined && used.network !== null && types !== undefined) {
    const found = networks.find(({ name }) => name === used.network);
    if (found === undefined) problems.push(absent(facts, networks, { name: used.network, by: used.name }));
    else if (!types.includes(found.type)) {
      problems.push({
        says: `${used.name} uses ${plugin}, which needs a network of type ${types.join(' or ')}, and ${found.name} is of type ${found.type}`,
        steps: [
          onNode(
            'Set the same backend for the network plugin and its CNI configuration (vxlan is Overlay and win-overlay, host-gw is L2Bridge and win-bridge), then let the plugin make its network anew.',
          ),
        ],
      });
    }
  }
  if (used !== undefined && isNat(used)) problems.push(...otherNat(used, networks));
  if (proxy !== null && !networks.some(({ name }) => name === proxy)) {
    const alike = networks.some(({ name }) => name.toLowerCase() === proxy.toLowerCase());
    // Some plugins make their network with the first ordinary pod.
    const isSaid = used?.network === proxy && plugin !== undefined;
    if (alike || (ordinaryPods(facts).length > 0 && !isSaid)) {
      problems.push(absent(facts, networks, { name: proxy, by: 'kube-proxy' }));
    }
  }
  return problems;
}

/** The network that a kube-proxy that uses HNS is told, by its command line, its configuration or its environment; null: none is. */
function networkOfProxy({ 'pod-network': { kubeProxy }, runtime }: Facts): string | null {
  const proxy = ifKnown(kubeProxy);
  if (!proxy || (proxy.mode !== null && proxy.mode !== 'kernelspace')) return null;
  if (proxy.network !== null) return proxy.network;
  const containers = (runtime && ifKnown(runtime.containers)) ?? [];
  const own = containers.find(({ state, podName }) => state === 'running' && podName.includes('kube-proxy'));
  return own?.kubeNetwork ?? null;
}

function absent(facts: Facts, networks: readonly HostNetwork[], { name, by }: { name: string; by: string }): Problem {
  const alike = networks.find((network) => network.name.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) {
    return {
      says: `${by} names the network ${name}, and HNS has it as ${alike.name}: upper and lower case count`,
      steps: [
        by === 'kube-proxy'
          ? onCluster(`Give kube-proxy the name ${alike.name}: --network-name, winkernel.networkName, or KUBE_NETWORK.`)
          : onNode(`Write the name ${alike.name} into ${by}.`),
      ],
    };
  }
  const node = facts.cluster?.seen?.nodeName ?? '<node>';
  return {
    says: `${by} names the network ${name}, which HNS does not have`,
    steps: [
      onCluster(
        "See whether the network plugin's pod, which makes it, runs on this node, and its log.",
        podsOfNode(node),
      ),
      onNode('See the networks and their names.', 'hnsdiag.exe list networks'),
    ],
  };
}

/** Windows has one NAT network: `The object already exists. (0x1392)`. Source: sig-windows-tools#128. */
function otherNat(used: CniFile, networks: readonly HostNetwork[]): Problem[] {
  const nats = networks.filter(({ type }) => type.toUpperCase() === 'NAT');
  const [left] = nats;
  if (left === undefined || nats.some(({ name }) => name === used.network)) return [];
  return [
    {
      says: `HNS has the NAT network ${left.name}, so that ${used.name} cannot make ${used.network ?? 'its own'}: the object already exists (0x1392)`,
      steps: [
        onNode(
          'If no other program, such as Docker, uses that network, remove it.',
          shell`hnsdiag.exe delete networks ${left.id}`,
          'Containers in it lose their network.',
        ),
      ],
    },
  ];
}

/** While a pod starts, containerd does not list its sandbox yet, which on a slow node takes minutes. */
const leftMs = 10 * 60_000;
/** As many pods do not start at once. */
const manyLeft = 10;

/** Endpoints of sandboxes that containerd no longer has: the network plugin failed, or was not asked, when the pod ended. */
function leftOver(facts: Facts, at: Date): Problem[] {
  const sandboxes = facts.runtime && ifKnown(facts.runtime.sandboxes);
  const made = ifKnown(facts['pod-network'].endpoints)?.made;
  if (sandboxes === undefined || made === undefined) return [];
  const ownerless = made.filter(({ sandbox }) => !sandboxes.some(({ id }) => id.startsWith(sandbox)));
  const old = ownerless.filter(({ since }) => at.getTime() - Date.parse(since) > leftMs);
  const left = ownerless.length >= manyLeft ? ownerless : old;
  const [first] = left;
  if (first === undefined) return [];
  return [
    {
      says: `HNS has ${plural(left.length, 'endpoint')} of sandboxes that containerd no longer has: they keep their addresses, and can block a new one (0x1392, 0x803b0013)`,
      seen: left.slice(0, 5).map(({ id, sandbox }) => evidence(`endpoint of ${sandbox.slice(0, 12)}`, id)),
      steps: [
        onNode(
          'Remove them, one after the other.',
          shell`hnsdiag.exe delete endpoints ${first.id}`,
          'If another program than containerd made it, its container loses its network.',
        ),
      ],
    },
  ];
}

/** A pod just made may have no endpoint yet. */
const settledMs = 2 * 60_000;
const ordinaryPods = ({ runtime }: Facts) =>
  ((runtime && ifKnown(runtime.sandboxes)) ?? []).filter(({ ready, hostProcess }) => ready && hostProcess === false);

function addresses(facts: Facts, node: string, at: Date): Problem[] {
  const endpoints = ifKnown(facts['pod-network'].endpoints);
  if (endpoints === undefined) return [];
  const pods = ordinaryPods(facts).filter(({ createdAt }) => at.getTime() - Date.parse(createdAt) > settledMs);
  const problems: Problem[] = [];
  if (endpoints.local === 0 && endpoints.unread === 0 && pods.length > 0) {
    problems.push({
      says: `HNS has no endpoint of this node, though ${plural(pods.length, 'ordinary pod')} ${pods.length === 1 ? 'runs' : 'run'}: a restart of HNS takes their endpoints away, and they have no network until they are recreated`,
      seen: pods.slice(0, 3).map(({ namespace, name }) => evidence('ordinary pod', `${namespace}/${name}`)),
      steps: [
        drain(node, 'Recreate the ordinary pods of this node.'),
        onCluster('Then let it take pods again.', shell`kubectl uncordon ${node}`),
      ],
    });
  }
  const [first, ...more] = endpoints.shared;
  if (first !== undefined) {
    const others = more.length === 0 ? '' : `, and ${more.length} more`;
    problems.push({
      says: `a left remote endpoint has the address ${first.address} of a pod of this node${others}: that pod is cut off`,
      seen: [
        ...endpoints.shared.map(({ address, remote }) => evidence(`remote endpoint with ${address}`, remote)),
        ...kubeProxyNotes(facts, at).map((note) => evidence('known fault', note)),
      ],
      steps: [
        onNode('Remove the left endpoint.', shell`hnsdiag.exe delete endpoints ${first.remote}`),
        onCluster('So that it does not come again, update kube-proxy to a release that has its fix.'),
      ],
    });
  }
  return problems;
}
