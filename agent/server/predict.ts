import type { FastifyInstance } from 'fastify';
import { addManifestRoute } from './manifest-route.ts';
import type { Shared } from './shared.ts';

/** What `predict -o json` would print for the node that was looked at last. */
export const addPredictRoute = (app: FastifyInstance, shared: Shared): void => addManifestRoute(app, shared, 'predict');
