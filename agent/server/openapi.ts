import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import { ownNodePolicies } from '../publish/own-node-policy.ts';
import { reportSchema } from '../report/schema.ts';
import { schemas } from '../schemas.ts';
import { schemaVersion } from '../snapshot.ts';
import { toolVersion } from '../version.ts';
import { httpProblemSchema } from './answer/problem.ts';

/** A route of the server. `open`: to everyone; `some`: to everyone in some of its forms. */
export interface Route {
  method: string;
  path: string;
  access: 'open' | 'some' | 'readers';
}

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problemRef = { $ref: '#/components/responses/problem' };
const problemContent = { 'application/problem+json': { schema: schemaRef('problem') } };
const security = { open: [], some: [{}, { token: [] }], readers: [{ token: [] }] };

/** The OpenAPI 3.1 description of these routes. */
export function describeApi(routes: readonly Route[], operations: Readonly<Record<string, Operation>>) {
  const described = routes.flatMap((route) => {
    const operation = operations[`${route.method} ${route.path}`];
    return operation === undefined ? [] : [{ ...route, object: operationObject(operation, route) }];
  });
  const paths = [...Map.groupBy(described, ({ path }) => path)].map(([path, ofPath]) => [
    path,
    Object.fromEntries(ofPath.map(({ method, object }) => [method.toLowerCase(), object])),
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'hostprobe',
      version: toolVersion,
      summary: 'Why Windows HostProcess pods do not start, or do not work, on this node',
      description:
        'Responses come from the newest report; only POST /report runs the probes. Every GET except /bundle also supports HEAD. Errors are problem JSON (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: publishedSchemas(),
      responses: {
        problem: {
          description: 'what is wrong with the request, and how to correct it',
          content: problemContent,
        },
      },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'a Kubernetes token, or one of --auth-token-file; the loopback listener needs none',
        },
      },
    },
  };
}

function operationObject(operation: Operation, { access }: Route) {
  const { id, summary, query, headers, body, answers, problems = [] } = operation;
  const parameters = [...parametersOf(query, 'query'), ...parametersOf(headers, 'header')];
  const refused = access === 'open' ? problems : [401, 403, ...problems];
  const codes = [...new Set([...Object.keys(answers).map(Number), ...refused])];
  return {
    operationId: id,
    summary,
    security: security[access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentObject(body.content, body.example) } }),
    responses: {
      ...Object.fromEntries(
        codes.map((code) => [
          code,
          responseObject(answers[code], refused.includes(code) ? (STATUS_CODES[code] ?? '') : undefined),
        ]),
      ),
      default: problemRef,
    },
  };
}

/** One status code may have both: an answer of the route, and a problem. */
function responseObject(answer: Operation['answers'][number] | undefined, problem: string | undefined) {
  return {
    description: [answer?.description, problem].filter((said) => said !== undefined).join('; or '),
    content: { ...contentObject(answer?.content ?? {}), ...(problem === undefined ? {} : problemContent) },
  };
}

function contentObject(content: BodyContent, example?: string) {
  const entries = Object.entries(content).map(([type, schema]) => {
    if (schema === null) return [type, { schema: { type: 'string' }, ...(example === undefined ? {} : { example }) }];
    return [type, { schema: typeof schema === 'string' ? schemaRef(schema) : jsonSchemaOf(schema) }];
  });
  return Object.fromEntries(entries);
}

function parametersOf(object: z.ZodObject | undefined, where: 'query' | 'header') {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = jsonSchemaOf(schema);
    return { name, in: where, required: !z.safeParse(schema, undefined).success, description, schema: rest };
  });
}

function jsonSchemaOf(schema: z.core.$ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/** One of `published`, as it is served; undefined: there is none of this name. */
export const publishedSchema = (name: string) => published[name] && z.toJSONSchema(published[name]);

/** Schemas that contain others refer to them. */
function publishedSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(published)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
}

/** By media type: the name of a published schema, a schema of its own, or null for text. */
export type BodyContent = Readonly<Record<string, string | z.ZodType | null>>;

/** What a route accepts and returns, for `/openapi.json`. The route itself says who may use it (`config.open`). */
export interface Operation {
  /** The operationId, a verb and a noun: client generators name functions by it. */
  id: string;
  summary: string;
  /** Parameters, each with its description. */
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: { content: BodyContent; example: string };
  /** Responses on success, by status code. */
  answers: Readonly<Record<number, { description: string; content: BodyContent }>>;
  /** The status codes of errors of this route alone: problem JSON, whose detail says what to do. */
  problems?: readonly number[];
}

const { status, headline, at, counts, findings } = reportSchema.shape;

/** The open status: ids, statuses and numbers, no text from the node. */
export const publicStatusSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  /** Of hostprobe. */
  version: z.string(),
  /** null before the first report. */
  status: status.nullable(),
  /** What the status is about, in words of hostprobe only; null before the first report. */
  headline: headline.nullable(),
  at: at.nullable(),
  /** null before the first report, and of a recorded one. */
  ageSeconds: z.number().nullable(),
  stale: z.boolean(),
  counts: counts.nullable(),
  /** The status of each check, by its id; empty before the first report. */
  checks: z.record(z.string(), findings.element.shape.status),
  /** Ids of confirmed causes of failures that the node's logs and events report. */
  causes: z.array(z.string()),
  /** With --publish; null without. */
  publishing: z
    .object({
      /** Whether the API server lets this agent act only for its own node. */
      ownNodePolicy: z.enum(ownNodePolicies),
      /** false: the API server refuses events on failing pods for now; the log has why. */
      podEvents: z.boolean(),
    })
    .nullable(),
});

export const versionSchema = z.object({
  name: z.literal('hostprobe'),
  version: z.string(),
  /** Of the JSON that it gives. */
  schemaVersion: z.literal(schemaVersion),
  /** The Node.js that runs it. */
  nodejs: z.string(),
});

// Only the command compares nodes.
const { compare: _nodes, ...answered } = schemas;

/** Every JSON format of the server, by its name in `/schema/<name>.json` and in `/openapi.json`. */
export const published: Readonly<Record<string, z.ZodType>> = {
  ...answered,
  status: publicStatusSchema,
  version: versionSchema,
  problem: httpProblemSchema,
};
