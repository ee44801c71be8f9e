// The versions of Kubernetes that matter on this node, and how its kubelet was started. null: the facts do not say.
import { type Evidence, evidence, ifKnown } from '../fact.ts';
import type { ClusterFact } from '../facts/cluster.ts';
import type { FactValues } from '../facts/index.ts';
import { readVersion } from '../shim/version.ts';
import type { KnownFacts } from '../snapshot.ts';
import { noteOn } from './dated.ts';

/** The version of the API server, such as v1.33.4. */
export const clusterVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.version)) ?? null;

/** The version of the node's kubelet, such as v1.31.2; it may be older than the API server. */
export const kubeletVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.node)?.kubeletVersion) || null;

/** What is known against the kube-proxy of this node; where its own version is not known, it has that of the kubelet. */
export function kubeProxyNotes(facts: Pick<KnownFacts, 'cluster' | 'runtime-binaries'>, at: Date): string[] {
  const own = facts['runtime-binaries']?.['kube-proxy'];
  const version = readVersion((own && ifKnown(own.version)) || kubeletVersion(facts) || '');
  const note = version && noteOn(`kube-proxy ${version.major}.${version.minor}`, version.patch, at);
  return note === null ? [] : [note];
}

/** Shows how the kubelet was started, also where a wrapper such as nssm starts it. */
export const showKubelet = `(Get-CimInstance Win32_Process -Filter "Name='kubelet.exe'").CommandLine`;

/** How the kubelet was started. */
export const kubeletCommandLines = (facts: Pick<KnownFacts, 'services' | 'runtime-process'>): string[] =>
  [
    ...(facts['runtime-process']?.kubelet ?? []).map((process) => ifKnown(process.commandLine)),
    facts.services && ifKnown(facts.services.kubelet)?.commandLine,
  ].filter((line) => line !== undefined);

/**
 * The feature gate WindowsHostProcessContainers, as the kubelet that runs has it, or else its next start; null: not on
 * a command line.
 */
export function hostProcessGate(
  facts: Pick<KnownFacts, 'services' | 'runtime-process'>,
): { isOn: boolean; evidence: Evidence } | null {
  const [set] = kubeletCommandLines(facts).flatMap(
    (line) => /WindowsHostProcessContainers=(?:true|false)/i.exec(line) ?? [],
  );
  return set === undefined ? null : { isOn: /true$/i.test(set), evidence: evidence('kubelet command line', set) };
}

/**
 * What the kubelet says of its runtime, for an account that may not ask the runtime itself.
 * `answers`: its last call of Status, at most 30 seconds before, was answered. `lists-hang`: Status is answered, and lists
 * of containers are not, for three minutes. `down`: Status was not answered for 30 seconds. `starting`: the kubelet has not
 * reached the runtime since its own start.
 */
export interface KubeletWord {
  runtime: 'answers' | 'lists-hang' | 'down' | 'starting';
  /** What the runtime reported to the kubelet for its condition RuntimeReady, if that is false. */
  notReady: string | null;
  /** The same of NetworkReady. */
  noNetwork: string | null;
  evidence: Evidence[];
}

/**
 * Wordings of the condition Ready: pkg/kubelet/runtime.go (runtimeErrors, networkErrors), kubelet.go (updateRuntimeUp),
 * pleg/generic.go (Healthy), container/runtime.go (RuntimeCondition.String). Older kubelets write "Container runtime not
 * ready" and "runtime network not ready". One message can have several, in this order, in brackets and comma-separated.
 */
const words = {
  down: /\bcontainer runtime is down\b/,
  starting: /\bcontainer runtime status check may not have completed yet\b/,
  listsHang: /\b(?:Evented)?PLEG is not healthy: pleg was last seen active\b/,
  notReady:
    /\bcontainer runtime not ready: RuntimeReady=false (.*?)(?:, (?:container )?runtime network not ready: .*)?\]?$/is,
  noNetwork: /\bruntime network not ready: NetworkReady=false (.*?)\]?$/is,
} as const;

/**
 * Reads the Node's condition Ready. null: the API was not asked, or its answer is not current, because the kubelet does
 * not post any more. The condition outlives the kubelet by some 40 seconds, so the kubelet must also answer on its health
 * port, or, seen from outside, have renewed its lease or posted lately. That port alone says nothing of the runtime: only "ping"
 * is installed there.
 * Source: pkg/kubelet/nodestatus/setters.go (ReadyCondition), cmd/kubelet/app/server.go (healthz.InstallHandler(mux)).
 * @param at when the facts were read
 */
export function kubeletWord(
  { cluster, network }: { cluster?: ClusterFact; network?: FactValues['network'] },
  at: Date,
): KubeletWord | null {
  const node = cluster?.seen && ifKnown(cluster.seen.node);
  const ready = node?.conditions.find(({ type }) => type === 'Ready');
  const health = network && ifKnown(network.kubeletHealth);
  const beside = cluster?.seen?.beside;
  const lease = beside && ifKnown(beside.lease);
  const posted = (beside && ready?.heartbeatAt) ?? null;
  const isCurrent = health?.status === 200 || lease?.fresh || (posted !== null && !isLate(posted, at));
  if (!ready || ready.status === 'Unknown' || !isCurrent) return null;
  const notReady = words.notReady.exec(ready.message)?.[1]?.trim() ?? null;
  return {
    runtime: runtimeOf(ready.message, notReady),
    notReady,
    noNetwork: words.noNetwork.exec(ready.message)?.[1]?.trim() ?? null,
    evidence: [
      evidence("the Node's condition Ready", [ready.status, ready.reason, ready.message].filter(Boolean).join(', ')),
      lease?.fresh
        ? evidence("the kubelet's lease", `renewed at ${lease.renewedAt}`)
        : posted !== null
          ? evidence('posted by the kubelet', `at ${posted}`)
          : evidence('health port of the kubelet', `HTTP ${health?.status}`),
    ],
  };
}

/**
 * Whether a kubelet posted the status of its Node too long ago. It does so every five minutes where nothing changes: source:
 * kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go (nodeStatusReportFrequency).
 */
export const isLate = (postedAt: string, at: Date): boolean => at.getTime() - Date.parse(postedAt) > 10 * 60_000;

/** A runtime that says of itself that it is not ready has answered, though the kubelet then also calls it down. */
function runtimeOf(message: string, notReady: string | null): KubeletWord['runtime'] {
  if (words.listsHang.test(message)) return 'lists-hang';
  if (notReady !== null) return 'answers';
  if (words.down.test(message)) return 'down';
  return words.starting.test(message) ? 'starting' : 'answers';
}

/** The build of Windows: as the node itself reports it, else as its kubelet does; null: neither does. */
export function windowsVersion({ os, cluster }: KnownFacts): {
  build: number;
  /** null: the kubelet does not say it. */
  revision: number | null;
  product: string;
  installation: string | null;
} | null {
  const own = os && ifKnown(os.version);
  if (own !== undefined) return own;
  const node = cluster?.seen && ifKnown(cluster.seen.node);
  // Source: kubernetes pkg/kubelet/winstats/version.go: "10.0.20348.2700".
  const [, build, revision] = /^\d+\.\d+\.(\d+)(?:\.(\d+))?/.exec(node?.kernelVersion ?? '') ?? [];
  if (build === undefined) return null;
  const product = `${node?.osImage}, by the kubelet`;
  return {
    build: Number(build),
    revision: revision === undefined ? null : Number(revision),
    product,
    installation: null,
  };
}
