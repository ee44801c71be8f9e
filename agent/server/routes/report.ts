import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Run } from '../../monitor.ts';
import { HttpProblem } from '../answer/problem.ts';
import { acceptedForm, noQuery, readReportQuery, selectChecks } from '../answer/query.ts';
import { newestOf, sendBody } from '../answer.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared-state.ts';

/** The report in every format, and its facts. Only POST runs the probes. */
export function addReportRoutes(app: FastifyInstance, { monitor, bodies }: Shared): void {
  const sendReport = (request: FastifyRequest, reply: FastifyReply, run: Run) => {
    const { format, always200, checks } = request.url.includes('?') ? readReportQuery(request.query) : noQuery;
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
    const body = bodies.facts(newestOf(monitor));
    return sendBody(request, reply, { body, ageSeconds: monitor.ageSeconds() });
  });
}
