import * as z from 'zod';
import { QueryError } from '../../../error.ts';
import { type BrokenPod, readBrokenPods } from '../../../fleet/broken-pods.ts';
import { sayBroken } from '../../../fleet/pod-table.ts';
import { readFleet, rowsOf } from '../../../fleet/read-cluster.ts';
import type { Row } from '../../../fleet/row.ts';
import { sortRows } from '../../../fleet/table.ts';
import { openReach, toUserError } from '../../../reach/agent.ts';
import type { Data } from '../answer.ts';
import type { Doors } from '../doors.ts';
import type { Tool } from '../tool.ts';

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
    return {
      verdict: `${
        rows.length === 0
          ? 'The cluster has no node with the label kubernetes.io/os=windows and these labels.'
          : `${rows.length} Windows nodes: ${counts.join(', ')}.`
      } ${
        typeof pods === 'string'
          ? `Its HostProcess pods were not seen: ${pods}`
          : pods.all === 0
            ? 'It has no HostProcess pod.'
            : `${sayBroken(pods.broken.length, pods.all)}.`
      }`,
      items: [...(typeof pods === 'string' ? [] : pods.broken.map(ofPod)), ...rows.map(ofNode)],
    };
  },
});

function whyNot(error: unknown): string {
  if (error instanceof QueryError) return error.message;
  throw error;
}

const ofPod = ({
  namespace,
  pod,
  node,
  state,
  restarts,
  error,
  cause,
  first,
  said,
}: BrokenPod): { [key: string]: Data } => ({
  id: `pod/${namespace}/${pod}`,
  ...(cause === null ? {} : { certainty: cause.weight, cause: cause.id, title: cause.title }),
  node,
  state,
  restarts,
  ...(error === null ? {} : { error }),
  ...(first === null ? {} : { first }),
  ...(said === null ? {} : { quote: said }),
});

const ofNode = ({
  node,
  status,
  note,
  fail,
  warn,
  unknown,
  causes,
  containerd,
  mode,
  account,
  agent,
  heardAt,
}: Row) => ({
  id: `node/${node}`,
  status,
  ...(note === '' ? {} : { note }),
  ...(fail.length === 0 ? {} : { fail }),
  ...(warn.length === 0 ? {} : { warn }),
  ...(unknown.length === 0 ? {} : { unknown }),
  ...(causes.length === 0 ? {} : { causes }),
  containerd,
  mode,
  account,
  agent: agent?.state ?? null,
  heardAt,
});
