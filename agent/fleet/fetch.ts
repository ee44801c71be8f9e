import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { safeName } from '../bundle/contents/safe-names.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import { type ReachedAgent, reachAgent, requireRunning, type Transport } from '../reach/agent.ts';
import type { Api } from '../reach/api.ts';
import type { ConnectionFlags } from '../reach/kubeconfig.ts';
import { BusyError, CutShortError, getFrom } from '../reach/remote.ts';
import { gatherAll, type OnStep } from './many-nodes.ts';
import type { Fleet } from './read-cluster.ts';

/** How the agents of a fleet are reached. */
export interface Reach {
  api: Api;
  flags: ConnectionFlags & Pick<Config, 'agent-namespace'>;
  /** Only this transport; null: the first that the containerd of the node supports. */
  via: Transport | null;
  fleet: Fleet;
}

/** An error for display next to the name of its node, without that name at its beginning. */
export const besideNode = (node: string, message: string): string =>
  message.startsWith(`${node}: `) ? message.slice(node.length + 2) : message;

/**
 * The agent of a node. Sends no request: the fleet already has the pod.
 * @throws UserError if no pod of hostprobe runs on the node
 */
export function agentOf({ api, flags, via, fleet }: Reach, name: string): ReachedAgent {
  const pod = requireRunning(name, fleet.pods.get(name), flags['agent-namespace']);
  return reachAgent({ api, flags, via, pod, runtime: fleet.nodes.get(name)?.runtime ?? '' });
}

/** A bundle takes CPU on the node, and some MB of traffic through the API server. */
const atOnce = 6;

/** The result for the bundle of one node. */
export interface Fetched {
  node: string;
  file: string | null;
  bytes: number;
  sha256: string | null;
  error: string | null;
  /** The transport that reached the agent; null: none did. */
  via: string | null;
}

export interface FetchOptions {
  /** The names of the nodes. */
  nodes: readonly string[];
  /** @throws UserError if no agent runs on the node */
  agentOf(node: string): ReachedAgent;
  /** The query of GET /bundle. */
  query: URLSearchParams;
  limits: { deadlineMs: number; maxBytes: number };
  /** When aborted, no more bundles are fetched. */
  signal: AbortSignal;
  onStep: OnStep;
}

/**
 * Fetches the bundles of many nodes into a folder, a few at a time. A node without a bundle has the error, and does not stop
 * the others.
 */
export async function fetchAll(options: FetchOptions, folder: string): Promise<Fetched[]> {
  const { nodes, signal } = options;
  const done: Fetched[] = [];
  const onStep: OnStep = (...step) => signal.aborted || options.onStep(...step);
  const all = gatherAll(nodes, { atOnce, onStep }, async (node) => {
    const fetched = signal.aborted ? null : await fetchOne(options, node, folder);
    if (fetched !== null && !signal.aborted) done.push(fetched);
  });
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([all, stopped]);
  const missing = nodes.filter((node) => !done.some((one) => one.node === node));
  const error = 'not fetched, because the user stopped the command';
  const none = missing.map((node) => ({ node, ...nothing, error, via: null }));
  return [...done, ...none].toSorted((a, b) => (a.node < b.node ? -1 : 1));
}

const nothing = { file: null, bytes: 0, sha256: null };

async function fetchOne(options: FetchOptions, node: string, folder: string): Promise<Fetched> {
  const file = `${safeName(node)}.zip`;
  let agent: ReachedAgent | null = null;
  const fared = (got: { bytes: number; sha256: string } | null, error: string | null): Fetched => ({
    ...{ node, ...(got === null ? nothing : { file, ...got }), error, via: agent?.via() ?? null },
  });
  try {
    agent = options.agentOf(node);
    return fared(await fetchInTurn(options, agent, join(folder, file)), null);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await rm(join(folder, file), { force: true });
    return fared(null, besideNode(node, error.message));
  }
}

/** While the agent makes a bundle for another reader, asks again when the agent says, until the deadline. */
async function fetchInTurn(options: FetchOptions, agent: ReachedAgent, path: string) {
  const { limits, signal } = options;
  const until = performance.now() + limits.deadlineMs;
  let wasCut = false;
  for (;;) {
    const leftMs = Math.max(1, Math.round(until - performance.now()));
    try {
      return await download({ ...options, limits: { ...limits, deadlineMs: leftMs } }, agent, path);
    } catch (error) {
      if (error instanceof CutShortError && !wasCut) {
        wasCut = true;
        continue;
      }
      if (!(error instanceof BusyError) || error.retryMs > until - performance.now()) throw error;
      await sleep(error.retryMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

async function download({ query, limits }: FetchOptions, agent: ReachedAgent, path: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  const answer = getFrom(agent, `/bundle?${query}`, { ...limits, type: 'application/zip' });
  const counted = async function* () {
    for await (const chunk of answer) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(counted, createWriteStream(path, { mode: 0o600 }));
  return { bytes, sha256: hash.digest('hex') };
}
