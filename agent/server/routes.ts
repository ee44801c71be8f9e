import type { FastifyInstance } from 'fastify';
import { addExplainRoute } from './explain.ts';
import { addHealthRoutes } from './health.ts';
import { addHomeRoute } from './home.ts';
import { addMetricsRoute } from './metrics.ts';
import { addPredictRoute } from './predict.ts';
import { addReportRoutes } from './report.ts';
import type { Shared } from './shared.ts';
import { addStatusRoutes } from './status.ts';

/** All routes. None starts a look but POST /report; all are answered from the newest one. */
export function addRoutes(app: FastifyInstance, shared: Shared): void {
  addHealthRoutes(app, shared);
  addStatusRoutes(app, shared);
  addHomeRoute(app, shared);
  addMetricsRoute(app, shared);
  addReportRoutes(app, shared);
  addExplainRoute(app, shared);
  addPredictRoute(app, shared);
}
