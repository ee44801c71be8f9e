import { createHash } from 'node:crypto';
import { diagnose, eventMark } from '../diagnose.ts';
import { ifKnown } from '../fact.ts';
import type { Fix } from '../fix.ts';
import type { PodEvent } from '../host.ts';
import { readCluster } from '../messages/cluster.ts';
import type { Diagnosis } from '../report.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';

/** What Kubernetes takes as a name of an object. */
const maxNameLength = 253;
/** In bytes of UTF-8: what events.k8s.io/v1 takes, and what kubectl shows well. */
const maxMessageBytes = 1024;

/**
 * The events on failing HostProcess pods: each names the cause of the failure, if one is confirmed or only one is likely.
 * Every reader of the namespace's events can read them, so they have only words of the catalogue and of the pod's own status
 * and events, and nothing else of the node. `count`: how often the event is known to have been sent before.
 * @param own hostprobe's own pod, `namespace/name`, which gets no event
 */
export function podEventsOf(snapshot: Snapshot, own: string): Omit<PodEvent, 'reporter'>[] {
  const { cluster } = snapshot.facts;
  if (!cluster.ok || cluster.value.seen === null) return [];
  const { nodeName, pods: answer } = cluster.value.seen;
  const pods = ifKnown(answer)?.hostProcess ?? [];
  const messages = readCluster(cluster.value);
  return pods.flatMap(({ namespace, name, uid, events }) => {
    const pod = `${namespace}/${name}`;
    const said = messages.filter((message) => message.pod === pod);
    const found = pod === own ? null : chosenOf(diagnose(said, knownFacts(snapshot)));
    if (found === null) return [];
    // Weighed again without the node, so that nothing from it can get into the text.
    const blind = diagnose(said).find(({ signature }) => signature === found.signature);
    const cause = blind?.causes.find(({ id }) => id === found.cause);
    if (cause === undefined) return [];
    const container = found.container;
    const key = createHash('sha256')
      .update(JSON.stringify([uid, container, cause.id]))
      .digest('hex')
      .slice(0, 16);
    const more = ` ${eventMark}${name} -n ${namespace}`;
    const advice = oneLine(`${cause.title}. Fix: ${fixIn(cause.fix, nodeName)}`);
    const message = `${cutToBytes(advice, maxMessageBytes - Buffer.byteLength(more))}${more}`;
    return {
      ...{ namespace, pod: name, uid, container, message },
      // A part of a name must not end with a hyphen.
      name: `${name.slice(0, maxNameLength - key.length - 1).replace(/[-.]+$/, '')}.${key}`,
      // A restarted agent does not know what it sent before.
      count: (events && ifKnown(events)?.items.find((one) => one.message === message)?.count) ?? 0,
    };
  });
}

/** What can be done in the pod: a reader of its events may have no rights on its node. */
function fixIn({ steps }: Fix, node: string): string {
  const step = steps.find(({ on }) => on === 'manifest' || on === 'image');
  if (step === undefined) return `it is on the node ${node}, not in the pod.`;
  // It may be the second of two ways.
  const said = step.say.replace(/^Or (\w)/, (_, first: string) => first.toUpperCase());
  return said.replace(/\.?$/, '.');
}

/** null: no cause is certain enough, or the kubelet says it in its own event, in the terms of the pod's fields. */
function chosenOf(
  diagnoses: readonly Diagnosis[],
): { signature: string; cause: string; container: string | null } | null {
  for (const { hostProcess, component, signature, causes, seen } of diagnoses) {
    if (!hostProcess || component === 'kubelet') continue;
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
export function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > maxBytes - 3) break;
    kept += character;
  }
  return `${kept}...`;
}
