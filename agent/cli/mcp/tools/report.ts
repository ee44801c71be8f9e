import * as z from 'zod';
import { headlineOf } from '../../../assess/headline.ts';
import { assess } from '../../../assess.ts';
import { UserError } from '../../../error.ts';
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
