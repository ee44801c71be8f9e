import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { safeName } from '../bundle/contents/safe-names.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import { plural } from '../fact.ts';
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

/** Adds a line to the log of a run. `about`: the node; null: the run as a whole. */
export type RunLog = (about: string | null, text: string) => void;

/** The log of one run, which its archive contains. */
export function createRunLog(now: () => Date): { log: RunLog; text(): string } {
  const lines: string[] = [];
  return {
    log: (about, text) => lines.push(`${now().toISOString()} ${about === null ? '' : `${about}: `}${text}\n`),
    text: () => lines.join(''),
  };
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
  ms: number;
  /** The transport that reached the agent; null: none did. */
  via: string | null;
  /** Transports that failed. */
  tried: ReachedAgent['tried'];
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
  log: RunLog;
  onStep: OnStep;
}

/**
 * Fetches the bundles of many nodes into a folder, a few at a time. A node without a bundle has the error, and does not stop
 * the others.
 */
export async function fetchAll(options: FetchOptions, folder: string): Promise<Fetched[]> {
  const { nodes, signal, log } = options;
  const done: Fetched[] = [];
  const onStep: OnStep = (...step) => signal.aborted || options.onStep(...step);
  const all = gatherAll(nodes, { atOnce, onStep }, async (node) => {
    const fetched = signal.aborted ? null : await fetchOne(options, node, folder);
    if (fetched === null || signal.aborted) return;
    done.push(fetched);
    log(node, showFetched(fetched));
  });
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([all, stopped]);
  const missing = nodes.filter((node) => !done.some((one) => one.node === node));
  if (missing.length > 0)
    log(null, `stopped by the user; ${plural(missing.length, 'node was', 'nodes were')} not fetched`);
  const error = 'not fetched, because the user stopped the command';
  const none = missing.map((node) => ({ node, ...nothing, error, ms: 0, via: null, tried: [] }));
  return [...done, ...none].toSorted((a, b) => (a.node < b.node ? -1 : 1));
}

const nothing = { file: null, bytes: 0, sha256: null };

function showFetched({ error, bytes, ms, via, tried }: Fetched): string {
  const failed = tried.map((one) => `${one.transport} failed after ${one.ms} ms (${one.error}); `).join('');
  return `${failed}${error === null ? `${bytes} bytes by ${via}` : `no bundle: ${error}`}, after ${ms} ms`;
}

async function fetchOne(options: FetchOptions, node: string, folder: string): Promise<Fetched> {
  const began = performance.now();
  const file = `${safeName(node)}.zip`;
  let agent: ReachedAgent | null = null;
  const fared = (got: { bytes: number; sha256: string } | null, error: string | null): Fetched => ({
    ...{ node, ...(got === null ? nothing : { file, ...got }), error },
    ms: Math.round(performance.now() - began),
    ...{ via: agent?.via() ?? null, tried: agent?.tried ?? [] },
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
  const { limits, signal, log } = options;
  const until = performance.now() + limits.deadlineMs;
  let wasCut = false;
  for (;;) {
    const leftMs = Math.max(1, Math.round(until - performance.now()));
    try {
      return await download({ ...options, limits: { ...limits, deadlineMs: leftMs } }, agent, path);
    } catch (error) {
      if (error instanceof CutShortError && !wasCut) {
        log(agent.origin, `${error.message}; asked again`);
        wasCut = true;
        continue;
      }
      if (!(error instanceof BusyError) || error.retryMs > until - performance.now()) throw error;
      log(agent.origin, `busy; asked again in ${error.retryMs} ms`);
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
