import * as z from 'zod';
import { QueryError } from '../../../error.ts';
import { type BrokenPod, readBrokenPods } from '../../../fleet/broken-pods.ts';
import { sayBroken } from '../../../fleet/pod-table.ts';
import { readFleet, rowsOf } from '../../../fleet/read-cluster.ts';
import type { Row } from '../../../fleet/row.ts';
import { sortRows } from '../../../fleet/table.ts';
import { openReach, toUserError } from '../../../reach/agent.ts';
import type { Tool } from '../answer.ts';
import type { Doors } from '../doors.ts';

const input = z.object({ selector: z.string().optional().describe('labels') });

export const nodes = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'nodes',
  description:
    'The HostProcess pods of the cluster that fail, with their causes, and its Windows nodes, the worst first.',
  input,
  async run({ selector }) {
    const api = await openReach(doors);
    const fleet = await readFleet(api, {
      selector: selector ?? null,
      agentNamespace: doors['agent-namespace'],
    }).catch(toUserError);
    const pods = await readBrokenPods(api, { namespace: null, selector: null }).catch(whyNot);
    const rows = sortRows(rowsOf(fleet, api.now()), 'status');
    const counts = [...Map.groupBy(rows, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`);
    const ofNodes =
      rows.length === 0
        ? 'The cluster has no node with the label kubernetes.io/os=windows and these labels.'
        : `${rows.length} Windows nodes: ${counts.join(', ')}.`;
    const { said, broken } =
      typeof pods === 'string'
        ? { said: `Its HostProcess pods were not seen: ${pods}`, broken: [] }
        : { said: `${sayBroken(pods.broken.length, pods.all)}.`, broken: pods.broken };
    return { verdict: `${ofNodes} ${said}`, items: [...broken.map(ofPod), ...rows.map(ofNode)] };
  },
});

function whyNot(error: unknown): string {
  if (error instanceof QueryError) return error.message;
  throw error;
}

const ofPod = ({ namespace, pod, error, cause, first, said, createdAt: _, ...state }: BrokenPod) => ({
  id: `pod/${namespace}/${pod}`,
  ...{ certainty: cause?.weight, cause: cause?.id, title: cause?.title },
  ...state,
  ...{ error: error ?? undefined, first: first ?? undefined, quote: said ?? undefined },
});

const ofNode = ({ node, status, note, containerd, mode, account, agent, heardAt, ...ids }: Row) => {
  const some = (key: 'fail' | 'warn' | 'unknown' | 'causes') => (ids[key].length === 0 ? undefined : ids[key]);
  return {
    ...{ id: `node/${node}`, status, note: note || undefined },
    ...{ fail: some('fail'), warn: some('warn'), unknown: some('unknown'), causes: some('causes') },
    ...{ containerd, mode, account, agent: agent?.state ?? null, heardAt },
  };
};
