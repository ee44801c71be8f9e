import { check, type FactsOf, fail, pass, type Verdict, warn } from '../check.ts';
import { cannotKnow, type Evidence, evidence, known, noAgent } from '../fact.ts';
import { compact, lines, onCluster, onNode, shell, words } from '../fix.ts';
import { noteOn } from '../node/dated.ts';
import { type KubeletWord, kubeletWord, windowsVersion } from '../node/kubernetes.ts';
import { ctr, readLog } from '../node/log-steps.ts';
import { noContainerd } from '../node/new-pod.ts';
import { networkAgents, whyNotReady } from '../node/troubled-pod.ts';
import { podsOfNode } from '../node/upgrade.ts';

type Facts = FactsOf<'runtime', 'logs' | 'runtime-binaries' | 'cluster' | 'os'>;

export const runtimeReady = check({
  id: 'runtime-ready',
  area: 'runtime',
  title: 'Runtime conditions (RuntimeReady, NetworkReady)',
  why: 'With RuntimeReady false no pod starts. With NetworkReady false the node is NotReady; HostProcess pods need no pod network: those that tolerate it, as network plugins do, still start.',
  needs: ['runtime'],
  blank: noContainerd,
  consults: ['cluster', 'network', 'logs', 'runtime-binaries', 'os'],
  gives: ['pass', 'warn', 'fail'],
  stopsNewPods: 'sandbox',
  follows: ['cri-endpoint'],
  run(facts, { node, at }) {
    const { status } = facts.runtime;
    const isAlone = !status.ok && status.error.code === noAgent;
    const word = isAlone || (!status.ok && status.error.kind === 'denied') ? kubeletWord(facts, at) : null;
    // That the kubelet gets no answer, host-process-pods says of a node without an agent.
    if (word !== null && !(isAlone && word.runtime !== 'answers')) return byKubelet(word, node, facts);
    const { conditions, lastCniLoadStatus, config } = known(status);
    const find = (type: string) => conditions.find((condition) => condition.type === type);
    const seen = conditions.map(({ type, status, reason, message }) =>
      evidence(type, [String(status), reason, message].filter((text) => text !== '').join(' ')),
    );
    const runtime = find('RuntimeReady');
    if (runtime === undefined) return cannotKnow('the runtime gives no condition RuntimeReady');
    if (!runtime.status) return notReady(runtime.message || runtime.reason || 'it gives no reason', seen, facts);
    const network = find('NetworkReady');
    if (network !== undefined && !network.status) {
      if (lastCniLoadStatus !== null) seen.push(evidence('last load of the CNI configuration', lastCniLoadStatus));
      const directory = config?.cniConfDir ?? null;
      if (directory !== null) seen.push(evidence('CNI configuration in', directory));
      const why = network.message || network.reason || 'the runtime gives no reason';
      return noNetwork({ why, directory, node, facts }, seen);
    }
    const deprecation = find('ContainerdHasNoDeprecationWarnings');
    const warned = deprecation !== undefined && !deprecation.status;
    const note = pauseNote(config?.sandboxImage ?? '', facts, at);
    return pass(warned ? 'ready; containerd warns of deprecated settings' : 'ready', seen, note);
  },
});

/** Of the pause image that Kubernetes makes; other makers count otherwise. */
function pauseNote(image: string, facts: Facts, at: Date): string | null {
  const [, minor, patch = '0'] =
    /^(?:registry\.k8s\.io|k8s\.gcr\.io)\/pause:3\.(\d{1,2})(?:\.(\d{1,2}))?$/.exec(image) ?? [];
  const build = windowsVersion(facts)?.build;
  return minor === undefined || build === undefined
    ? null
    : noteOn(`pause on Windows build ${build}`, Number(minor) * 100 + Number(patch), at);
}

/** For an account that may not ask the runtime: what the runtime reported to the kubelet, from the condition of the Node. */
function byKubelet(word: KubeletWord, node: string, facts: Facts): Verdict<'pass' | 'warn' | 'fail'> {
  if (word.notReady !== null) return notReady(word.notReady, word.evidence, facts);
  if (word.runtime !== 'answers') {
    const why = "by the Node's condition Ready the kubelet gets no answer from the runtime; see cri-endpoint";
    return cannotKnow(why, 'timeout');
  }
  if (word.noNetwork !== null) return noNetwork({ why: word.noNetwork, directory: null, node, facts }, word.evidence);
  return pass("ready, by the Node's condition Ready", word.evidence);
}

const notReady = (why: string, seen: Evidence[], facts: Facts): Verdict<'fail'> =>
  fail(`the runtime is not ready: ${why}`, seen, [
    readLog(facts, 'containerd'),
    onNode('See which plugins failed to load.', shell`${ctr(facts)} plugins ls`),
  ]);

/** The HostProcess pod that brings the pod network is named, since the node waits for it. */
function noNetwork(
  { why, directory, node, facts }: { why: string; directory: string | null; node: string; facts: Facts },
  seen: Evidence[],
): Verdict<'warn'> {
  const agents = networkAgents(facts);
  const [first] = agents ?? [];
  const brought =
    agents === null
      ? ''
      : first === undefined
        ? '. No HostProcess pod of a network plugin is on this node'
        : `. It waits for the HostProcess pod ${first.namespace}/${first.name}, which ${first.troubled ? `is not ready (${whyNotReady(first)})` : 'runs: see its log'}`;
  return warn(
    `the pod network is not ready: ${why}. HostProcess pods start without it, if they tolerate node.kubernetes.io/not-ready${brought}`,
    seen,
    compact(
      first !== undefined &&
        onCluster(
          'See why that pod does not bring the network.',
          lines(
            shell`kubectl describe pod ${words`${first.name} -n ${first.namespace}`}`,
            shell`kubectl logs ${words`${first.name} -n ${first.namespace}`} --all-containers --tail=50`,
          ),
        ),
      directory === null
        ? onNode('See whether the network plugin has written its configuration, in conf_dir of the CNI in config.toml.')
        : onNode(
            'See whether the network plugin has written its configuration.',
            shell`Get-ChildItem -LiteralPath ${directory}`,
          ),
      onCluster('See whether its pods run on this node.', podsOfNode(node)),
    ),
  );
}
