import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Body, bodyOf, jsonType } from '../answer/body.ts';
import { sendBody } from '../answer.ts';
import { operations } from '../openapi/operations.ts';
import { describeApi, published, type Route } from '../openapi.ts';

/** For programs: /openapi.json and the JSON Schemas. It must be added before the routes that it describes. */
export function addDescriptionRoutes(app: FastifyInstance): void {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url: path, config }) => {
    const access = typeof config?.open === 'function' ? 'some' : config?.open === true ? 'open' : 'readers';
    for (const one of [method].flat()) routes.push({ method: one, path, access });
  });

  addDocument(app, '/openapi.json', () => describeApi(routes, operations));
  for (const [name, schema] of Object.entries(published)) {
    addDocument(app, `/schema/${name}.json`, () => z.toJSONSchema(schema));
  }
}

/** A document that never changes, made on the first request. */
function addDocument(app: FastifyInstance, path: string, make: () => unknown): void {
  let body: Body | undefined;
  app.get(path, async (request, reply) => {
    body ??= bodyOf(`${JSON.stringify(make())}\n`, jsonType);
    return sendBody(request, reply, { body, ageSeconds: null });
  });
}
