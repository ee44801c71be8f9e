import { type Answer, type Api, type KubernetesObject, serveKubernetes, statusOf } from '../kubernetes.ts';
import { jwtOf } from '../server/readers.ts';
import { discovered } from './discovery.ts';
import { type Asked, answerAt } from './objects.ts';
import { type Place, placeOf } from './place.ts';
import { decodeObject } from './protobuf.ts';
import { mayUse } from './rbac.ts';

/** What an API server passes on to a node; the answer that it got there. */
export type ToNode = (way: { scheme: string; name: string; port: string; path: string }) => Promise<Answer>;

/**
 * A Kubernetes API for who administers a cluster, kubectl and Helm: it tells what it has, keeps valid objects, issues
 * tokens, and passes requests on to nodes. No controller runs in it.
 */
export async function serveCluster(toNode: ToNode): Promise<Api> {
  const api = await serveKubernetes();
  api.disturb = ({ query }, response) => {
    if (query.watch === undefined || query.sendInitialEvents === 'true') return false;
    // Nothing changes except by the client's own requests: a watch reports nothing.
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    return true;
  };
  api.more = async (request, sent) => {
    try {
      const body = sent instanceof Buffer ? decodeObject(sent) : sent;
      return await answerMore({ api, request, body, toNode });
    } catch (error) {
      // As the real one answers what it did not foresee.
      return statusOf(500, 'InternalError', String(error));
    }
  };
  return api;
}

async function answerMore({ toNode, ...asked }: Asked & { toNode: ToNode }): Promise<Answer | null> {
  const { path, query } = asked.request;
  if (query.sendInitialEvents === 'true') return statusOf(422, 'Invalid', 'sendInitialEvents is forbidden for watch');
  const told = discovered(path);
  if (told !== undefined) return { status: 200, answer: told };
  const [, scheme = '', name = '', port = '', rest = ''] =
    /^\/api\/v1\/nodes\/(\w+):([^:/]+):(\d+)\/proxy(\/.*)$/.exec(path) ?? [];
  if (name !== '') return toNode({ scheme, name, port, path: rest });
  // What clients send to these two places has the shape that the API says.
  if (path.endsWith('/subjectaccessreviews')) return reviewAccess(asked.api, asked.body as AccessReview);
  const place = placeOf(path);
  if (place?.part === 'token') return issueToken(asked.api, place, asked.body as TokenRequest);
  return place === null ? null : answerAt(place, asked);
}

interface AccessReview {
  spec: { user: string; groups?: string[]; nonResourceAttributes: { path: string; verb: string } };
}

function reviewAccess({ objects }: Api, { spec }: AccessReview): Answer {
  const { user, groups = [], nonResourceAttributes } = spec;
  const status = { allowed: mayUse(objects, [user, ...groups], nonResourceAttributes) };
  return { status: 201, answer: { kind: 'SubjectAccessReview', metadata: {}, status } };
}

interface TokenRequest {
  spec: { audiences: string[] };
}

function issueToken(api: Api, { namespace, object }: Place, { spec }: TokenRequest): Answer {
  const isAsked = ({ kind, metadata }: KubernetesObject) =>
    kind === 'ServiceAccount' && metadata.name === object && metadata.namespace === namespace;
  if (!api.objects.some(isAsked)) return statusOf(404, 'NotFound', `serviceaccounts "${object}" not found`);
  const name = `system:serviceaccount:${namespace}:${object}`;
  const token = jwtOf(name, { aud: spec.audiences });
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  api.people[token] = { name, groups, audiences: spec.audiences };
  const status = { token, expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() };
  return { status: 201, answer: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec, status } };
}
