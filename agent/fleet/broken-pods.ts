import * as z from 'zod';
import { diagnose } from '../diagnose.ts';
import { QueryError } from '../error.ts';
import type { PodInfo } from '../facts/cluster.ts';
import { stepSchema } from '../fix/schema.ts';
import { readText } from '../messages/text.ts';
import { isTroubled } from '../node/troubled-pod.ts';
import type { Api, Query } from '../reach/api.ts';
import { list } from '../reach/list.ts';
import { redactText } from '../redact.ts';
import type { Diagnosis } from '../report.ts';
import { compareTexts } from './table.ts';

/** Longer than the longest time between two starts of a container that fails: a restart in it counts as trouble. */
const recentMs = 60 * 60_000;

/** A HostProcess pod that does not run, or restarts. */
const brokenPodSchema = z.object({
  namespace: z.string(),
  pod: z.string(),
  /** null: on none yet. */
  node: z.string().nullable(),
  /** As kubectl shows it: CrashLoopBackOff, ImagePullBackOff, Pending, NotReady. */
  state: z.string(),
  restarts: z.number(),
  createdAt: z.string().nullable(),
  /** What failed, by the pod's own status and events; null: nothing in them is recognised. */
  error: z.object({ signature: z.string(), title: z.string() }).nullable(),
  /** The first cause; null: none is known. */
  cause: z
    .object({ id: z.string(), title: z.string(), weight: z.enum(['confirmed', 'likely', 'possible']) })
    .nullable(),
  /** What to do first about it; null: no cause is known. */
  first: stepSchema.nullable(),
  /** What Kubernetes says, if nothing in it is recognised; null: nothing, or something is. */
  said: z.string().nullable(),
});
export type BrokenPod = z.infer<typeof brokenPodSchema>;

/** The namespaces and labels of the pods. */
export interface WantedPods {
  /** null: all namespaces. */
  namespace: string | null;
  /** Labels, as kubectl's -l has them; null: any. */
  selector: string | null;
}

/** The HostProcess pods that were asked for. */
export interface SeenPods {
  /** Those that do not run, or restart: the most certain cause first. */
  broken: BrokenPod[];
  /** How many HostProcess pods there are. */
  all: number;
  /** What could not be read, as a sentence; null: nothing. */
  unseen: string | null;
}

export const pathOfPods = ({ namespace }: Pick<WantedPods, 'namespace'>): string =>
  namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;

export const queryOfPods = ({ selector }: Pick<WantedPods, 'selector'>): Query =>
  selector === null ? {} : { labelSelector: selector };

interface Found {
  pod: PodInfo;
  node: string | null;
  /** As the API has it. */
  object: object;
}

/** One HostProcess pod of a list or a watch; null: another pod. */
export async function podReader(): Promise<(item: unknown) => (Found & { isBroken: (now: Date) => boolean }) | null> {
  const [objects, { asksForHostProcess, readPod }] = await Promise.all([
    import('../host/cluster/objects.ts'),
    import('../host/cluster/read-objects.ts'),
  ]);
  return (item) => {
    const read = objects.pod.parse(item);
    if (!asksForHostProcess(read)) return null;
    const pod = readPod(read);
    const { spec } = placed.parse(item);
    const object = { ...Object(item), kind: 'Pod', apiVersion: 'v1' };
    return { pod, node: spec?.nodeName || null, object, isBroken: (now) => isTroubled(pod, now, recentMs) };
  };
}

const placed = z.object({ spec: z.object({ nodeName: z.string().nullish() }).nullish() });

/**
 * The broken HostProcess pods of a cluster, with what their own status and events say.
 * @throws QueryError if the pods cannot be read
 */
export async function readBrokenPods(api: Api, wanted: WantedPods): Promise<SeenPods & { version: string }> {
  const read = await podReader();
  // Of a pod that is well nothing is kept: a cluster may have many.
  const { items, resourceVersion } = await list(
    api,
    { path: pathOfPods(wanted), query: queryOfPods(wanted) },
    (item) => {
      const found = read(item);
      return found?.isBroken(api.now()) === false ? 'well' : found;
    },
  );
  const all = items.filter((one) => one !== null).length;
  const found = items.filter((one) => one !== null && one !== 'well');
  const unseen: string[] = [];
  const events = await readEvents(api, found, unseen);
  const broken = found.map((one) => toBroken(one, events.get(one.pod.uid) ?? []));
  return {
    broken: sortPods(broken),
    all,
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
    version: resourceVersion,
  };
}

/** So much of what its pods say is kept of a node. */
const mostMessages = 4;

/** How many of them each node has, and what the states of some say. @throws QueryError if the pods cannot be read */
export async function countBrokenPods(api: Api): Promise<Map<string, { count: number; messages: string[] }>> {
  const read = await podReader();
  const nodes = new Map<string, { count: number; messages: string[] }>();
  await list(api, { path: '/api/v1/pods' }, (item) => {
    const found = read(item);
    if (found?.node == null || !found.isBroken(api.now())) return;
    const { count, messages } = nodes.get(found.node) ?? { count: 0, messages: [] };
    const said = found.pod.containers.flatMap(({ state, last }) => [state?.message ?? '', last?.message ?? '']);
    const all = [...messages, ...[found.pod.message, ...said].filter((text) => text !== '')];
    nodes.set(found.node, { count: count + 1, messages: all.slice(0, mostMessages) });
  });
  return nodes;
}

const about = z.looseObject({ involvedObject: z.looseObject({ uid: z.string().nullish() }) });

/**
 * The warnings about pods, by the uid of the pod: one list for each namespace.
 * @param unseen gets what could not be read
 */
export async function readEvents(
  api: Api,
  found: readonly Pick<Found, 'pod'>[],
  unseen: string[],
): Promise<Map<string, object[]>> {
  const events: { uid: string; event: object }[] = [];
  for (const namespace of new Set(found.map(({ pod }) => pod.namespace))) {
    const path = `/api/v1/namespaces/${namespace}/events`;
    const query = { fieldSelector: 'involvedObject.kind=Pod,type=Warning' };
    const wanted = new Set(found.map(({ pod }) => pod.uid));
    const read = list(api, { path, query }, (item) => {
      const event = about.parse(item);
      const uid = event.involvedObject.uid ?? '';
      return wanted.has(uid) ? { uid, event: { ...event, kind: 'Event' } } : null;
    });
    const items = await read.then(
      (got) => got.items,
      (error: unknown) => {
        if (!(error instanceof QueryError)) throw error;
        unseen.push(`the events of ${namespace}: ${error.message}`);
        return [];
      },
    );
    events.push(...items.flatMap((one) => one ?? []));
  }
  const byPod = Map.groupBy(events, ({ uid }) => uid);
  return new Map([...byPod].map(([uid, all]) => [uid, all.map(({ event }) => event)]));
}

/** A pod with its events, explained. */
export function toBroken({ pod, node, object }: Found, events: readonly object[]): BrokenPod {
  const text = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [object, ...events] });
  const [diagnosis = null] = diagnose(readText(text, 'its status and events', null)).filter(
    ({ hostProcess }) => hostProcess,
  );
  const first = diagnosis === null ? undefined : firstOf(diagnosis);
  const { state, message } = stateOf(pod);
  return {
    ...{ namespace: pod.namespace, pod: pod.name, node, state },
    restarts: pod.containers.reduce((sum, { restarts }) => sum + restarts, 0),
    createdAt: pod.createdAt,
    error: diagnosis === null ? null : { signature: diagnosis.signature, title: diagnosis.title },
    cause: first === undefined ? null : { id: first.id, title: first.title, weight: first.weight },
    first: first?.fix.steps[0] ?? null,
    said: diagnosis === null ? redactText(message || lastWords(events)) || null : null,
  };
}

function firstOf({ causes }: Diagnosis) {
  for (const { weight, ...cause } of causes) if (weight !== 'ruled-out') return { ...cause, weight };
}

/** The state of the container that keeps the pod from running, else of the pod. */
function stateOf({ phase, reason, message, containers }: PodInfo): { state: string; message: string } {
  const own = containers.filter(({ kind }) => kind !== 'ephemeral');
  const bad =
    own.find(({ state, ready }) => !ready && state?.kind === 'waiting') ??
    own.find(({ state, kind }) => state?.kind === 'terminated' && !(kind === 'init' && state.exitCode === 0));
  const said = bad?.state ?? null;
  const last = own.find(({ last }) => last !== null && last.message !== '')?.last ?? null;
  if (said !== null) return { state: said.reason || phase, message: said.message || last?.message || message };
  if (reason !== '') return { state: reason, message };
  const isReady = own.every(({ ready, kind }) => ready || kind === 'init');
  return {
    state: phase === 'Running' ? (isReady ? 'Restarted' : 'NotReady') : phase,
    message: last?.message ?? message,
  };
}

const told = z.looseObject({ message: z.string().nullish() });

const lastWords = (events: readonly object[]): string => told.safeParse(events.at(-1)).data?.message ?? '';

const weights = ['confirmed', 'likely', 'possible'] as const;

/** The surest cause first, then by their names. */
const sortPods = (pods: readonly BrokenPod[]): BrokenPod[] =>
  pods.toSorted((a, b) => rank(a) - rank(b) || compareTexts(nameOf(a), nameOf(b)));

const rank = ({ cause }: BrokenPod) => (cause === null ? weights.length : weights.indexOf(cause.weight));
export const nameOf = ({ namespace, pod }: BrokenPod): string => `${namespace}/${pod}`;
