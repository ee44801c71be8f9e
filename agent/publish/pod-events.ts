import { QueryError } from '../error.ts';
import type { Cluster, PodEvent } from '../host.ts';
import type { Log } from '../log.ts';
import type { Snapshot } from '../snapshot.ts';
import { podEventsOf } from './pod-event.ts';

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
