import { createHash } from 'node:crypto';
import { diagnose } from '../diagnose.ts';
import { given } from '../fact.ts';
import type { PodEvent } from '../host.ts';
import { readCluster } from '../messages/cluster.ts';
import type { Diagnosis } from '../report.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';

/** What Kubernetes takes as a name of an object. */
const maxNameLength = 253;
/** In bytes of UTF-8: what events.k8s.io/v1 takes, and what kubectl shows well. */
const maxMessageBytes = 1024;

/**
 * What the HostProcess pods in trouble are to be told: the cause of each, where it is confirmed, or the only likely one.
 * Whoever may read events of that namespace reads it: it has words of the catalogue, and of the pod's own status and events,
 * and nothing else of the node.
 * @param own hostprobe's own pod, `namespace/name`, about which nothing is told
 */
export function podEventsOf(snapshot: Snapshot, own: string): Omit<PodEvent, 'count'>[] {
  const { cluster } = snapshot.facts;
  if (!cluster.ok || cluster.value.seen === null) return [];
  const pods = given(cluster.value.seen.pods)?.hostProcess ?? [];
  const messages = readCluster(cluster.value);
  return pods.flatMap(({ namespace, name, uid }) => {
    const pod = `${namespace}/${name}`;
    const said = messages.filter((message) => message.pod === pod);
    const found = pod === own ? null : chosenOf(diagnose(said, knownFacts(snapshot)));
    if (found === null) return [];
    // Weighed again without the node, so that no word of it can get into the text.
    const blind = diagnose(said).find(({ signature }) => signature === found.signature);
    const cause = blind?.causes.find(({ id }) => id === found.cause);
    if (cause === undefined) return [];
    const container = found.container;
    const key = createHash('sha256')
      .update(JSON.stringify([uid, container, cause.id]))
      .digest('hex')
      .slice(0, 16);
    const step = cause.fix.steps.find(({ on }) => on === 'manifest' || on === 'image');
    const fix =
      step === undefined ? `by who administers the node ${snapshot.node}.` : `${step.say.replace(/\.?$/, '.')}`;
    return {
      ...{ namespace, pod: name, uid, container },
      name: `${name.slice(0, maxNameLength - key.length - 1)}.${key}`,
      message: cut(oneLine(`${cause.title}. Fix: ${fix} More: kubectl hostprobe explain pod/${name} -n ${namespace}`)),
    };
  });
}

function chosenOf(
  diagnoses: readonly Diagnosis[],
): { signature: string; cause: string; container: string | null } | null {
  for (const { hostProcess, signature, causes, seen } of diagnoses) {
    if (!hostProcess) continue;
    const of = (wanted: string) => causes.filter(({ weight }) => weight === wanted);
    const confirmed = of('confirmed')[0];
    const likely = of('likely');
    const chosen = confirmed ?? (likely.length === 1 ? likely[0] : undefined);
    if (chosen === undefined) continue;
    return {
      signature,
      cause: chosen.id,
      container: seen.find((one) => one.container !== undefined)?.container ?? null,
    };
  }
  return null;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

/** As much of it as fits, in whole characters. */
export function cut(text: string): string {
  if (Buffer.byteLength(text) <= maxMessageBytes) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > maxMessageBytes - 3) break;
    kept += character;
  }
  return `${kept}...`;
}
