import { podArguments, type Symptom, type Weighing, type WrittenCauses, weighing, weighText } from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { inManifest, lines, onCluster, onNode, riskOfRecreate, type Step, shell, yaml } from '../fix.ts';
import { deleteListed, nodeName, podsOfNode } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { hostProcessGuide, learnPage } from './weigh.ts';

const portOf = ({ match: { captured } }: Symptom): string | undefined =>
  captured.port ?? captured.number ?? captured.kestrel;

/** The ports of the node, which HostProcess containers share with it. */
export const portCauses: WrittenCauses = {
  'host-port-in-use': {
    title: 'The port is in use on the node, or Windows reserves it',
    explain:
      'HostProcess containers listen on the node itself. Another pod, a service of the node, or a port range that Windows reserves (for Hyper-V and HNS) can be in the way. The scheduler places one pod with a given hostPort on each node.',
    reference: learnPage('troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang'),
    checks: ['host-ports'],
    fix: fixPort,
    weigh: weighPort,
  },
  'socket-leftover': {
    title: 'The socket file is left over from an earlier run, or another program listens on it',
    explain:
      'The file of a Unix socket stays on the node if its program ends without removing it. Windows then refuses to bind the path, with the error of a port in use. Kubelet 1.31.0 did not remove its own.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/126965',
    fix: (symptom) => {
      const path = symptom.match.captured.path ?? '<socket>';
      return [
        onNode('See whether the file is there, and since when.', shell`Get-Item -Force -LiteralPath ${path}`),
        onNode(
          'If its program no longer runs, remove it.',
          shell`Remove-Item -Force -LiteralPath ${path}`,
          'A program that still listens on it can no longer be reached.',
        ),
        inManifest(
          'Let the program remove the file before it listens; for the socket of the kubelet, install a newer kubelet.',
        ),
      ];
    },
  },
  'socket-silent': {
    title: 'The program that creates the socket or the pipe is not running, or listens elsewhere',
    explain:
      'Windows refuses the connection if no program listens on the path of a socket, and a named pipe is there only while a program serves it. For a CSI driver, that program is the container of its pod on this node.',
    reference: 'https://kubernetes-csi.github.io/docs/deploying.html',
    fix: ({ match }, facts) => [
      onCluster('See whether the pod of its program runs on this node.', podsOfNode(nodeName(facts))),
      onCluster(
        'If it runs, see in its log which path its container that serves it listens on.',
        shell`kubectl logs ${'<listed pod>'} -n ${'<its namespace>'} --all-containers --tail=50`,
      ),
      onCluster(
        'If it does not run or no longer answers, recreate it, not the pod that fails without it.',
        deleteListed,
        riskOfRecreate,
      ),
      inManifest(
        // A pipe cannot be mounted, and needs no mount.
        `If no node of this kind has it, let its DaemonSet select the node${match.signature.id === 'pipe-absent' ? '' : ', and mount the folder of the socket as a hostPath at the same path'}.`,
      ),
    ],
  },
  'ports-exhausted': {
    title: 'Programs of the node use up its dynamic ports',
    explain:
      'HostProcess containers and the programs of the node share its dynamic ports, 49152 to 65535 by default, for TCP and for UDP each. A program that leaves connections open takes ports from all others; then even DNS queries fail.',
    reference: learnPage('troubleshoot/windows-client/networking/tcp-ip-port-exhaustion-troubleshooting'),
    fix: () => [
      onNode(
        'See which processes have the most ports.',
        lines(
          shell`Get-NetTCPConnection | Group-Object OwningProcess -NoElement | Sort-Object Count -Descending | Select-Object -First 5`,
          shell`Get-NetUDPEndpoint | Group-Object OwningProcess -NoElement | Sort-Object Count -Descending | Select-Object -First 5`,
        ),
      ),
      onNode(
        'See which program that is; <process> is the number in the column Name.',
        shell`Get-Process -Id ${'<process>'}`,
      ),
      onNode('Restart that program, and let it use its connections again instead of opening new ones.'),
    ],
  },
  'probe-address': {
    title: 'The program does not listen where the probe asks',
    explain:
      'A HostProcess pod has the address of its node. The probe fails if the program listens on 127.0.0.1 only, on another port, or not yet.',
    reference: hostProcessGuide('limitations'),
    fix: (symptom) => [
      onNode(
        'See who listens on the port of the probe, and at which address.',
        shell`Get-NetTCPConnection -State Listen -LocalPort ${portOf(symptom) ?? '<port>'} | Format-Table LocalAddress, OwningProcess`,
      ),
      inManifest(
        'If it is only 127.0.0.1, let an httpGet or tcpSocket probe ask there: the kubelet is on the same node.',
        yaml`readinessProbe:\n  httpGet:\n    host: 127.0.0.1\n    port: ${Number(portOf(symptom) ?? 8080)}`,
      ),
      inManifest(
        'Or let the program listen on 0.0.0.0.',
        undefined,
        'On the host network it then listens at every address of the node.',
      ),
      inManifest(
        'If no program listens yet, see in the log of the container why, or give it time with a startupProbe.',
      ),
    ],
  },
};

function fixPort(symptom: Symptom): Step[] {
  if (symptom.match.signature.id === 'host-port-conflict') {
    return [
      onCluster(
        'See which host ports the pod asks for.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.containers[*].ports}'`,
      ),
      onCluster(
        'See which pods use host ports on each node.',
        'kubectl get pods -A -o custom-columns=NODE:.spec.nodeName,NS:.metadata.namespace,POD:.metadata.name,PORTS:.spec..hostPort',
      ),
      inManifest(
        'Give one of the pods another port, or run at most one of them on each node.',
        'ports:\n- containerPort: 9183\n  hostPort: 9183',
      ),
    ];
  }
  const port = portOf(symptom) ?? '<port>';
  return [
    onNode(
      'See which process uses the port.',
      shell`Get-NetTCPConnection -State Listen -LocalPort ${port} | ForEach-Object { Get-Process -Id $_.OwningProcess }`,
    ),
    onNode('See which ranges Windows reserves.', 'netsh int ipv4 show excludedportrange protocol=tcp'),
    inManifest('Give the program another port, below 49152 and outside these ranges.'),
  ];
}

function weighPort(symptom: Symptom, { network }: KnownFacts): Weighing {
  const port = Number(portOf(symptom) ?? Number.NaN);
  if (network === undefined || Number.isNaN(port)) return weighText(symptom);
  const listener = ifKnown(network.listeners)?.find((one) => one.port === port);
  if (listener !== undefined) {
    const who = `${listener.process ?? 'a process'} (pid ${listener.pid}) on ${listener.address}`;
    return weighing('confirmed', evidence(`listens on port ${port}`, who));
  }
  const range = ifKnown(network.excludedPorts)?.find(({ first, last }) => first <= port && port <= last);
  if (range !== undefined) {
    return weighing('confirmed', evidence('ports that Windows reserves', `${range.first} to ${range.last}`));
  }
  return weighText(symptom);
}
