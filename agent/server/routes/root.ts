import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html } from '../../renderers/html.ts';
import { textType } from '../answer/body.ts';
import { vary } from '../answer/headers.ts';
import { HttpProblem } from '../answer/problem.ts';
import { preferredType } from '../answer/query.ts';
import { newestOf, sendBody } from '../answer.ts';
import type { Shared } from '../shared-state.ts';
import { describeStatus, showStatus } from './status.ts';

const types = [textType, html.contentType];

/** The status in a few lines for curl, the page of the newest report for a browser. Only the page needs a reader. */
export function addRootRoute(app: FastifyInstance, shared: Shared): void {
  const { monitor, bodies } = shared;
  const open = (request: FastifyRequest) => preferredType(request, types) !== html.contentType;

  app.get('/', { config: { open } }, async (request, reply) => {
    const type = preferredType(request, types);
    if (type === undefined) {
      throw new HttpProblem(
        406,
        '/ is available as text/plain or text/html; the JSON report is at /report, the status at /status',
        vary,
      );
    }
    if (type === html.contentType) {
      // A browser reloads until there is a report.
      const run = newestOf(monitor, { refresh: '1' });
      return sendBody(request, reply, {
        body: bodies.report(run, html.id, monitor.stale()),
        ageSeconds: monitor.ageSeconds(),
      });
    }
    return reply
      .headers(vary)
      .type(textType)
      .send(showStatus(describeStatus(shared)));
  });
}
