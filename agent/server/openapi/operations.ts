import * as z from 'zod';
import { expositionType, openMetricsType } from '../../print/exposition.ts';
import { renderers } from '../../renderers/index.ts';
import { reportQuerySchema } from '../answer/query.ts';
import { bundleQuerySchema } from '../routes/bundle.ts';
import { historyQuerySchema } from '../routes/history.ts';
import type { Content, Operation } from './operation.ts';
import { published } from './schemas.ts';

const mediaType = (contentType: string) => contentType.split(';', 1)[0] ?? contentType;
const text: Content = { 'text/plain': null };
const json = (schema: string): Content => ({ 'application/json': schema });
const unchanged = { 304: { description: 'If-None-Match names what would be answered', content: {} } };

const reportContent: Content = {
  ...Object.fromEntries(renderers.map(({ contentType }) => [mediaType(contentType), null])),
  'application/json': 'report',
};
const reportAnswers = {
  200: { description: 'the report of a node on which nothing failed; of any with ?status=200', content: reportContent },
  503: { description: 'the report of a node on which something failed', content: reportContent },
};
const early = 'the first look at the node has not come back yet';
const badQuery = 'a parameter that there is not, or a value that it cannot have';
const tooLarge = 'the body is too large';
const tooOften = 'asked for too often from one address';
const busy = 'others are judged at this moment, or the first look at the node has not come back yet';

const manifests: Content = { 'application/yaml': null, 'application/json': z.looseObject({}) };
const unfitManifests = {
  400: 'nothing was sent, or nothing that is a manifest',
  413: 'the body is too large, or takes too long to judge',
  429: tooOften,
  503: busy,
};
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  nodeSelector: {kubernetes.io/os: windows}
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  containers: [{name: agent, image: example.org/agent:1}]
`;

/** Every route by its method and path; a test compares them with those that the server has. */
export const operations: Readonly<Record<string, Operation>> = {
  'GET /livez': {
    id: 'getLivez',
    summary: 'Whether hostprobe answers at all',
    answers: { 200: { description: 'it does', content: text } },
  },
  'GET /healthz': {
    id: 'getHealthz',
    summary: 'The same as /livez',
    answers: { 200: { description: 'it does', content: text } },
  },
  'GET /readyz': {
    id: 'getReadyz',
    summary: 'Whether there is a fresh report',
    answers: { 200: { description: 'there is', content: text } },
    problems: { 503: 'there is none, or it is stale' },
  },
  'GET /version': {
    id: 'getVersion',
    summary: 'The version of hostprobe',
    answers: { 200: { description: 'the version', content: json('version') } },
  },
  'GET /status': {
    id: 'getStatus',
    summary: 'The status of the node in ids and numbers, without text from the node',
    answers: { 200: { description: 'the status, whatever it is', content: json('status') } },
  },
  'GET /': {
    id: 'getHome',
    summary: 'The status in ten lines of text; the page of the report for readers who prefer HTML',
    answers: { 200: { description: 'the status or the page', content: { ...text, 'text/html': null } }, ...unchanged },
    problems: { 406: 'Accept wants neither', 503: early },
  },
  'GET /metrics': {
    id: 'getMetrics',
    summary: 'The newest report and hostprobe itself as metrics for Prometheus',
    headers: z.object({
      'X-Prometheus-Scrape-Timeout-Seconds': z
        .number()
        .optional()
        .describe('how long to wait for the first report, less half a second, where there is none yet'),
    }),
    answers: {
      200: {
        description: 'the metrics; those of the report are left out before the first one',
        content: { [mediaType(expositionType)]: null, [mediaType(openMetricsType)]: null },
      },
    },
  },
  'GET /report': {
    id: 'getReport',
    summary: 'The newest report',
    query: reportQuerySchema,
    answers: { ...reportAnswers, ...unchanged },
    problems: { 400: badQuery, 406: 'it has no form that Accept wants', 503: early },
  },
  'POST /report': {
    id: 'lookAgain',
    summary: 'Looks at the node now; who asks while a look is under way gets the report of that one',
    query: reportQuerySchema,
    answers: reportAnswers,
    problems: {
      400: badQuery,
      406: 'it has no form that Accept wants',
      409: 'a recorded snapshot is served, and there is no node to look at',
      413: tooLarge,
      429: tooOften,
    },
  },
  'GET /facts': {
    id: 'getFacts',
    summary: 'All that was seen of the node, without secrets: what hostprobe report --facts judges elsewhere',
    answers: { 200: { description: 'the newest snapshot', content: json('facts') }, ...unchanged },
    problems: { 503: early },
  },
  'POST /explain': {
    id: 'explain',
    summary: 'What the words of a failure mean on this node',
    body: {
      content: { 'text/plain': null, 'application/json': z.object({ text: z.string() }) },
      example: 'failed to create user process token: failed to logon user: Access is denied.',
    },
    answers: { 200: { description: 'what can be behind it, weighed against the facts', content: json('explain') } },
    problems: { 400: 'nothing was sent, or JSON that is none', 413: tooLarge, 429: tooOften, 503: busy },
  },
  'GET /history': {
    id: 'getHistory',
    summary: 'What changed on the node, oldest first',
    query: historyQuerySchema,
    answers: { 200: { description: 'the changes that are kept', content: json('history') }, ...unchanged },
    problems: { 400: badQuery, 404: 'a recorded snapshot is served, which has no history', 503: early },
  },
  'POST /lint': {
    id: 'lint',
    summary: 'Judges the HostProcess pods of manifests, for nodes such as this one',
    body: { content: manifests, example: manifest },
    answers: { 200: { description: 'what is wrong with them', content: json('lint') } },
    problems: unfitManifests,
  },
  'POST /predict': {
    id: 'predict',
    summary: 'Whether the pods of manifests would run on this node, and what they would find there',
    body: { content: manifests, example: manifest },
    answers: { 200: { description: 'stage by stage', content: json('predict') } },
    problems: unfitManifests,
  },
  'GET /bundle': {
    id: 'getBundle',
    summary: 'All that helps to judge this node from afar, in one zip file, without secrets; made while it is sent',
    query: bundleQuerySchema,
    answers: { 200: { description: 'the bundle', content: { 'application/zip': z.unknown() } } },
    problems: { 400: badQuery, 429: `a bundle is being made for somebody else, or ${tooOften}`, 503: early },
  },
  'GET /openapi.json': {
    id: 'getOpenApi',
    summary: 'This description',
    answers: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': z.looseObject({}) } }, ...unchanged },
  },
  ...Object.fromEntries(
    Object.keys(published).map((name) => [
      `GET /schema/${name}.json`,
      {
        id: `get${name.charAt(0).toUpperCase()}${name.slice(1)}Schema`,
        summary: `The JSON Schema of "${name}"`,
        answers: {
          200: { description: 'JSON Schema 2020-12', content: { 'application/json': z.looseObject({}) } },
          ...unchanged,
        },
      },
    ]),
  ),
};
