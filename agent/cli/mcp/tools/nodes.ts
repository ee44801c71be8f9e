import * as z from 'zod';
import { readFleet, rowsOf } from '../../../fleet/read-cluster.ts';
import { sortRows } from '../../../fleet/table.ts';
import { openReach, toUserError } from '../../../reach/agent.ts';
import type { Doors } from '../doors.ts';
import type { Tool } from '../tool.ts';

const input = z.object({ selector: z.string().optional().describe('labels') });

export const nodes = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'nodes',
  description: 'The Windows nodes of the cluster, the worst first: status, what fails, containerd, mode, account.',
  input,
  async run({ selector }) {
    const api = await openReach(doors);
    const fleet = await readFleet(api, {
      selector: selector ?? null,
      agentNamespace: doors['agent-namespace'],
    }).catch(toUserError);
    const rows = sortRows(rowsOf(fleet, api.now()), 'status');
    const counts = [...Map.groupBy(rows, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`);
    return {
      verdict:
        rows.length === 0
          ? 'The cluster has no node with the label kubernetes.io/os=windows and these labels.'
          : `${rows.length} Windows nodes: ${counts.join(', ')}.`,
      items: rows.map(
        ({ node, status, note, fail, warn, unknown, causes, containerd, mode, account, agent, heardAt }) => ({
          id: node,
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
        }),
      ),
    };
  },
});
