import { check, fail, pass, skip, warn } from '../check.ts';
import { cannotKnow, type Evidence, evidence, firstOf, ifKnown, known, type PartValue, plural } from '../fact.ts';
import type { ClusterPod, ClusterSeen, PodContainer } from '../facts/cluster.ts';
import { compact, lines, onCluster, type Step, shell } from '../fix.ts';
import { isLate } from '../node/kubernetes.ts';
import { reasonsOf } from '../node/troubled-pod.ts';
import { podsOfNode } from '../node/upgrade.ts';

export const hostProcessPods = check({
  id: 'host-process-pods',
  area: 'runtime',
  title: 'HostProcess pods of a node without an agent',
  why: "hostprobe's own pod is a HostProcess pod: on a node where none starts, no agent answers. The Node, its pods and their events, which the API server has, then say what fails.",
  needs: ['cluster'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'sandbox',
  run({ cluster: { seen } }, { at, node }) {
    if (seen?.beside === undefined) return skip('an agent answers, and its own pod is a HostProcess pod');
    const { beside } = seen;
    const pods = ifKnown(seen.pods)?.hostProcess ?? [];
    const failing = pods.filter((pod) => isFailing(pod, at));
    const running = pods.filter((pod) => !pod.troubled && pod.phase === 'Running');
    const refused = ifKnown(seen.refused)?.items ?? [];
    const ready = ifKnown(seen.node)?.conditions.find(({ type }) => type === 'Ready');
    const found = [
      ...failing.map(toEvidence),
      ...refused.map(refusalOf),
      ...capacityOf(seen),
      ...notSeen(seen, beside),
    ];
    if (
      ready !== undefined &&
      ready.status !== 'True' &&
      !/^(?:container )?runtime network not ready/.test(ready.message)
    ) {
      const why = ready.message || ready.reason || 'it gives no reason';
      return fail(
        `the node is not ready (${ready.status}): ${why}`,
        [
          evidence("the Node's condition Ready", [ready.status, ready.reason || []].flat().join(', ')),
          ...leaseOf(beside),
          ...found,
        ],
        [
          onCluster('See what the cluster has of the node.', shell`kubectl describe node ${node}`),
          ...explainEach(failing),
          ...orLogs(beside, node),
        ],
      );
    }
    const many = [...failing.map(nameOf), ...refused.map(({ daemonSet }) => `pods of DaemonSet ${daemonSet.name}`)];
    const runs = `${plural(running.length, 'HostProcess pod runs', 'HostProcess pods run')} here`;
    if (many.length > 0) {
      const steps = [
        ...explainEach(failing),
        ...orLogs(beside, node),
        onCluster('See all pods of the node.', podsOfNode(node)),
      ];
      return running.length === 0
        ? fail(`no HostProcess pod runs here, and these do not start: ${firstOf(many)}`, found, steps)
        : warn(`${runs}, but these do not start: ${firstOf(many)}`, found, steps);
    }
    const posted = ready?.heartbeatAt ?? null;
    if (posted !== null && isLate(posted, at)) {
      return warn(
        `the kubelet posted the status of this Node last at ${posted}, too long ago for a node that is ready: it or the controller that marks nodes stands still, or its clock is wrong, and what the cluster tells may be old`,
        [evidence("the Node's condition Ready", `${ready?.status}, posted at ${posted}`), ...leaseOf(beside), ...found],
        [
          onCluster(
            'See whether the kubelet still renews its lease.',
            shell`kubectl get lease -n kube-node-lease ${node}`,
          ),
          onCluster('See what the cluster has of the node.', shell`kubectl describe node ${node}`),
        ],
      );
    }
    known(seen.node);
    known(seen.pods);
    known(seen.refused);
    known(beside.events);
    for (const part of [beside.lease, beside.runtimeClasses]) if (!part.ok && part.error.kind !== 'denied') known(part);
    if (beside.logQuery !== null) known(beside.logQuery);
    for (const { events } of pods) if (events !== null) known(events);
    const [cut] = cutIn(seen);
    if (cut !== undefined) cannotKnow(cut);
    if (running.length === 0)
      return skip('no HostProcess pod is on this node, so that nothing shows whether one starts');
    return pass(`${runs}, as the cluster tells`, [evidence('pods', running.map(nameOf).join(', ')), ...found]);
  },
});

/** A start takes minutes where images are large. */
const startingMs = 10 * 60_000;

/** Whether a pod does not start, other than one that is being started. */
function isFailing({ troubled, phase, reason, message, containers, events, createdAt }: ClusterPod, at: Date): boolean {
  if (!troubled) return false;
  if (phase === 'Failed' || (phase === 'Pending' && (reason !== '' || message !== ''))) return true;
  if (containers.some(({ state, last, ready }) => !ready && (isStuck(state) || (last !== null && last.exitCode !== 0))))
    return true;
  const warned = (events && ifKnown(events)?.items.some(({ type }) => type === 'Warning')) ?? false;
  const isOld = createdAt !== null && at.getTime() - Date.parse(createdAt) > startingMs;
  return !containers.every(({ ready }) => ready) && (warned || isOld);
}

const isStuck = (state: PodContainer['state']): boolean =>
  state?.kind === 'waiting' && !/^(?:ContainerCreating|PodInitializing|)$/.test(state.reason);

const nameOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

function toEvidence(pod: ClusterPod): Evidence {
  const states = pod.containers.flatMap(({ name, state, restarts }) => {
    const is = state === null ? [] : [`${name} ${state.kind}${state.reason === '' ? '' : ` (${state.reason})`}`];
    return restarts > 0 ? [...is, plural(restarts, 'restart')] : is;
  });
  const is = [pod.phase, pod.reason, ...states].filter((part) => part !== '').join(', ');
  const warnings = (pod.events && ifKnown(pod.events)?.items.filter(({ type }) => type === 'Warning')) ?? [];
  const [said = warnings.at(-1)?.message ?? ''] = reasonsOf(pod);
  return evidence(`pod ${nameOf(pod)}`, said === '' ? is : `${is}: ${said.slice(0, mostSaid)}`);
}

const mostSaid = 400;

type Refusal = PartValue<ClusterSeen['refused']>['items'][number];
const refusalOf = ({ daemonSet, events }: Refusal) =>
  evidence(`DaemonSet ${nameOf(daemonSet)}`, events[0]?.message ?? 'its pods are refused');

/** What the node has for pods: "cpu 3920m of 4, pods 110". */
function capacityOf({ node }: ClusterSeen): Evidence[] {
  const { capacity = {}, allocatable = {} } = ifKnown(node) ?? {};
  const parts = Object.entries(capacity).map(([resource, has]) => {
    const left = allocatable[resource] ?? has;
    return `${resource} ${left === has ? has : `${left} of ${has}`}`;
  });
  return parts.length === 0 ? [] : [evidence('capacity', parts.join(', '))];
}

const leaseOf = ({ lease }: NonNullable<ClusterSeen['beside']>): Evidence[] => {
  const value = ifKnown(lease);
  return compact(
    value != null &&
      evidence(
        "the kubelet's lease",
        `renewed at ${value.renewedAt ?? 'no time'}${value.fresh ? '' : ', which is too long ago'}`,
      ),
  );
};

/** What was not allowed, or not answered, by name. */
function notSeen(seen: ClusterSeen, beside: NonNullable<ClusterSeen['beside']>): Evidence[] {
  const { node, pods, refused, podSecurity } = seen;
  const namespaces = podSecurity.map(({ labels }) => labels);
  const ofPods = (ifKnown(pods)?.hostProcess ?? []).flatMap(({ events }) => (events === null ? [] : [events]));
  const { lease, events, runtimeClasses, logQuery } = beside;
  const parts = [node, pods, refused, ...namespaces, ...ofPods, lease, events, runtimeClasses, logQuery];
  const said = parts.flatMap((part) => (part === null || part.ok ? [] : [part.error.message]));
  const logs = logQuery && ifKnown(logQuery);
  if (logs?.cut) said.push(`the logs of the kubelet after their first ${logs.bytes} bytes`);
  return [...new Set([...said, ...cutIn(seen)])].map((message) => evidence('not seen', message));
}

/** Lists that are longer than what was read of them. */
function cutIn({ pods, refused, beside }: ClusterSeen): string[] {
  const lists = {
    pods: ifKnown(pods),
    DaemonSets: ifKnown(refused),
    'events of the node': beside && ifKnown(beside.events),
  };
  return Object.entries(lists).flatMap(([what, list]) =>
    list?.truncated ? [`${what}: there are more than were read`] : [],
  );
}

const explainEach = (failing: readonly ClusterPod[]): Step[] =>
  compact(
    failing.length !== 0 &&
      onCluster(
        `Explain ${failing.length === 1 ? 'the pod' : 'each pod'}: its causes, and the fix of each.`,
        lines(
          ...failing
            .slice(0, 3)
            .map(({ namespace, name }) => shell`hostprobe explain ${`pod/${name}`} -n ${namespace}`),
        ),
      ),
  );

/** Where the kubelet was not asked for its logs. */
const orLogs = ({ logQuery }: NonNullable<ClusterSeen['beside']>, node: string): Step[] =>
  compact(
    logQuery === null &&
      onCluster(
        'If that leaves the cause open, and you have the right get of nodes/proxy, also read what the kubelet and containerd logged.',
        shell`hostprobe report --node ${node} --logs`,
      ),
  );
