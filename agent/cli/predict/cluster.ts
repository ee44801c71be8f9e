import * as z from 'zod';
import type { Call } from '../../command.ts';
import type { ConnectionFlag } from '../../config/flags.ts';
import { isAddress } from '../../config/values.ts';
import type { Config } from '../../config.ts';
import { NoAnswerError, QueryError, UserError } from '../../error.ts';
import { fewAtOnce, type Part } from '../../fact.ts';
import { agentOf, type Reach } from '../../fleet/fetch.ts';
import { askMany, gatherAll, type OnStep } from '../../fleet/many-nodes.ts';
import { readFleet } from '../../fleet/read-cluster.ts';
import { openReach, toUserError, whyNoStreams } from '../../reach/agent.ts';
import type { Api } from '../../reach/api.ts';
import { readClusterNode, type SeenNode } from '../../reach/cluster-node.ts';
import type { SeenObject, Sought, SoughtKind, Surroundings } from '../../stage/references.ts';

type Flags = Pick<Config, ConnectionFlag | 'namespace' | 'node' | 'selector' | 'kubernetes'>;

/** What a cluster, or nothing, tells of the objects that pods name. */
export type Around = Omit<Surroundings, 'imageNamed'>;

/** The most requests at once. */
const atOnce = 8;

/** Whether a flag names a cluster; otherwise no API server is asked. */
export const namesCluster = (flags: Flags): boolean =>
  flags.node.some((node) => !isAddress(node)) ||
  flags.selector !== null ||
  [
    ...[flags.kubeconfig, flags.context, flags.cluster, flags.user, flags.server, flags.token],
    ...[flags['client-certificate'], flags['client-key'], flags.as],
  ].some((value) => value !== null);

/**
 * Asks the cluster for the objects that pods name. An object that cannot be read is an error of that object only.
 * @param soughtIn what to ask for, given the namespace of pods that name none
 * @throws UserError if the cluster cannot be reached
 */
export async function askCluster(flags: Flags, soughtIn: (namespace: string) => Sought[]): Promise<Around> {
  const api = await openReach(flags);
  const { namespace } = api.signIn;
  const response = await api.get('/version').catch(unlessRefused);
  const version = z.looseObject({ gitVersion: z.string() }).safeParse(response);
  const { keyOf } = await import('../../stage/needed-objects.ts');
  const answers = new Map<string, Part<SeenObject | null>>();
  await fewAtOnce(soughtIn(namespace), atOnce, async (sought) => {
    answers.set(keyOf(sought), await readSought(api, sought));
  });

  return {
    namespace,
    kubernetes: flags.kubernetes ?? (version.success ? version.data.gitVersion : null),
    find(sought) {
      const object = answers.get(keyOf(sought));
      return object === undefined ? null : { from: 'cluster', object };
    },
  };
}

/** A server that refuses one request may still answer others. */
function unlessRefused(error: unknown): null {
  if (error instanceof QueryError && /^\d{3}$/.test(error.code ?? '') && error.code !== '401') return null;
  return toUserError(error);
}

const places: Readonly<Record<SoughtKind, string>> = {
  Namespace: '/api/v1/namespaces',
  Node: '/api/v1/nodes',
  ServiceAccount: 'serviceaccounts',
  RuntimeClass: '/apis/node.k8s.io/v1/runtimeclasses',
  PriorityClass: '/apis/scheduling.k8s.io/v1/priorityclasses',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
};

/** Only labels, keys of config maps, and taints are read: the content of a secret does not leave the API server. */
const whole: readonly SoughtKind[] = ['ConfigMap', 'Node'];
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

const text = z.string().nullish();
const object = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }),
  data: z.record(z.string(), z.unknown()).nullish(),
  binaryData: z.record(z.string(), z.unknown()).nullish(),
  spec: z
    .looseObject({ taints: z.array(z.looseObject({ key: z.string(), value: text, effect: z.string() })).nullish() })
    .nullish(),
});

async function readSought(api: Api, { kind, namespace, name }: Sought): Promise<Part<SeenObject | null>> {
  const place =
    namespace === null ? places[kind] : `/api/v1/namespaces/${encodeURIComponent(namespace)}/${places[kind]}`;
  const path = `${place}/${encodeURIComponent(name)}`;
  try {
    const answer = object.safeParse(await api.get(path, {}, whole.includes(kind) ? undefined : metadataOnly));
    if (!answer.success)
      return { ok: false, error: { kind: 'failed', message: `GET ${path}: the answer is not an object` } };
    const { metadata, data, binaryData, spec } = answer.data;
    const keys = kind === 'ConfigMap' ? [...Object.keys(data ?? {}), ...Object.keys(binaryData ?? {})] : null;
    const taints = (spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect }));
    return { ok: true, value: { labels: metadata.labels ?? {}, keys, taints: kind === 'Node' ? taints : null } };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    // A proxy, or an API server without this kind, also answers 404, but with another message.
    if (error.code === '404' && error.message.includes(`"${name}" not found`)) return { ok: true, value: null };
    const { kind: why, message, code } = error;
    return { ok: false, error: { kind: why, message, ...(code === null ? {} : { code }) } };
  }
}

type SelectFlags = Call<'selector' | 'via' | 'yes' | ConnectionFlag>['config'];

/**
 * The Windows nodes of the cluster that -l selects.
 * @throws UserError if there are none, or too many without --yes
 */
export async function selectedNodes(config: SelectFlags): Promise<({ name: string } & SeenNode)[]> {
  const { selector, via, yes } = config;
  const api = await openReach(config);
  const fleet = await readFleet(api, { selector, agentNamespace: config['agent-namespace'] }).catch(toUserError);
  const names = [...fleet.nodes.keys()];
  if (names.length === 0) throw new UserError(`this cluster has no Windows node with the labels ${selector}`);
  const reach = { api, flags: config, via, fleet };
  return askMany(names.length, { yes }, (onStep) => readSeenNodes(reach, names, onStep));
}

/** Facts take about 100 kB; a node without an agent takes up to ten requests. */
const nodesAtOnce = 4;

/** In the order of `names`: from the agent, or what the cluster alone tells if the agent does not answer. */
async function readSeenNodes(
  reach: Reach,
  names: readonly string[],
  onStep: OnStep,
): Promise<({ name: string } & SeenNode)[]> {
  const { api, flags } = reach;
  const agentNamespace = flags['agent-namespace'];
  const why = await whyNoStreams(api, agentNamespace);
  return gatherAll(names, { atOnce: nodesAtOnce, onStep }, async (name) => {
    const agent = async () => {
      if (why !== null) throw new NoAnswerError(why);
      return agentOf(reach, name);
    };
    return { name, ...(await readClusterNode(api, name, { agent, onlyAgent: false, agentNamespace, logs: false })) };
  });
}
