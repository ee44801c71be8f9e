import { expect, test } from 'vitest';
import { compareNode } from '../../agent/compare/comparison.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { composed } from '../composed.ts';
import type { Json } from '../difference.ts';
import { drawOf } from './draw.ts';
import { asSnapshots, poolOf } from './pools.ts';
import { valueAt } from './recorded.ts';

/** Edits what a fact says of a node. */
const edit =
  <Id extends keyof FactValues>(id: Id, change: (value: FactValues[Id]) => void) =>
  (node: Json): void =>
    // What a snapshot of the tests holds at a fact's id is that fact's value.
    change(valueAt(node, ['facts', id, 'value']) as unknown as FactValues[Id]);

const podsOf = ({ seen }: FactValues['cluster']) => (seen?.pods.ok ? seen.pods.value.hostProcess : []);

/** Public threads whose cause was something that one node or some nodes had and others had not. */
const threads: readonly [source: string, broken: (node: Json) => void, told: RegExp][] = [
  [
    'microsoft/Windows-Containers#516: KB5040437 on some nodes breaks the network of their pods',
    edit('os', ({ version }) => version.ok && Object.assign(version.value, { revision: 2582 })),
    /os version revision is 2582; all 4 peers have 2700/,
  ],
  [
    'microsoft/Windows-Containers#591: a host without KB5058411 cannot start the containers of newer images',
    edit(
      'cluster',
      ({ seen }) => seen?.node.ok && Object.assign(seen.node.value ?? {}, { kernelVersion: '10.0.20348.1' }),
    ),
    /kernel version is 10\.0\.20348\.1; all 4 peers have/,
  ],
  [
    'rancher/rke2#5415: the network of HNS is named calico, and Calico is looked for',
    edit(
      'pod-network',
      ({ networks }) =>
        networks.ok && Object.assign(networks.value.find(({ name }) => name === 'Calico') ?? {}, { name: 'calico' }),
    ),
    /pod-network networks .*(?:\[calico\]|is calico)/,
  ],
  [
    'kubernetes-sigs/sig-windows-tools#128: a network nat was left and is in the way',
    edit(
      'pod-network',
      ({ networks }) =>
        networks.ok &&
        networks.value.push({
          id: '0F8D2C6E-2424-4C5E-9B9D-000000000009',
          name: 'nat',
          type: 'NAT',
          subnets: ['172.20.0.0/20'],
        }),
    ),
    /pod-network networks \[.*nat.*\] is only here/i,
  ],
  [
    'kubernetes-sigs/sig-windows-tools#367: the image of a HostProcess pod is older than its scripts',
    edit('cluster', (cluster) => Object.assign(podsOf(cluster)[0]?.containers[0] ?? {}, { image: 'hostprobe:0.0.9' })),
    /image is hostprobe:0\.0\.9; all 4 peers have hostprobe:0\.1\.0/,
  ],
  [
    'awslabs/amazon-eks-ami#1632: the sandbox image is another one, which cannot be pulled',
    edit(
      'runtime',
      ({ status }) =>
        status.ok &&
        Object.assign(status.value.config ?? {}, { sandboxImage: '602401143452.dkr.ecr/eks/pause-windows:latest' }),
    ),
    /sandbox image is 602401143452.*; all 4 peers have registry\.k8s\.io\/pause:3\.8/,
  ],
  [
    'Azure/AKS#5145: a component restarts again and again where its version is another',
    edit('cluster', (cluster) => Object.assign(podsOf(cluster)[0]?.containers[0] ?? {}, { restarts: 41 })),
    /restarts is 41; all 4 peers have 0/,
  ],
  [
    'moby/moby#51214: the shim of containerd 2.1 on one of the machines',
    edit('runtime-binaries', ({ shim }) => shim?.version.ok && Object.assign(shim.version, { value: '0.13.0' })),
    /shim version is 0\.13\.0; all 4 peers have/,
  ],
  [
    'kubernetes/kubernetes#111416: containerd 1.6.5 tells no use of HostProcess pods',
    edit('runtime', ({ version }) => version.ok && Object.assign(version.value, { version: 'v1.6.5' })),
    /runtime version version is v1\.6\.5; all 4 peers have v1\.7\.28/,
  ],
  [
    'openshift/windows-machine-config-operator#4446: the pod is no HostProcess pod on this node',
    edit(
      'runtime',
      ({ sandboxes }) => sandboxes.ok && sandboxes.value.map((one) => Object.assign(one, { hostProcess: false })),
    ),
    /runtime sandboxes .*host process is no; all 4 peers have yes/,
  ],
];

test.each(threads)('%s', (source, broken, told) => {
  const model = composed.healthy;
  if (model === undefined) throw new Error('there is a healthy node');
  const [node = null, ...peers] = poolOf(drawOf(11, source), { model, size: 5, rolling: false });
  broken(node);
  const [snapshot, ...others] = asSnapshots([node, ...peers]);
  if (snapshot === undefined) throw new Error('a node is a snapshot');
  const sentences = compareNode(snapshot, others).differences.map(({ sentence }) => sentence);
  expect(sentences.slice(0, 3).join('\n')).toMatch(told);
});
