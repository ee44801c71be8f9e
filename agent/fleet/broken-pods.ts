import * as z from 'zod';
import { diagnose } from '../diagnose.ts';
import { QueryError } from '../error.ts';
import type { PodInfo } from '../facts/cluster.ts';
import { stepSchema } from '../fix/schema.ts';
import * as objects from '../host/cluster/objects.ts';
import { asksForHostProcess, readPod } from '../host/cluster/read-objects.ts';
import { readText } from '../messages/text.ts';
import { isTroubled, reasonsOf } from '../node/troubled-pod.ts';
import type { Api, Query } from '../reach/api.ts';
import { list } from '../reach/list.ts';
import { redactText } from '../redact.ts';
import { causesLeft, type Diagnosis } from '../report.ts';
import type { Fleet } from './read-cluster.ts';
import type { Broken } from './row.ts';
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
export function readFound(item: unknown): Found | null {
  const read = objects.pod.parse(item);
  if (!asksForHostProcess(read)) return null;
  const object = { ...Object(item), kind: 'Pod', apiVersion: 'v1' };
  return { pod: readPod(read), node: read.spec?.nodeName || null, object };
}

export const isBroken = ({ pod }: Found, now: Date): boolean => isTroubled(pod, now, recentMs);

/** The broken pods of a list, and how many there are. Of a pod that is well nothing is kept: a cluster may have many. */
async function listBroken(api: Api, wanted: WantedPods) {
  const asked = { path: pathOfPods(wanted), query: queryOfPods(wanted) };
  let all = 0;
  const { items, resourceVersion } = await list(api, asked, (item) => {
    const found = readFound(item);
    if (found !== null) all += 1;
    return found !== null && isBroken(found, api.now()) ? found : null;
  });
  return { found: items.filter((one) => one !== null), all, version: resourceVersion };
}

/**
 * The broken HostProcess pods of a cluster, with what their own status and events say.
 * @throws QueryError if the pods cannot be read
 */
export async function readBrokenPods(api: Api, wanted: WantedPods): Promise<SeenPods & { version: string }> {
  const { found, all, version } = await listBroken(api, wanted);
  const unseen: string[] = [];
  const events = await readEvents(api, found, unseen);
  const broken = found.map((one) => toBroken(one, events.get(one.pod.uid) ?? []));
  return {
    broken: sortPods(broken),
    all,
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
    version,
  };
}

/** So many pods of a node without an agent are asked why they do not run, and in so many namespaces. */
const [mostAsked, mostNamespaces] = [2, 10];

/**
 * How many of them each node has, and what failed in some on nodes without an agent, its own pod first. Events are read only of pods
 * whose states say nothing.
 * @throws QueryError if the pods cannot be read
 */
export async function brokenByNode(
  api: Api,
  { nodes, pods }: Pick<Fleet, 'nodes' | 'pods'>,
): Promise<NonNullable<Broken>> {
  const { found } = await listBroken(api, { namespace: null, selector: null });
  const byNode = Map.groupBy(found, ({ node }) => node ?? '');
  const isOwn = ({ pod, node }: Found) => {
    const own = pods.get(node ?? '');
    return own?.name === pod.name && own.namespace === pod.namespace;
  };
  const asked = [...byNode].flatMap(([node, broken]) =>
    nodes.has(node) && pods.get(node)?.running !== true
      ? broken.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a))).slice(0, mostAsked)
      : [],
  );
  const silent = asked.filter(({ pod }) => reasonsOf(pod).length === 0);
  const namespaces = new Set([...new Set(silent.map(({ pod }) => pod.namespace))].slice(0, mostNamespaces));
  const events = await readEvents(
    api,
    silent.filter(({ pod }) => namespaces.has(pod.namespace)),
    [],
  );
  const failures = asked.flatMap((one) => {
    const [failure] = failuresOf(one, events.get(one.pod.uid) ?? []);
    return failure === undefined ? [] : [{ node: one.node, isOwn: isOwn(one), failure }];
  });
  return new Map(
    [...byNode].map(([node, broken]) => [
      node,
      { count: broken.length, failures: failures.filter((one) => one.node === node) },
    ]),
  );
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

function failuresOf({ object }: Pick<Found, 'object'>, events: readonly object[]): Diagnosis[] {
  const text = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [object, ...events] });
  const messages = readText(text, 'its status and events', null);
  // An event does not say of which kind its pod is.
  return diagnose(messages.map((one) => ({ ...one, hostProcess: true })));
}

/** A pod with its events, explained. */
export function toBroken({ pod, node, object }: Found, events: readonly object[]): BrokenPod {
  const [diagnosis = null] = failuresOf({ object }, events).filter(({ hostProcess }) => hostProcess);
  const [first] = diagnosis === null ? [] : causesLeft(diagnosis);
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
