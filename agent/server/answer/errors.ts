import type { FastifyError, FastifyInstance } from 'fastify';
import type { Log } from '../../log.ts';
import { published } from '../openapi/schemas.ts';
import { HttpProblem, sendProblem } from './problem.ts';

/** Answers errors in one sentence with the way out. hostprobe's own bugs are logged. */
export function addErrorAnswers(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length === 0) {
      const known = path.startsWith('/schema/')
        ? `the schemas are ${Object.keys(published).join(', ')}, each at /schema/<name>.json`
        : 'GET / lists the routes';
      return sendProblem(reply, new HttpProblem(404, `there is no ${path}; ${known}`));
    }
    const allow = allowed.join(', ');
    return sendProblem(reply, new HttpProblem(405, `${path} accepts ${allow}, not ${request.method}`, { allow }));
  });

  app.setErrorHandler((error: FastifyError | HttpProblem, request, reply) => {
    if (error instanceof HttpProblem) return sendProblem(reply, error);
    const { statusCode = 500, message } = error;
    if (statusCode < 500) {
      const { url, bodyLimit } = request.routeOptions;
      const sent = JSON.stringify(request.headers['content-type']);
      const details: Readonly<Record<number, string>> = {
        413: `${url} accepts a body of at most ${bodyLimit} bytes`,
        415: `the Content-Type ${sent} cannot be read; leave it out, or send text/plain`,
      };
      return sendProblem(reply, new HttpProblem(statusCode, details[statusCode] ?? message));
    }
    log.error({ err: error }, 'a request failed');
    return sendProblem(reply, new HttpProblem(500, 'hostprobe has a bug here; its log has the details'));
  });
}
