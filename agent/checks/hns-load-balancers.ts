import { check, type FactsOf, pass, skip, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known, type PartValue } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { DifferingService } from '../facts/pod-network.ts';
import { onCluster, onNode, type Step, shell } from '../fix.ts';
import { meantProcess } from '../node/containerd-service.ts';
import { kubeProxyNotes } from '../node/kubernetes.ts';
import { networkAgents, whyNotReady } from '../node/troubled-pod.ts';
import { deletePod } from '../node/upgrade.ts';

type Facts = FactsOf<'pod-network', 'cluster' | 'runtime-process' | 'runtime-binaries' | 'services'>;

/** kube-proxy writes its rules within half a minute of a change (syncPeriod), and needs minutes for hundreds after its start. */
const settledMs = 5 * 60_000;
const startedMs = 10 * 60_000;

export const hnsLoadBalancers = check({
  id: 'hns-load-balancers',
  area: 'network',
  title: 'Load balancers of HNS, against the Services of the cluster',
  why: 'On Windows each port of a Service is a load balancer of HNS that kube-proxy makes. Where one is missing, or leads to endpoints that have gone, pods of this node cannot reach the Service, and every program reports success.',
  needs: ['pod-network'],
  consults: ['cluster', 'runtime-process', 'runtime-binaries', 'services'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/kubernetes/kubernetes/issues/135802',
  follows: ['hns-networks'],
  run(facts, { at }) {
    const { loadBalancers: read, services } = facts['pod-network'];
    if (!read.ok && read.error.kind !== 'denied') return skip('HNS was not read; see hns');
    const { count, orphaned } = known(read);
    const faults = kubeProxyNotes(facts, at);
    const notes = faults.map((note) => evidence('known fault', note));
    const compared = ifKnown(services);
    if (compared) {
      const since = Date.parse(compared.at) - settledMs;
      const wrong = compared.differing.filter(({ changedAt }) => changedAt !== null && Date.parse(changedAt) < since);
      const started = startOf(facts);
      const isYoung = started !== null && Date.parse(compared.at) - started < startedMs;
      if (wrong.length > 0 && !isYoung) return differs(facts, compared, wrong, notes);
    }
    const trouble = orphans(facts, notes);
    if (trouble !== null) return trouble;
    if (compared) {
      const part = compared.truncated ? '; the cluster or HNS has more than is read' : '';
      return pass(
        `as the Services of the cluster: ${compared.compared} ports compared${part}`,
        [evidence('load balancers', count), ...left(orphaned)],
        faults[0],
      );
    }
    const why = services.ok
      ? 'no kube-proxy that uses HNS is seen here'
      : `Services could not be read to compare them: ${services.error.message}`;
    return skip(`HNS has ${count} load balancers; ${why}`);
  },
});

type Compared = NonNullable<PartValue<FactValues['pod-network']['services']>>;

const placeOf = ({ namespace, name, address, port, protocol }: DifferingService) =>
  `${namespace}/${name} (${address}:${port}/${protocol})`;

function differs(facts: Facts, compared: Compared, wrong: DifferingService[], notes: Evidence[]): Verdict<'warn'> {
  // Of more than are listed, only the count is known.
  const all = compared.differing.length === compared.missing + compared.wrong;
  const missing = all ? wrong.filter(({ present }) => !present).length : compared.missing;
  const stale = all ? wrong.filter(({ present }) => present).length : compared.wrong;
  const example = (present: boolean) => {
    const found = wrong.find((one) => one.present === present);
    return found === undefined ? '' : `, such as ${placeOf(found)}`;
  };
  const of = `of ${compared.compared} ports of Services`;
  const said = [
    ...(missing === 0 ? [] : [`HNS has no load balancer for ${missing} ${of}${example(false)}`]),
    ...(stale === 0
      ? []
      : [`the load balancer of ${stale} ${of} has other endpoints than the Service${example(true)}`]),
  ];
  const seen = wrong.slice(0, 10).map((one) => {
    const parts = [
      ...(one.present ? [] : ['no load balancer']),
      ...(one.lacks.length === 0 ? [] : [`lacks ${one.lacks.join(', ')}`]),
      ...(one.left.length === 0 ? [] : [`still has ${one.left.join(', ')}`]),
    ];
    return evidence(placeOf(one), `${parts.join('; ')}; unchanged since ${one.changedAt}`);
  });
  return warn(said.join('; '), [...seen, ...notes], [...restartKubeProxy(facts), ...update(notes)]);
}

type Orphan = PartValue<FactValues['pod-network']['loadBalancers']>['orphaned'][number];
const shownOrphan = ({ address, port, protocol }: Orphan) => `${address ?? 'NodePort'}:${port}/${protocol}`;
const left = (orphaned: readonly Orphan[]) =>
  orphaned.map((one) => evidence(`leads to no endpoint: ${shownOrphan(one)}`, one.id));

/**
 * One that is left after the last pod of a Service has gone harms nobody, until kube-proxy makes it again and HNS says that the
 * port already exists. It counts where kube-proxy fails, or where one address and port have several.
 */
function orphans(facts: Facts, notes: Evidence[]): Verdict<'warn'> | null {
  const { loadBalancers } = facts['pod-network'];
  const orphaned = ifKnown(loadBalancers)?.orphaned ?? [];
  const [first] = orphaned;
  if (first === undefined) return null;
  const proxy = networkAgents(facts)?.find(({ name, troubled }) => troubled && name.includes('kube-proxy'));
  const twice = new Set(orphaned.map(shownOrphan)).size < orphaned.length;
  if (proxy === undefined && !twice) return null;
  const others = orphaned.length === 1 ? '' : ` and ${orphaned.length - 1} more`;
  const failing =
    proxy === undefined
      ? ''
      : `, and ${proxy.namespace}/${proxy.name} fails (${whyNotReady(proxy)}): HNS refuses a new one with 0x803b0013, the port already exists`;
  return warn(
    `the load balancer of ${shownOrphan(first)}${others} leads to no endpoint that HNS still has${failing}`,
    [...left(orphaned), ...notes],
    [
      onNode('Remove it.', shell`hnsdiag.exe delete loadbalancers ${first.id}`),
      ...restartKubeProxy(facts),
      ...update(notes),
    ],
  );
}

/** null: not known. */
function startOf(facts: Facts): number | null {
  const { process } = meantProcess(facts, 'kube-proxy');
  const started = process && ifKnown(process.startedAt);
  return started ? Date.parse(started) : null;
}

function restartKubeProxy(facts: Facts): Step[] {
  const say = 'Restart kube-proxy, which then makes all load balancers anew.';
  const risk = 'Until it is done, pods of this node do not reach Services.';
  const pod = networkAgents(facts)?.find(({ name }) => name.includes('kube-proxy'));
  if (pod !== undefined) {
    return [onCluster(say, deletePod(pod), risk)];
  }
  const service = facts.services && ifKnown(facts.services['kube-proxy']);
  return [
    onNode(
      say,
      service ? shell`Restart-Service ${service.name} -Force` : shell`Get-Process kube-proxy | Stop-Process -Force`,
      risk,
    ),
  ];
}

const update = (notes: readonly Evidence[]): Step[] =>
  notes.length === 0
    ? []
    : [onCluster('So that it does not come again, update kube-proxy to a release that has its fix.')];
