import type { FastifyInstance } from 'fastify';
import type { Shared } from '../shared.ts';
import { addManifestRoute } from './manifest.ts';

/** The output of `lint -o json`, for the kinds of node that this one can be. */
export const addLintRoute = (app: FastifyInstance, shared: Shared): void => addManifestRoute(app, shared, 'lint');
