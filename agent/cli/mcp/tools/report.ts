import * as z from 'zod';
import { headlineOf } from '../../../assess/headline.ts';
import { assess } from '../../../assess.ts';
import { QueryError, UserError } from '../../../error.ts';
import { type BrokenPod, readBrokenPods } from '../../../fleet/broken-pods.ts';
import { sayBroken } from '../../../fleet/pod-table.ts';
import { readFleet, rowsOf } from '../../../fleet/read-cluster.ts';
import type { Row } from '../../../fleet/row.ts';
import { sortRows } from '../../../fleet/table.ts';
import { asAnswer, openReach, toUserError } from '../../../reach/agent.ts';
import type { Tool } from '../answer.ts';
import { type Doors, nodeOf } from '../doors.ts';
import { causesIn } from './explain.ts';

const input = z.object({ node: z.string().optional(), facts: z.string().optional() });

export const report = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'report',
  description: 'What is wrong on a Windows node: failed checks, failures in its logs, evidence, fixes.',
  input,
  async run(asked) {
    const { namedSnapshot } = await import('../../../source/node-flags.ts');
    const snapshot = await namedSnapshot(await nodeOf(asked, doors));
    if (snapshot === null) throw new UserError('send "node", a node of the cluster, or "facts", a file');
    const judged = assess(snapshot);
    const bad = judged.findings.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown');
    const { passed, ...counts } = { passed: judged.counts.pass, ...judged.counts };
    return {
      verdict: `Node ${snapshot.node} is ${judged.status} at ${snapshot.at}: ${headlineOf(judged, 'everything that was seen is right').full}; passed: ${passed}, failed: ${counts.fail}, warn: ${counts.warn}, unknown: ${counts.unknown}.`,
      items: [
        ...bad.map(({ check, status, title, summary, evidence, fix, reference, follows }) => ({
          id: check,
          // A check sees the thing itself; what it could not see may be so or not.
          certainty: status === 'unknown' ? 'possible' : 'confirmed',
          status,
          title,
          summary,
          evidence,
          fix,
          source: reference,
          ...(follows === undefined ? {} : { follows }),
        })),
        ...causesIn(judged.diagnoses).items,
      ],
    };
  },
});

const nodesInput = z.object({ selector: z.string().optional().describe('labels') });

export const nodes = (doors: Doors): Tool<typeof nodesInput.shape> => ({
  id: 'nodes',
  description:
    'The HostProcess pods of the cluster that fail, with their causes, and its Windows nodes, the worst first.',
  input: nodesInput,
  async run({ selector }) {
    const api = await openReach(doors);
    const fleet = await readFleet(api, {
      selector: selector ?? null,
      agentNamespace: doors['agent-namespace'],
    }).catch(toUserError);
    const pods = await readBrokenPods(api, { namespace: null, selector: null }).catch(asAnswer);
    const rows = sortRows(rowsOf(fleet, api.now()), 'status');
    const counts = [...Map.groupBy(rows, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`);
    const ofNodes =
      rows.length === 0
        ? 'The cluster has no node with the label kubernetes.io/os=windows and these labels.'
        : `${rows.length} Windows nodes: ${counts.join(', ')}.`;
    const { said, broken } =
      pods instanceof QueryError
        ? { said: `Its HostProcess pods were not seen: ${pods.message}`, broken: [] }
        : { said: `${sayBroken(pods.broken.length, pods.all)}.`, broken: pods.broken };
    return { verdict: `${ofNodes} ${said}`, items: [...broken.map(ofPod), ...rows.map(ofNode)] };
  },
});

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
