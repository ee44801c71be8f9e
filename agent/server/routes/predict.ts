import type { FastifyInstance } from 'fastify';
import type { Shared } from '../shared.ts';
import { addManifestRoute } from './manifest.ts';

/** The output of `predict -o json` for this node. */
export const addPredictRoute = (app: FastifyInstance, shared: Shared): void => addManifestRoute(app, shared, 'predict');
