import type { FastifyInstance } from 'fastify';
import { type Body, bodyOf, jsonType } from '../answer/body.ts';
import { sendBody } from '../answer.ts';
import type { Route } from '../openapi.ts';

/** The names of the JSON formats of the server, whose schemas are loaded when somebody asks for one. */
export const publishedNames = [
  ...['report', 'facts', 'history', 'explain', 'lint', 'predict'],
  ...['status', 'version', 'problem'],
] as const;

/** For programs: /openapi.json and the JSON Schemas. It must be added before the routes that it describes. */
export function addDescriptionRoutes(app: FastifyInstance): void {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url: path, config }) => {
    const access = typeof config?.open === 'function' ? 'some' : config?.open === true ? 'open' : 'readers';
    for (const one of [method].flat()) routes.push({ method: one, path, access });
  });

  addDocument(app, '/openapi.json', async () => {
    const [{ describeApi }, { operations }] = await Promise.all([import('../openapi.ts'), import('../operations.ts')]);
    return describeApi(routes, operations);
  });
  for (const name of publishedNames) {
    addDocument(app, `/schema/${name}.json`, async () => (await import('../openapi.ts')).publishedSchema(name));
  }
}

/** A document that never changes, made on the first request. */
function addDocument(app: FastifyInstance, path: string, make: () => Promise<unknown>): void {
  let body: Body | undefined;
  app.get(path, async (request, reply) => {
    body ??= bodyOf(`${JSON.stringify(await make())}\n`, jsonType);
    return sendBody(request, reply, { body, ageSeconds: null });
  });
}
