import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { agentPort } from '../config/socket-address.ts';
import { type Choice, choices } from '../config/values.ts';
import { NoAnswerError, QueryError, transportUnusable, UserError } from '../error.ts';
import { apiNode, pod } from '../host/cluster/objects.ts';
import { readNode, readPod } from '../host/cluster/read-objects.ts';
import { reasonsOf } from '../node/troubled-pod.ts';
import { compareVersions, readVersion } from '../shim/version.ts';
import { type Api, openApi, readAnswer } from './api.ts';
import { joinStreams, kubeletAway, unframing } from './channel.ts';
import { connectCommand, openExec, openForward, openKubectl, type PodPlace } from './exec.ts';
import type { ConnectionFlags } from './kubeconfig.ts';
import { list } from './list.ts';
import type { Remote } from './remote.ts';
import { openSignIn } from './sign-in.ts';

/** How to connect to an agent through the cluster, in order of preference. */
const transports = choices.via;
export type Transport = Choice<'via'>;

/** The first version that forwards ports to HostProcess pods. Source: containerd releases/v1.7.16.toml. */
const forwardsFrom = { major: 1, minor: 7, patch: 16, suffix: '' };

/**
 * The transports that a node's containerd supports.
 * @param runtime as the kubelet reports it, "containerd://1.7.28"; an unreadable version is treated as the oldest
 */
export function transportsOf(runtime: string): readonly Transport[] {
  const version = readVersion(runtime.replace(/^containerd:\/\//, ''));
  const forwards = runtime.startsWith('containerd:') && version !== null && compareVersions(version, forwardsFrom) >= 0;
  return forwards ? transports : ['exec', 'kubectl'];
}

/** hostprobe's own pod on a node. */
export interface AgentPod extends PodPlace {
  node: string;
  image: string;
  /** "Running", or the reason why not: "CrashLoopBackOff", "Pending". */
  state: string;
  running: boolean;
  /** What Kubernetes says of why it does not run. */
  reasons: readonly string[];
}

/** The query of hostprobe's pods. */
export const agentPods = { labelSelector: 'app.kubernetes.io/name=hostprobe' };

/** @throws ZodError if the item is not a Pod */
export function readAgentPod(item: unknown): AgentPod {
  const read = pod.parse(item);
  const info = readPod(read);
  const { name, namespace, phase, reason, containers, deletedAt } = info;
  const own = containers.find((one) => one.name === 'hostprobe') ?? containers.find(({ kind }) => kind === 'container');
  const running = own?.state?.kind === 'running' && phase === 'Running' && !deletedAt;
  const why = own?.state?.reason || reason || phase || 'Unknown';
  return {
    ...{ name, namespace, node: read.spec.nodeName },
    ...{ container: own?.name ?? 'hostprobe', image: own?.image ?? '' },
    state: deletedAt ? 'Terminating' : running ? 'Running' : why,
    running,
    reasons: running ? [] : reasonsOf(info),
  };
}

/** @throws NoAnswerError if hostprobe does not run on the node */
export function requireRunning(node: string, found: AgentPod | undefined, namespace: string): AgentPod {
  if (found?.running) return found;
  const why = found === undefined ? 'there is none' : `${found.name} is ${found.state}`;
  throw new NoAnswerError(
    `no pod of hostprobe runs on ${node} (namespace ${namespace}): ${why}; see hostprobe status ${node}, or name another namespace with --agent-namespace`,
  );
}

/** The agent of a node, reached through the API server. */
export interface ReachedAgent extends Remote {
  /**
   * Opens a connection to the agent. Rejects with a QueryError that names every transport that was tried. A connection that ends
   * with the code `transportUnusable` had an unusable transport: the next one takes another.
   */
  connect(): Promise<Duplex>;
  /** The transport that worked last; null: none yet. */
  via(): Transport | null;
  readonly tried: readonly { transport: Transport; error: string; ms: number }[];
}

/**
 * @param options.runtime of the node, as the kubelet reports it
 * @param options.via only this transport; null: tries all that the node has, in order
 */
export function reachAgent(options: {
  api: Api;
  flags: ConnectionFlags;
  pod: AgentPod;
  runtime: string;
  via: Transport | null;
}): ReachedAgent {
  const { api, flags, pod: place, runtime, via } = options;
  const tried: { transport: Transport; error: string; ms: number }[] = [];
  /** Transports that opened and led to nothing. */
  const useless = new Map<Transport, QueryError>();
  let chosen: Transport | null = null;

  const openers: Readonly<Record<Transport, () => Promise<Duplex>>> = {
    forward: () => openForward(api, place, agentPort),
    exec: async () => unframed(await openExec(api, place, connectCommand)),
    kubectl: async () => unframed(await openKubectl(flags, place, connectCommand)),
  };

  return {
    ...{ origin: place.node, token: null, trusted: null },
    tried,
    via: () => chosen,
    async connect() {
      const errors = [...useless.values()];
      const usual = via === null ? transportsOf(runtime) : [via];
      for (const transport of chosen === null ? usual.filter((one) => !useless.has(one)) : [chosen]) {
        const began = performance.now();
        const failed = (error: QueryError) => {
          tried.push({ transport, error: error.message, ms: Math.round(performance.now() - began) });
        };
        const opened = await openers[transport]().catch(asAnswer);
        if (opened instanceof QueryError) {
          failed(opened);
          errors.push(opened);
          if (isHopeless(errors)) break;
          continue;
        }
        chosen = transport;
        const before = errors.map(({ message }) => `${message}; `).join('');
        opened.once('error', (error) => {
          if (!(error instanceof QueryError)) return;
          if (error.code !== transportUnusable) {
            // The last transport may have the least useful error, so those before it come first.
            error.message = `${before}${error.message}`;
            return;
          }
          failed(error);
          useless.set(transport, error);
          chosen = null;
        });
        return opened;
      }
      const kind = errors.every((error) => error.kind === 'denied') ? 'denied' : (errors[0]?.kind ?? 'failed');
      const said = errors.map((error) => error.message).join('; ');
      throw new QueryError(kind, `the agent on ${place.node} cannot be reached: ${said}`, errors[0]?.code ?? null);
    },
  };
}

/** Whether another transport would only fail too, after a timeout. */
const isHopeless = (errors: readonly QueryError[]) =>
  errors.some(({ code }) => code === kubeletAway) || errors.filter(({ kind }) => kind === 'timeout').length > 1;

/** Sends raw bytes, and reads frames. */
function unframed(raw: Duplex): Duplex {
  const frames = unframing();
  raw.once('error', (error) => frames.destroy(error));
  const both = joinStreams(raw.pipe(frames), raw);
  both.once('close', () => raw.destroy());
  return both;
}

/** WebSocket needs get, and SPDY, which kubectl falls back to, create. */
const streams = ['portforward', 'exec'].flatMap((subresource) =>
  ['get', 'create'].map((verb) => ({ verb, resource: 'pods', subresource })),
);

const review = z.object({ status: z.object({ allowed: z.boolean().nullish() }) });

/**
 * Why no agent can be asked: the user may open no stream to pods of that namespace. Asked once, before many nodes are.
 * null: they may, or the API server does not say.
 */
export async function whyNoStreams(api: Api, namespace: string): Promise<string | null> {
  // One right is enough: most users have the first.
  for (const stream of streams) if ((await mayI(api, { namespace, ...stream })) !== false) return null;
  return `this user may open no stream to pods in the namespace ${namespace}: it takes get and create of pods/portforward, or of pods/exec (manifests/roles)`;
}

async function mayI(api: Api, resourceAttributes: Readonly<Record<string, string>>): Promise<boolean | null> {
  try {
    const answer = await api.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
      spec: { resourceAttributes },
    });
    return review.parse(answer).status.allowed ?? false;
  } catch (error) {
    if (error instanceof QueryError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/**
 * hostprobe's pod on a node of the cluster, and the runtime of the node.
 * @throws UserError if the node does not exist, or has no running pod
 * @throws QueryError if the API server does not answer
 */
export async function findAgent(
  api: Api,
  name: string,
  namespace: string,
): Promise<{ pod: AgentPod; runtime: string }> {
  const [found, { items }] = await Promise.all([
    api.get(`/api/v1/nodes/${encodeURIComponent(name)}`).catch((error: unknown) => {
      if (error instanceof QueryError && error.code === '404') {
        throw new UserError(`this cluster has no node ${name}; hostprobe status lists those it has`);
      }
      throw error;
    }),
    list(
      api,
      {
        path: `/api/v1/namespaces/${namespace}/pods`,
        query: { ...agentPods, fieldSelector: `spec.nodeName=${name}` },
      },
      readAgentPod,
    ),
  ]);
  const { runtimeVersion: runtime } = readAnswer(`get node ${name}`, () => readNode(apiNode.parse(found)));
  return { pod: requireRunning(name, items.find(({ running }) => running) ?? items[0], namespace), runtime };
}

/** The API server that flags and kubeconfig name. Sends no request yet. */
export const openReach = async (flags: ConnectionFlags): Promise<Api> =>
  openApi(await openSignIn(flags), flags['request-timeout']);

/** The failure of a question as its answer. */
export function asAnswer(error: unknown): QueryError {
  if (error instanceof QueryError) return error;
  throw error;
}

/** Turns the failure of a request that a command cannot do without into a UserError: a bad request is a mistake of the user. */
export function toUserError(error: unknown): never {
  if (error instanceof QueryError) throw new (error.code === '400' ? UserError : NoAnswerError)(error.message);
  throw error;
}
