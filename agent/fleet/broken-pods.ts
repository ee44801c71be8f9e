import * as z from 'zod';
import { diagnose } from '../diagnose.ts';
import { QueryError } from '../error.ts';
import { plural } from '../fact.ts';
import type { PodInfo } from '../facts/cluster.ts';
import { stepSchema } from '../fix/schema.ts';
import * as objects from '../host/cluster/objects.ts';
import { asksForHostProcess, isHostprobe, nodesMeant, readDaemonSet, readPod } from '../host/cluster/read-objects.ts';
import { readText } from '../messages/text.ts';
import { isTroubled, reasonsOf } from '../node/troubled-pod.ts';
import { lacksPods, refusalsOf } from '../probes/cluster/pods.ts';
import { asAnswer, readAgentPod } from '../reach/agent.ts';
import type { Api, Query } from '../reach/api.ts';
import { eventsAt, list, readApiEvent } from '../reach/list.ts';
import { redactText } from '../redact.ts';
import { causesLeft, type Diagnosis } from '../report.ts';
import { type Fleet, fleetOf, readAgents, readNodes, type Wanted } from './read-cluster.ts';
import { type Broken, sayFailure } from './row.ts';
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
export type SeenPods = Awaited<ReturnType<typeof readBrokenPods>>;

export const pathOfPods = ({ namespace }: Pick<WantedPods, 'namespace'>): string =>
  namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;

export const queryOfPods = ({ selector }: Pick<WantedPods, 'selector'>): Query =>
  selector === null ? {} : { labelSelector: selector };

interface Found {
  pod: PodInfo;
  node: string | null;
  /** The node that it is on, or that it waits for. */
  meant: string;
  /** As the API has it. */
  object: object;
}

/** One HostProcess pod of a list or a watch; null: another pod. */
export const readFound = (item: unknown): Found | null => foundOf(objects.pod.parse(item), item);

function foundOf(read: objects.ApiPod, item: unknown): Found | null {
  if (!asksForHostProcess(read)) return null;
  const object = { ...Object(item), kind: 'Pod', apiVersion: 'v1' };
  return { pod: readPod(read), node: read.spec.nodeName || null, meant: nodesMeant(read)[0] ?? '', object };
}

export const isBroken = ({ pod }: Found, now: Date): boolean => isTroubled(pod, now, recentMs);

/** The broken pods of a list, and how many there are. Of a pod that is well only what it counts for is kept: a cluster may have many. */
async function listBroken(api: Api, wanted: WantedPods, agentNamespace: string | null = null) {
  const asked = { path: pathOfPods(wanted), query: queryOfPods(wanted) };
  const { items, resourceVersion } = await list(api, asked, (item) => {
    const read = objects.pod.parse(item);
    const found = foundOf(read, item);
    const isAgent = read.metadata.namespace === agentNamespace && isHostprobe(read);
    return {
      isHostProcess: found !== null,
      found: found !== null && isBroken(found, api.now()) ? found : null,
      agent: isAgent ? readAgentPod(item) : null,
    };
  });
  return {
    found: items.flatMap(({ found }) => found ?? []),
    all: items.filter(({ isHostProcess }) => isHostProcess).length,
    agents: items.flatMap(({ agent }) => agent ?? []),
    version: resourceVersion,
  };
}

/**
 * The broken HostProcess pods of a cluster, with what their own status and events say.
 * @throws QueryError if the pods cannot be read
 */
export async function readBrokenPods(api: Api, wanted: WantedPods) {
  const { found, all, version } = await listBroken(api, wanted);
  const unseen: string[] = [];
  const events = await readEvents(api, found, unseen);
  const broken = found.map((one) => toBroken(one, events.get(one.pod.uid) ?? []));
  return {
    /** The most certain cause first. */
    broken: sortPods(broken),
    /** How many HostProcess pods there are. */
    all,
    /** What could not be read, as a sentence; null: nothing. */
    unseen: unseen.length === 0 ? null : `Not seen: ${unseen.join('; ')}`,
    version,
  };
}

/**
 * The fleet with what fails in its HostProcess pods: all pods are one list, hostprobe's own among them.
 * @returns also what the rows cannot show, in sentences: without the right to list all pods, they are not counted
 * @throws QueryError if the nodes or hostprobe's own pods cannot be read
 */
export async function readFleetWithPods(api: Api, wanted: Wanted): Promise<{ fleet: Fleet; notes: string[] }> {
  const [nodes, pods] = await Promise.all([
    readNodes(api, wanted),
    listBroken(api, { namespace: null, selector: null }, wanted.agentNamespace).catch(asAnswer),
  ]);
  if (pods instanceof QueryError) {
    const fleet = fleetOf(nodes, await readAgents(api, wanted));
    return { fleet, notes: [`PODS could not be counted: ${pods.message}`] };
  }
  const fleet = fleetOf(nodes, { items: pods.agents, resourceVersion: pods.version });
  const isAlone = [...fleet.nodes.keys()].some((node) => fleet.pods.get(node)?.running !== true);
  // Agents tell of it on their own nodes.
  const refused = isAlone ? await readRefusedSets(api).catch(asAnswer) : [];
  const unborn = refused instanceof QueryError ? [] : refused;
  const own = unborn.find(({ isOwn }) => isOwn)?.failure;
  fleet.broken = await brokenByNode(api, fleet, pods.found);
  for (const node of fleet.nodes.keys()) {
    if (own === undefined || fleet.pods.has(node)) continue;
    const { count, failures } = fleet.broken.get(node) ?? { count: 0, failures: [] };
    fleet.broken.set(node, { count, failures: [{ isOwn: true, failure: own }, ...failures] });
  }
  return {
    fleet,
    notes:
      refused instanceof QueryError
        ? [`Whether the API server refuses pods of DaemonSets is not known: ${refused.message}`]
        : refused.map(({ note }) => note),
  };
}

/** So many pods of a node without an agent are asked why they do not run, in so many namespaces, and so many DaemonSets. */
const [mostAsked, mostNamespaces, mostSets] = [2, 10, 5];

/** DaemonSets for Windows of which the API server refuses pods: by quota, admission or pod security. */
async function readRefusedSets(api: Api) {
  const { items } = await list(api, { path: '/apis/apps/v1/daemonsets' }, (item) => {
    const object = objects.daemonSet.parse(item);
    const set = readDaemonSet(object);
    return lacksPods(set) ? { ...set, isOwn: isHostprobe(object) } : null;
  });
  const short = items.flatMap((one) => one ?? []).toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn));
  const refused = await refusalsOf(short.slice(0, mostSets), ({ namespace, name }) => {
    const about = { 'involvedObject.kind': 'DaemonSet', 'involvedObject.name': name, reason: 'FailedCreate' };
    return list(api, eventsAt(namespace, about), readApiEvent);
  });
  return refused.map(({ daemonSet: { namespace, name, current, desired }, events }) => {
    const text = events.at(-1)?.message ?? '';
    const [failure] = diagnose([{ source: `DaemonSet ${namespace}/${name}`, text, count: 1, hostProcess: true }]);
    const why = failure === undefined ? redactText(text) : sayFailure(failure).note;
    return {
      isOwn: short.some((one) => one.isOwn && one.name === name && one.namespace === namespace),
      failure,
      note: `The API server refuses ${desired - current} of ${plural(desired, 'pod')} of DaemonSet ${namespace}/${name}: ${why}`,
    };
  });
}

/**
 * How many of them each node has or is to have, and what failed in some on nodes without an agent, its own pod first. Events are
 * read only of pods whose states say nothing.
 */
async function brokenByNode(
  api: Api,
  { nodes, pods }: Pick<Fleet, 'nodes' | 'pods'>,
  found: readonly Found[],
): Promise<NonNullable<Broken>> {
  const byNode = Map.groupBy(found, ({ meant }) => meant);
  const isOwn = ({ pod, meant }: Found) => {
    const own = pods.get(meant);
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
    return failure === undefined ? [] : [{ node: one.meant, isOwn: isOwn(one), failure }];
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
    const asked = eventsAt(namespace, { 'involvedObject.kind': 'Pod', type: 'Warning' });
    const wanted = new Set(found.map(({ pod }) => pod.uid));
    const read = await list(api, asked, (item) => {
      const event = about.parse(item);
      const uid = event.involvedObject.uid ?? '';
      return wanted.has(uid) ? { uid, event: { ...event, kind: 'Event' } } : null;
    }).catch(asAnswer);
    if (read instanceof QueryError) unseen.push(`the events of ${namespace}: ${read.message}`);
    else events.push(...read.items.flatMap((one) => one ?? []));
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
