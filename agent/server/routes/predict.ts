import type { FastifyInstance } from 'fastify';
import type { Shared } from '../shared.ts';
import { addManifestRoute } from './manifest.ts';

/** What `predict -o json` would print for the node that was looked at last. */
export const addPredictRoute = (app: FastifyInstance, shared: Shared): void => addManifestRoute(app, shared, 'predict');
