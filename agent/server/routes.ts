import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { expositionType } from '../exposition.ts';
import { rendererNamed } from '../renderers/index.ts';
import { toolVersion } from '../version.ts';
import type { Look, Watch } from '../watch.ts';
import { type Body, reportBody } from './bodies.ts';
import { explainText, maxTextBytes, readAskedText } from './explain.ts';
import { selfMetrics } from './metrics.ts';
import { Problem } from './problem.ts';
import { readReportQuery, selectChecks } from './query.ts';
import type { Shared } from './shared.ts';
import { describeStatus, showStatus } from './status.ts';

/** All routes. None starts a look but POST /report; all are answered from the newest one. */
export function addRoutes(app: FastifyInstance, { watch, bodies, requests, explaining }: Shared): void {
  const open = { config: { open: true } };
  const plain = (reply: FastifyReply) => reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
  const alive = async (_request: FastifyRequest, reply: FastifyReply) => plain(reply).send('');

  app.get('/livez', open, alive);
  app.get('/healthz', open, alive);
  app.get('/readyz', open, async (_request, reply) => {
    newestOf(watch);
    if (watch.stale()) throw new Problem(503, 'the newest report is stale');
    return plain(reply).send('ready\n');
  });
  app.get('/version', open, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ name: 'hostprobe', version: toolVersion, node: process.version }),
  );
  app.get('/status', open, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(describeStatus(watch)),
  );
  app.get('/', open, async (_request, reply) => plain(reply).send(showStatus(describeStatus(watch))));
  app.get('/metrics', open, async (_request, reply) => {
    const look = watch.newest();
    const ofReport = look === null ? '' : bodies.report(look, 'prometheus', false).bytes;
    return reply
      .header('cache-control', 'no-store')
      .type(expositionType)
      .send(`${ofReport}${selfMetrics(watch, requests)}`);
  });
  app.get('/facts', async (request, reply) => {
    const look = newestOf(watch);
    return send(request, reply, { body: bodies.facts(look), code: 200, watch });
  });

  const sendReport = (request: FastifyRequest, reply: FastifyReply, look: Look) => {
    const query = readReportQuery(request.query);
    const stale = watch.stale();
    const report = query.checks === null ? look.report : selectChecks(look.report, query.checks);
    const body =
      query.checks === null
        ? bodies.report(look, query.format, stale)
        : reportBody(report, rendererNamed(query.format), stale);
    const code = report.status === 'unhealthy' && !query.always200 ? 503 : 200;
    return send(request, reply, { body, code, watch });
  };
  app.get('/report', async (request, reply) => sendReport(request, reply, newestOf(watch)));
  app.post('/report', async (request, reply) => {
    if (!watch.live) throw new Problem(409, 'this is a recorded snapshot; there is no node here to look at again');
    return sendReport(request, reply, await watch.look());
  });
  app.post<{ Body?: Buffer }>(
    '/explain',
    { bodyLimit: maxTextBytes, onRequest: explaining },
    async (request, reply) => {
      const text = readAskedText(request.body, request.headers['content-type']);
      const explanation = await explainText(text, newestOf(watch));
      return reply
        .header('cache-control', 'no-store')
        .type(jsonType)
        .send(`${JSON.stringify(explanation)}\n`);
    },
  );
}

const jsonType = 'application/json; charset=utf-8';

function newestOf(watch: Watch): Look {
  const look = watch.newest();
  if (look !== null) return look;
  throw new Problem(503, 'the first look at the node has not come back yet; ask again in a second', {
    'retry-after': '1',
  });
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, code, watch }: { body: Body; code: number; watch: Watch },
): FastifyReply {
  const age = watch.ageSeconds();
  reply.headers({ etag: body.etag, 'cache-control': 'no-cache' });
  if (age !== null) reply.header('age', String(age));
  // Only a 200 may become a 304: a 503 must stay visible to `curl -f` and to probes.
  if (code === 200 && request.method !== 'POST' && matches(request.headers['if-none-match'], body.etag)) {
    return reply.code(304).send();
  }
  return reply.code(code).type(body.contentType).send(body.bytes);
}

/** If-None-Match compares weakly: W/ does not count (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
