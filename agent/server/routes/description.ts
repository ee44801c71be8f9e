import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Body, bodyOf, jsonType } from '../answer/body.ts';
import { sendBody } from '../answer.ts';
import { operations } from '../openapi/operations.ts';
import { published } from '../openapi/schemas.ts';
import { describeApi, type Route } from '../openapi.ts';

/** What there is, for programs: /openapi.json and the JSON Schemas. Must be added before the routes that it describes. */
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

/** A document that is the same as long as the process lives, made when it is first asked for. */
function addDocument(app: FastifyInstance, path: string, make: () => unknown): void {
  let body: Body | undefined;
  app.get(path, async (request, reply) => {
    body ??= bodyOf(`${JSON.stringify(make())}\n`, jsonType);
    return sendBody(request, reply, { body, ageSeconds: null });
  });
}
