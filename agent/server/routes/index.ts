import type { FastifyInstance } from 'fastify';
import type { Shared } from '../shared-state.ts';
import { addBundleRoute } from './bundle.ts';
import { addChecksRoute } from './checks.ts';
import { addJudgingRoutes, addPageRoute } from './explain.ts';
import { addHealthRoutes } from './health.ts';
import { addHistoryRoute } from './history.ts';
import { addMetricsRoute } from './metrics.ts';
import { addDescriptionRoutes } from './openapi.ts';
import { addReportRoutes } from './report.ts';
import { addRootRoute } from './root.ts';
import { addStatusRoutes } from './status.ts';

/** All routes. They respond from the newest report; only POST /report starts a run. */
export function addRoutes(app: FastifyInstance, shared: Shared): void {
  addDescriptionRoutes(app);
  addHealthRoutes(app, shared);
  addStatusRoutes(app, shared);
  addRootRoute(app, shared);
  addMetricsRoute(app, shared);
  addReportRoutes(app, shared);
  addChecksRoute(app);
  addHistoryRoute(app, shared);
  addPageRoute(app, shared);
  addJudgingRoutes(app, shared);
  addBundleRoute(app, shared);
}
