import type { FastifyInstance } from 'fastify';
import type { Shared } from '../shared.ts';
import { addManifestRoute } from './manifest.ts';

/** What `lint -o json` would print, narrowed to the kinds of node that the one looked at last can be of. */
export const addLintRoute = (app: FastifyInstance, shared: Shared): void => addManifestRoute(app, shared, 'lint');
