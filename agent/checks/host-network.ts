import { check, pass, skip } from '../check.ts';
import { type Evidence, evidence, ifKnown, known, partEvidence } from '../fact.ts';
import { inManifest, onCluster, shell } from '../fix.ts';
import { outsideHostProcess, ownContainer } from '../node/own-container.ts';

export const hostNetwork = check({
  id: 'host-network',
  area: 'network',
  title: "Network of hostprobe's container",
  why: 'A HostProcess container uses the network of the node itself. One that does not (a Hyper-V isolated pod, whose "host" is a virtual machine of its own) judges the wrong machine.',
  needs: ['identity', 'sandbox', 'network'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#limitations',
  run(facts, { node }) {
    if (ownContainer(facts) !== 'host-process') return outsideHostProcess;
    const { nodeAddress, kubeletHealth } = facts.network;
    const { interfaces } = facts.network;
    const kubelet = ifKnown(kubeletHealth);
    const seen: Evidence[] = [
      evidence('address of the node (HOST_IP)', nodeAddress ?? '(not given)'),
      partEvidence('addresses here', interfaces, (all) => all.map(({ address }) => address).join(', ')),
      evidence('kubelet on the loopback', kubelet ? `answers ${kubelet.status}` : 'no answer'),
    ];
    if (kubelet) return pass('the network of the node: the kubelet answers on the loopback', seen);
    if (nodeAddress === null) {
      return skip(
        'nothing to compare with: HOST_IP is not set (fieldPath: status.hostIP) and the kubelet does not answer on the loopback',
      );
    }
    if (known(interfaces).some(({ address }) => sameAddress(address, nodeAddress))) {
      return pass(`the network of the node: its address ${nodeAddress} is on an interface here`, seen);
    }
    return {
      // Only both together show another network: a cloud may give a node an address that no interface has.
      status: kubeletHealth.ok ? 'fail' : 'warn',
      summary: `${nodeAddress}, the address of the node, is on no interface here, and no kubelet answers on the loopback: this is not the network of the node`,
      evidence: seen,
      fix: {
        steps: [
          onCluster(
            'See how the pods on this node are isolated.',
            shell`kubectl get pods -A --field-selector ${`spec.nodeName=${node}`} -o custom-columns=NAME:.metadata.name,HOSTNETWORK:.spec.hostNetwork,RUNTIMECLASS:.spec.runtimeClassName`,
          ),
          inManifest(
            'Set hostNetwork in the pod of hostprobe, and remove a runtimeClassName for Hyper-V isolation: with one, it sees only its own virtual machine.',
            'spec:\n  hostNetwork: true',
          ),
        ],
      },
      causes: ['hyperv-isolation'],
    };
  },
});

/** IPv6 addresses may be written with a zone and in capitals. */
function sameAddress(a: string, b: string): boolean {
  const plain = (address: string) => address.replace(/%.*$/, '').toLowerCase();
  return plain(a) === plain(b);
}
