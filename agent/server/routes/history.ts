import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { momentOf, sinceForms } from '../../config/values.ts';
import { bodyOf, jsonType } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { readQuery, readSinceParameter, single } from '../answer/query.ts';
import { newestOf, sendBody } from '../answer.ts';
import type { Shared } from '../shared-state.ts';

export const historyQuerySchema = z.strictObject({
  since: single().optional().describe(`only what changed since then: ${sinceForms}`),
});

/**
 * What changed on the node, oldest first. `?since=2h` counts back from the newest run, so that the answer stays the
 * same until the next.
 */
export function addHistoryRoute(app: FastifyInstance, { monitor }: Shared): void {
  app.get('/history', async (request, reply) => {
    const { history } = monitor;
    if (history === null) throw new HttpProblem(404, 'this is a saved snapshot, which has no history');
    const { report } = newestOf(monitor);
    const { since: asked } = readQuery(historyQuerySchema, request.query);
    const since = asked === undefined ? null : readSinceParameter(asked);
    const changes = history.changesSince(since && momentOf(since, new Date(report.at)));
    const body = bodyOf(`${JSON.stringify(changes)}\n`, jsonType);
    return sendBody(request, reply, { body, ageSeconds: monitor.ageSeconds() });
  });
}
