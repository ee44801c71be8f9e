import { check, type FactsOf, fail, pass, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known } from '../fact.ts';
import { type Fix, onCluster, onNode, type Step, shell, verified } from '../fix.ts';
import { embeddedBy } from '../node/containerd-pipe.ts';
import { meantProcess, nodeOwner, whoStarted } from '../node/containerd-service.ts';
import { noteOn } from '../node/dated.ts';
import { kubeletVersion } from '../node/kubernetes.ts';
import { readLog } from '../node/log-steps.ts';
import { judgeState, restartService, stateEvidence } from '../node/service-state.ts';
import { podsOfNode } from '../node/upgrade.ts';
import { readVersion } from '../shim/version.ts';
import { beside, endLeft, several } from './containerd-service/rivals.ts';

type Facts = FactsOf<'services' | 'runtime-process' | 'network', 'cluster' | 'logs' | 'runtime' | 'runtime-binaries'>;

export const kubeletService = check({
  id: 'kubelet-service',
  area: 'runtime',
  title: 'Kubelet',
  why: 'Without the kubelet nothing on this node follows the API server: running pods keep running, new ones stay Pending, and the node goes NotReady.',
  needs: ['services', 'runtime-process', 'network'],
  consults: ['cluster', 'logs', 'runtime', 'runtime-binaries'],
  gives: ['pass', 'warn', 'fail'],
  stopsNewPods: 'node',
  // Outside of the node's network its health port is not that of the kubelet.
  follows: ['containerd-service', 'host-network'],
  run(facts, { node, at }) {
    const own = known(facts.services.kubelet);
    // rke2 and k0s start the kubelet as they start containerd.
    const owner = nodeOwner(facts.services);
    const isElsewhere =
      owner?.state === 'stopped' &&
      facts['runtime-process'].kubelet.some((process) => process.parentName !== null && embeddedBy(process) === null);
    const service = own ?? (isElsewhere ? null : owner);
    const seen = service === null ? [] : stateEvidence(service);
    const follows = rival(facts);
    const before = own === null && follows.length === 0 ? endLeft(facts) : [];
    const lost = 'the kubelet does not run, and no pod starts or stops';
    const wrong = service && judgeState(service, lost, { ...facts, before });
    if (wrong !== null) return { ...wrong, follows };

    const { process, others } = meantProcess(facts, 'kubelet');
    seen.push(
      evidence(
        'kubelet.exe',
        process === undefined ? 'does not run' : `pid ${process.pid}, started by ${whoStarted(process)}`,
      ),
      ...others,
    );
    const who =
      own !== null
        ? `the service ${own.name} runs`
        : service !== null
          ? `the kubelet is started by ${service.name}`
          : 'the kubelet runs without a service';
    return judgeHealth(facts, { node, who, serviceName: service?.name ?? null, seen, at });
  },
});

/** What is known against the release of the kubelet. */
function kubernetesNote(facts: Facts, at: Date): string | null {
  const version = readVersion(kubeletVersion(facts) ?? '');
  return version && noteOn(`Kubernetes ${version.major}.${version.minor}`, version.patch, at);
}

const showHealth = "curl.exe -s 'http://127.0.0.1:10248/healthz?verbose'";
const healed = (...steps: Step[]): Fix => verified(showHealth, 'It ends with "healthz check passed".', steps);

interface Found {
  node: string;
  who: string;
  serviceName: string | null;
  seen: Evidence[];
  at: Date;
}

function judgeHealth(facts: Facts, { node, who, serviceName, seen, at }: Found): Verdict<'pass' | 'warn' | 'fail'> {
  const { kubeletHealth } = facts.network;
  const isRunning = facts['runtime-process'].counts.kubelet > 0;
  const restart = serviceName === null ? onNode('Restart the kubelet.') : restartService(serviceName);
  if (!kubeletHealth.ok && kubeletHealth.error.kind === 'timeout') {
    return warn(
      `${who}, but its health check on port 10248 does not answer in time`,
      [...seen, evidence('health', kubeletHealth.error.message)],
      healed(readLog(facts, 'kubelet'), restart),
    );
  }
  const health = known(kubeletHealth);
  if (health !== null) {
    const answered = [...seen, evidence('health', `HTTP ${health.status}`)];
    if (health.status === 200)
      return pass(`${who}, and reports that it is healthy`, answered, kubernetesNote(facts, at));
    return fail(
      `${who}, but reports that it is not healthy (HTTP ${health.status} on port 10248)`,
      answered,
      healed(onNode('See what it lacks.', showHealth), readLog(facts, 'kubelet'), restart),
    );
  }
  const refused = [...seen, evidence('health', 'nothing listens on port 10248')];
  if (isRunning) {
    return warn(
      `${who}, but nothing listens on its health port 10248: it has just been started, or healthzPort is set to another port`,
      refused,
      [
        onNode('Wait a minute, then ask it again.', showHealth),
        readLog(facts, 'kubelet', 'If nothing listens there, read the end of the log of the kubelet.'),
        onNode('If it runs well, see whether healthzPort in its configuration names another port.'),
      ],
    );
  }
  if (serviceName === null) {
    return warn(
      'no kubelet service, no kubelet.exe, and nothing on its health port: this is not, or no longer, a Kubernetes node',
      refused,
      verified('kubectl get nodes', 'The node is Ready, or not in the list.', [
        onNode('If this is to be a node of the cluster, install the kubelet again.'),
        onCluster(
          'Else see which pods the cluster still has on it; without a kubelet they cannot be drained.',
          podsOfNode(node),
        ),
        onCluster(
          'Remove it from the cluster only if nobody needs this node any more.',
          shell`kubectl delete node ${node}`,
          'It loses its labels and taints, and its pods are deleted. A kubelet that still runs does not register it again.',
        ),
      ]),
    );
  }
  return {
    ...fail(
      `${who}, but no kubelet.exe runs: it has ended, or ends again and again`,
      refused,
      healed(readLog(facts, 'kubelet', 'Read at the end of the log of the kubelet why it ends.'), restart),
    ),
    follows: rival(facts),
  };
}

/** When the containerd of rke2 or k0s ends because another has the pipe, no kubelet starts: the check that says so. */
const rival = (facts: Facts): string[] =>
  ifKnown(facts.services.kubelet) === null && (several(facts) ?? beside(facts)) !== null ? ['containerd-service'] : [];
