import { createHash } from 'node:crypto';
import { diagnose, eventMark } from '../diagnose.ts';
import { QueryError } from '../error.ts';
import { ifKnown } from '../fact.ts';
import type { Fix } from '../fix.ts';
import type { Cluster, PodEvent } from '../host.ts';
import type { Log } from '../log.ts';
import { readCluster } from '../messages/cluster.ts';
import type { Diagnosis } from '../report.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';

/** An event is sent again while the failure lasts: an API server deletes events after an hour. */
const refreshMs = 30 * 60_000;
/** At most one event in this time for a pod with a changing cause. */
const perPodMs = 5 * 60_000;
const mostAtOnce = 10;
/** After a refusal, and while the server is busy. */
const backOffMs = 10 * 60_000;

type Unsent = Omit<PodEvent, 'reporter'>;

/**
 * Whether it refuses this event only: the namespace is being deleted or is gone, or the server does not take the event. The
 * others can still be sent. Source: kubernetes apiserver pkg/admission/plugin/namespace/lifecycle.
 */
const isAboutOne = (error: unknown): error is QueryError =>
  error instanceof QueryError &&
  (/^(?:404|422)$/.test(error.code ?? '') || error.message.includes('because it is being terminated'));

/** Emits events on failing pods that name the cause of the failure. */
export interface PodEvents {
  /** Never rejects. */
  emit(snapshot: Snapshot): Promise<void>;
  /** Why no events are emitted for now; null: they are. */
  refused(): string | null;
}

/**
 * @param options.open a client, signed in with the token as it is on disk now
 * @param options.own hostprobe's own pod, `namespace/name`
 */
export function createPodEvents(options: {
  open: () => Promise<{ cluster: Pick<Cluster, 'emitPodEvent' | 'close'>; nodeName: string }>;
  own: string;
  now: () => Date;
  log: Log;
}): PodEvents {
  const { open, own, now, log } = options;
  /** By the name of the event, and by the pod's UID: when one was sent last. */
  const sentAt = new Map<string, number>();
  const counts = new Map<string, number>();
  let quietUntil = 0;
  let why: string | null = null;
  let isSending = false;
  const reporter = own.split('/').at(-1) || 'hostprobe';

  const isDue = ({ name, uid }: Unsent, at: number) => {
    const last = sentAt.get(name);
    return last === undefined ? at - (sentAt.get(uid) ?? Number.NEGATIVE_INFINITY) >= perPodMs : at - last >= refreshMs;
  };

  async function send(events: readonly Unsent[]): Promise<void> {
    const { cluster, nodeName } = await open();
    try {
      why = null;
      for (const event of events) {
        const at = now();
        const count = Math.max(event.count, counts.get(event.name) ?? 0) + 1;
        await cluster.emitPodEvent(nodeName, { ...event, count, reporter }, at).catch((error: unknown) => {
          if (!isAboutOne(error)) throw error;
          why = error.message;
        });
        counts.set(event.name, count);
        sentAt.set(event.name, at.getTime());
        sentAt.set(event.uid, at.getTime());
      }
    } finally {
      cluster.close();
    }
  }

  return {
    refused: () => why,
    async emit(snapshot) {
      const at = now().getTime();
      if (isSending || at < quietUntil) return;
      const all = podEventsOf(snapshot, own);
      // What has not been sent for long is forgotten.
      for (const [key, last] of sentAt) {
        if (at - last <= 2 * refreshMs) continue;
        sentAt.delete(key);
        counts.delete(key);
      }
      const due = all.filter((event) => isDue(event, at)).slice(0, mostAtOnce);
      if (due.length === 0) return;
      isSending = true;
      try {
        await send(due);
      } catch (error) {
        why = error instanceof QueryError ? error.message : 'a failure of hostprobe';
        quietUntil = at + backOffMs;
        log.warn({ err: error }, 'events on failing pods could not be written; hostprobe tries again in ten minutes');
      } finally {
        isSending = false;
      }
    },
  };
}

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
    const weighed = (wanted: string) => causes.filter(({ weight }) => weight === wanted);
    const confirmed = weighed('confirmed')[0];
    const likely = weighed('likely');
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
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  // A stream waits for the rest of a character that is cut.
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, maxBytes - 3), { stream: true });
  return `${kept}...`;
}
