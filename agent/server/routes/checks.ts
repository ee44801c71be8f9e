import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { checks } from '../../checks/index.ts';
import { wrap } from '../../print/text.ts';
import { plainView } from '../../renderer.ts';
import { Problem } from '../answer/problem.ts';

const paramsSchema = z.object({ check: z.string() });

/** What each check judges and what to do: where the alerts link to. Open to all: it says nothing of the node. */
export function addChecksRoute(app: FastifyInstance): void {
  app.get('/checks/:check', { config: { open: true } }, async (request, reply) => {
    const { check } = paramsSchema.parse(request.params);
    const page = runbookOf(check);
    if (page === null) throw new Problem(404, 'there is no check of this name; hostprobe list checks prints all');
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(page);
  });
}

/** null: there is no such check. */
export function runbookOf(id: string): string | null {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) return null;
  const query = `/report?check=${id}&format=text`;
  return [
    `${id}: ${check.title}`,
    '',
    wrap(check.why, { ...plainView, indent: 0 }),
    '',
    'What this node says, with the evidence and the steps that fix it, by kubectl or by a reader of this address:',
    `    kubectl -n hostprobe exec <pod of this node> -- curl.exe -s "127.0.0.1:20258${query}"`,
    `    curl -k -H "Authorization: Bearer $TOKEN" "https://<this address>${query}"`,
    ...(check.reference === undefined ? [] : ['', `See: ${check.reference}`]),
    '',
  ].join('\n');
}
