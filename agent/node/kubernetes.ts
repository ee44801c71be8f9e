// The versions of Kubernetes that matter on this node, and how its kubelet was started. null: the facts do not say.
import { type Evidence, evidence } from '../fact/evidence.ts';
import { ifKnown } from '../fact.ts';
import type { KnownFacts } from '../snapshot.ts';

/** The version of the API server, such as v1.33.4. */
export const clusterVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.version)) ?? null;

/** The version of the node's kubelet, such as v1.31.2; it may be older than the API server. */
export const kubeletVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.node)?.kubeletVersion) || null;

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
