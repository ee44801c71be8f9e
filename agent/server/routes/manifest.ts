import type { FastifyInstance } from 'fastify';
import { sentText } from '../answer/query.ts';
import { newestOf } from '../answer.ts';
import { sendJudged } from '../judge-body.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared-state.ts';

/** Manifests of a whole chart; the API server stores objects of 1.5 MiB at most. */
const maxManifestBytes = 2 ** 20;

/** A route for manifests, which are judged in a separate thread with the facts of the newest run. */
export function addManifestRoute(
  app: FastifyInstance,
  { monitor, bodies, judging, judgingMs }: Shared,
  judge: 'lint' | 'predict',
): void {
  app.post<{ Body?: Buffer }>(
    `/${judge}`,
    { bodyLimit: maxManifestBytes, onRequest: judging.enter, preHandler: judging.wait, config: { rateLimit: costly } },
    async (request, reply) => {
      const body = { text: sentText(request.body, { what: 'a manifest', file: 'agent.yaml' }), isJson: false };
      const facts = bodies.facts(newestOf(monitor)).bytes;
      return await sendJudged(reply, { judge, body, facts, form: { as: 'json' } }, judgingMs);
    },
  );
}
