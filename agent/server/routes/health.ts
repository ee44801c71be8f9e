import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textType } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { newestOf } from '../answer.ts';
import { stalledFromMs } from '../limits/threads.ts';
import type { Shared } from '../shared-state.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered also where all connections are taken. */
    probe?: boolean;
  }
}

/** For the kubelet's probes: whether this process can work, and whether there is a fresh report. Never a run. */
export function addHealthRoutes(app: FastifyInstance, { monitor, pool }: Shared): void {
  const open = { config: { open: true, probe: true } };
  const alive = async (_request: FastifyRequest, reply: FastifyReply) => {
    const stalledMs = pool.stalledMs();
    if (stalledMs > stalledFromMs) {
      const seconds = Math.round(stalledMs / 1000);
      throw new HttpProblem(503, `calls that do not return have held all threads for ${seconds} s: restart hostprobe`);
    }
    return reply.type(textType).send('');
  };

  app.get('/livez', open, alive);
  app.get('/healthz', open, alive);
  app.get('/readyz', open, async (_request, reply) => {
    newestOf(monitor);
    if (monitor.stale()) throw new HttpProblem(503, 'the newest report is stale');
    return reply.type(textType).send('ready\n');
  });
}
