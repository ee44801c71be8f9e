import * as z from 'zod';
import { NoAnswerError, QueryError, UserError } from '../error.ts';
import type { AgentPlace } from './agent.ts';
import type { Api } from './api.ts';
import { readAnswer } from './api-error.ts';

const node = z.object({
  status: z.object({ nodeInfo: z.object({ containerRuntimeVersion: z.string().nullish() }).nullish() }).nullish(),
});
const pods = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
        status: z.object({ phase: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/**
 * hostprobe's pod on a node of the cluster.
 * @throws UserError if the node does not exist, or has no running pod
 * @throws QueryError if the API server does not answer
 */
export async function findAgent(api: Api, name: string, namespace: string): Promise<AgentPlace> {
  const [found, listed] = await Promise.all([
    api.get(`/api/v1/nodes/${encodeURIComponent(name)}`).catch((error: unknown) => {
      if (error instanceof QueryError && error.code === '404') {
        throw new UserError(`this cluster has no node ${name}; hostprobe status lists those it has`);
      }
      throw error;
    }),
    api.get(`/api/v1/namespaces/${namespace}/pods`, {
      labelSelector: 'app.kubernetes.io/name=hostprobe',
      fieldSelector: `spec.nodeName=${name}`,
    }),
  ]);
  const read = <Item>(one: () => Item) => readAnswer(`what the API server says of ${name}`, one);
  const all = read(() => pods.parse(listed)).items ?? [];
  const pod = all.find(({ status }) => status?.phase === 'Running');
  if (pod === undefined) {
    const why =
      all[0] === undefined ? 'there is none' : `${all[0].metadata.name} is ${all[0].status?.phase ?? 'not running'}`;
    throw new NoAnswerError(
      `no pod of hostprobe runs on ${name} (namespace ${namespace}): ${why}; see hostprobe status ${name}, or name another namespace with --agent-namespace`,
    );
  }
  const names = pod.spec.containers.map((container) => container.name);
  return {
    node: name,
    namespace,
    pod: pod.metadata.name,
    container: names.includes('hostprobe') ? 'hostprobe' : (names[0] ?? 'hostprobe'),
    runtime: read(() => node.parse(found)).status?.nodeInfo?.containerRuntimeVersion ?? '',
  };
}
