import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { checks } from '../../checks/index.ts';
import { agentPort } from '../../config/socket-address.ts';
import { wrap } from '../../print/text.ts';
import { plainView } from '../../renderer.ts';
import { checksPage, html } from '../../renderers/html.ts';
import { textType } from '../answer/body.ts';
import { vary } from '../answer/headers.ts';
import { HttpProblem } from '../answer/problem.ts';
import { preferredType, readQuery, single } from '../answer/query.ts';

const types = [textType, html.contentType];

export const checksQuerySchema = z.strictObject({
  check: single().optional().describe('only this one, by its id'),
});

/** What each check judges, why it matters, and how to get the fix. Alerts link here. Open to all: it has no data of the node. A browser gets a page. */
export function addChecksRoute(app: FastifyInstance): void {
  app.get('/checks', { config: { open: true } }, async (request, reply) => {
    const { check } = readQuery(checksQuerySchema, request.query);
    const isPage = check === undefined && preferredType(request, types) === html.contentType;
    reply.headers(vary).type(isPage ? html.contentType : textType);
    if (isPage) return checksPage(checks);
    const wanted = check === undefined ? checks : checks.filter(({ id }) => id === check);
    if (wanted.length === 0) throw new HttpProblem(404, 'there is no check of this name; GET /checks lists them');
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
