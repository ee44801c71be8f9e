import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { freshKey } from '../../decode/bytes.ts';
import type { Run } from '../../monitor.ts';
import { bodyOf, jsonType } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { acceptedForm, placeholders, readQuery, readReportQuery, selectChecks } from '../answer/query.ts';
import { newestOf, sendBody } from '../answer.ts';
import { costly, requireOwnPage } from '../limits/rate.ts';
import type { Shared } from '../shared-state.ts';

export const factsQuerySchema = z.strictObject({
  with: z
    .enum(['setup'], 'can only be setup')
    .optional()
    .describe('also read how the node is set up: services, drivers, updates, files and registry keys; takes seconds'),
  placeholders: placeholders(),
});

/** The report in every format, and its facts. Only POST runs the probes; the setup is read when somebody asks for it. */
export function addReportRoutes(app: FastifyInstance, { monitor, bodies, bundling, node }: Shared): void {
  const sendReport = (request: FastifyRequest, reply: FastifyReply, run: Run) => {
    const { format, always200, checks } = readReportQuery(request.query);
    const form = format ?? acceptedForm(request);
    const stale = monitor.stale();
    const report = checks === null ? run.report : selectChecks(run.report, checks);
    const body = checks === null ? bodies.report(run, form, stale) : bodies.part(report, form, stale);
    const code = report.status === 'unhealthy' && !always200 ? 503 : 200;
    return sendBody(request, reply, { body, code, ageSeconds: monitor.ageSeconds() });
  };

  app.get('/report', (request, reply) => sendReport(request, reply, newestOf(monitor)));
  app.post('/report', { config: { rateLimit: costly } }, async (request, reply) => {
    if (!monitor.live) throw new HttpProblem(409, 'this is a saved snapshot; the probes cannot run');
    return sendReport(request, reply, await monitor.run());
  });
  app.get('/facts', async (request, reply) => {
    const run = newestOf(monitor);
    const { with: asked, placeholders: key } = readQuery(factsQuerySchema, request.query);
    if (asked === undefined || !node?.readSetup) {
      return sendBody(request, reply, { body: bodies.facts(run), ageSeconds: monitor.ageSeconds() });
    }
    requireOwnPage(request);
    await bundling(request, reply);
    const setup = await node.readSetup(key === undefined ? freshKey() : Buffer.from(key, 'hex'));
    const body = bodyOf(`${JSON.stringify({ ...run.snapshot, setup })}\n`, jsonType);
    return sendBody(request, reply, { body, ageSeconds: monitor.ageSeconds() });
  });
}
