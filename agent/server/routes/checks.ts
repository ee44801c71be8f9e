import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { checks } from '../../checks/index.ts';
import { agentPort } from '../../config/socket-address.ts';
import { wrap } from '../../print/text.ts';
import { plainView } from '../../renderer.ts';
import { textType } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { readQuery, single } from '../answer/query.ts';

export const checksQuerySchema = z.strictObject({
  check: single().optional().describe('only this one, by its id'),
});

/** What each check judges, why it matters, and how to get the fix. Alerts link here. Open to all: it has no data of the node. */
export function addChecksRoute(app: FastifyInstance): void {
  app.get('/checks', { config: { open: true } }, async (request, reply) => {
    const { check } = readQuery(checksQuerySchema, request.query);
    const wanted = check === undefined ? checks : checks.filter(({ id }) => id === check);
    if (wanted.length === 0) throw new HttpProblem(404, 'there is no check of this name; GET /checks lists them');
    reply.type(textType);
    return wanted.map((one) => runbookOf(one, request.socket.localPort ?? agentPort)).join('\n');
  });
}

/** @param port of the agent: manifests have the same for the loopback and the node */
export function runbookOf(check: (typeof checks)[number], port: number): string {
  const { id } = check;
  const query = `/report?check=${id}&format=text`;
  return [
    `${id}: ${check.title}`,
    '',
    wrap(check.why, { ...plainView, indent: 0 }),
    '',
    'What this node says, with the evidence and the steps that fix it, by kubectl or by a reader of this address:',
    `    kubectl -n <namespace of hostprobe> exec <pod of this node> -- curl.exe -s "127.0.0.1:${port}${query}"`,
    `    curl -k --pinnedpubkey "$PIN" -H "Authorization: Bearer $TOKEN" "https://<this address>${query}"`,
    'PIN is the pin in the line about the certificate in the log of that pod, TOKEN one that may read /report.',
    ...(check.reference === undefined ? [] : ['', `See: ${check.reference}`]),
    '',
  ].join('\n');
}
