import * as z from 'zod';
import { renderers } from '../renderers/index.ts';
import { reportQuerySchema } from './answer/query.ts';
import { type BodyContent, type Operation, published } from './openapi.ts';
import { bundleQuerySchema } from './routes/bundle.ts';
import { checksQuerySchema } from './routes/checks.ts';
import { explainQuerySchema } from './routes/explain.ts';
import { historyQuerySchema } from './routes/history.ts';
import { factsQuerySchema } from './routes/report.ts';

const mediaType = (contentType: string) => contentType.split(';', 1)[0] ?? contentType;
const text: BodyContent = { 'text/plain': null };
const json = (schema: string): BodyContent => ({ 'application/json': schema });
const ok = (description: string, content: BodyContent) => ({ 200: { description, content } });
const unchanged = { 304: { description: 'not changed since the ETag in If-None-Match', content: {} } };

const reportContent: BodyContent = {
  ...Object.fromEntries(renderers.map(({ contentType }) => [mediaType(contentType), null])),
  'application/json': 'report',
};
const reportAnswers = {
  ...ok('the report, if nothing failed on the node; with ?status=200 any report', reportContent),
  503: { description: 'the report, if something failed on the node', content: reportContent },
};
const manifests: BodyContent = { 'application/yaml': null, 'application/json': z.looseObject({}) };
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  nodeSelector: {kubernetes.io/os: windows}
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  containers: [{name: agent, image: example.org/agent:1}]
`;

const health = (id: string, summary: string, description: string): Operation => ({
  ...{ id, summary, problems: [503] },
  answers: ok(description, text),
});
const judging = (id: 'lint' | 'predict', summary: string, description: string): Operation => ({
  ...{ id, summary, problems: [400, 413, 429, 503] },
  body: { content: manifests, example: manifest },
  answers: ok(description, json(id)),
});

/** Every route by its method and path; a test compares them with the server's. */
export const operations: Readonly<Record<string, Operation>> = {
  'GET /livez': health('getLivez', 'Whether hostprobe is alive', 'it is'),
  'GET /healthz': health('getHealthz', 'The same as /livez', 'it is'),
  'GET /readyz': health('getReadyz', 'Whether there is a fresh report', 'there is'),
  'GET /version': {
    id: 'getVersion',
    summary: 'The version of hostprobe',
    answers: ok('the version', json('version')),
  },
  'GET /checks': {
    id: 'getChecks',
    summary: 'What the checks judge, why they matter, and how to get the fix; without data of the node',
    query: checksQuerySchema,
    answers: ok('a page of text for each check; for a browser one page', { ...text, 'text/html': null }),
    problems: [400, 404],
  },
  'GET /status': {
    id: 'getStatus',
    summary: 'The status of the node in ids and numbers, without text from the node',
    answers: ok('the status, whatever it is', json('status')),
  },
  'GET /': {
    id: 'getHome',
    summary: 'The status in ten lines of text; the page of the report for readers who prefer HTML',
    answers: { ...ok('the status or the page', { ...text, 'text/html': null }), ...unchanged },
    problems: [406, 503],
  },
  'GET /metrics': {
    id: 'getMetrics',
    summary: 'The newest report and hostprobe itself as metrics for Prometheus',
    headers: z.object({
      'X-Prometheus-Scrape-Timeout-Seconds': z
        .number()
        .optional()
        .describe('how long to wait for the first report (less half a second), if there is none yet'),
    }),
    answers: ok('the metrics; without those of the report before the first one', text),
  },
  'GET /report': {
    id: 'getReport',
    summary: 'The newest report',
    query: reportQuerySchema,
    answers: { ...reportAnswers, ...unchanged },
    problems: [400, 406, 503],
  },
  'POST /report': {
    id: 'runAgain',
    summary: 'Runs the probes now; concurrent requests share one run',
    query: reportQuerySchema,
    answers: reportAnswers,
    problems: [400, 406, 409, 413, 429],
  },
  'GET /facts': {
    id: 'getFacts',
    summary: 'The facts of the newest run, redacted; input for hostprobe report --facts',
    query: factsQuerySchema,
    answers: { ...ok('the newest snapshot', json('facts')), ...unchanged },
    problems: [400, 429, 503],
  },
  'GET /explain': {
    id: 'getExplain',
    summary: 'The page that explains, lints and predicts in a browser',
    answers: { ...ok('the page', { 'text/html': null }), ...unchanged },
    problems: [404],
  },
  'POST /explain': {
    id: 'explain',
    summary: 'The possible causes of an error text, weighed against the facts of this node',
    body: {
      content: { 'text/plain': null, 'application/json': z.object({ text: z.string() }) },
      example: 'failed to create user process token: failed to logon user: Access is denied.',
    },
    query: explainQuerySchema,
    answers: ok('the causes, the most likely first', { ...json('explain'), ...text }),
    problems: [400, 413, 429, 503],
  },
  'GET /history': {
    id: 'getHistory',
    summary: 'What changed on the node, oldest first',
    query: historyQuerySchema,
    answers: { ...ok('the history', json('history')), ...unchanged },
    problems: [400, 404, 503],
  },
  'POST /lint': judging('lint', 'Judges the HostProcess pods of manifests for nodes like this one', 'the problems'),
  'POST /predict': judging(
    'predict',
    'Whether the pods of manifests will start on this node, and what they will find there',
    'the verdict of each stage',
  ),
  'GET /bundle': {
    id: 'getBundle',
    summary:
      'A support bundle: facts, report, logs and configuration in one zip file, redacted (read it before you send it); made while it is sent',
    query: bundleQuerySchema,
    answers: ok('the bundle', { 'application/zip': z.unknown() }),
    problems: [400, 429, 503],
  },
  'GET /openapi.json': {
    id: 'getOpenApi',
    summary: 'This description',
    answers: { ...ok('OpenAPI 3.1', { 'application/json': z.looseObject({}) }), ...unchanged },
  },
  ...Object.fromEntries(
    Object.keys(published).map((name) => [
      `GET /schema/${name}.json`,
      {
        id: `get${name.charAt(0).toUpperCase()}${name.slice(1)}Schema`,
        summary: `The JSON Schema of "${name}"`,
        answers: { ...ok('JSON Schema 2020-12', { 'application/json': z.looseObject({}) }), ...unchanged },
      },
    ]),
  ),
};
