import { randomUUID } from 'node:crypto';
import {
  type Answer,
  type Api,
  type KubernetesObject,
  type Request,
  serveKubernetes,
  statusOf,
} from '../kubernetes.ts';
import { jwtOf } from '../server/readers.ts';
import { discovered, type Resource, resources } from './discovery.ts';
import { modelOf } from './model.ts';
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
    // Nothing changes but by who asks: a watch has nothing to tell.
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

interface Asked {
  api: Api;
  request: Request;
  body: unknown;
}

async function answerMore({ toNode, ...asked }: Asked & { toNode: ToNode }): Promise<Answer | null> {
  const { path, query } = asked.request;
  if (query.sendInitialEvents === 'true') return statusOf(422, 'Invalid', 'sendInitialEvents is forbidden for watch');
  const told = discovered(path);
  if (told !== undefined) return { status: 200, answer: told };
  const [, scheme = '', name = '', port = '', rest = ''] =
    /^\/api\/v1\/nodes\/(\w+):([^:/]+):(\d+)\/proxy(\/.*)$/.exec(path) ?? [];
  if (name !== '') return toNode({ scheme, name, port, path: rest });
  // The client of hostprobe has made it.
  if (path.endsWith('/subjectaccessreviews')) return reviewAccess(asked.api, asked.body as AccessReview);
  const place = placeOf(path);
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

/** Where an object is, or all of a kind. */
interface Place extends Resource {
  namespace: string | undefined;
  object: string | undefined;
  part: string | undefined;
}

function placeOf(path: string): Place | null {
  const found =
    /^\/(?:api|apis\/([^/]+))\/(v1)(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path);
  const [, group, version, namespace, name, object, part] = found ?? [];
  const groupVersion = group === undefined ? version : `${group}/${version}`;
  const resource = resources.find((one) => one.groupVersion === groupVersion && one.name === name);
  return resource === undefined ? null : { ...resource, namespace, object, part };
}

async function answerAt(place: Place, asked: Asked): Promise<Answer | null> {
  const { api, request, body } = asked;
  if (request.method === 'GET' && place.kind === 'Namespace') endNamespaces(api);
  const isHere = ({ kind, metadata }: KubernetesObject) =>
    kind === place.kind && (place.namespace === undefined || metadata.namespace === place.namespace);
  const found = api.objects.find((one) => isHere(one) && one.metadata.name === place.object);
  if (request.method === 'POST' && place.part === 'token') return issueToken(api, place, body as TokenRequest);
  if (request.method === 'POST') return keep(place, asked, found);
  if (request.method === 'PATCH' && request.contentType === 'application/apply-patch+yaml')
    return keep(place, asked, found);
  if (place.object === undefined) {
    const items = api.objects.filter((one) => isHere(one) && isSelected(one, request.query));
    const { groupVersion: apiVersion, kind } = place;
    return { status: 200, answer: { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: '1' }, items } };
  }
  if (found === undefined) return statusOf(404, 'NotFound', `${place.name} "${place.object}" not found`);
  if (request.method === 'PUT') return keep(place, asked, found);
  if (request.method === 'DELETE') return remove(api, found);
  return request.method === 'GET' ? { status: 200, answer: found } : null;
}

/** Creates an object, or puts it in the place of the one that is there. */
async function keep(place: Place, { api, request, body }: Asked, found: KubernetesObject | undefined): Promise<Answer> {
  // kubectl and Helm send objects; what is none fails at the model.
  const sent = body as KubernetesObject & { apiVersion: string };
  const refused = await problemOf({ ...sent, apiVersion: place.groupVersion, kind: place.kind });
  if (refused !== null) return statusOf(422, 'Invalid', refused);
  const { name } = sent.metadata;
  const namespace = place.namespaced ? place.namespace : undefined;
  const isThere = (kind: string, wanted: string | undefined, at?: string) =>
    api.objects.some((one) => one.kind === kind && one.metadata.name === wanted && one.metadata.namespace === at);
  if (namespace !== undefined && !isThere('Namespace', namespace)) {
    return statusOf(404, 'NotFound', `namespaces "${namespace}" not found`);
  }
  if (request.method === 'POST' && isThere(place.kind, name, namespace)) {
    return statusOf(409, 'AlreadyExists', `${place.name} "${name}" already exists`);
  }
  const kept = {
    ...sent,
    apiVersion: place.groupVersion,
    kind: place.kind,
    metadata: {
      ...sent.metadata,
      ...(namespace === undefined ? {} : { namespace }),
      uid: found?.metadata.uid ?? randomUUID(),
      resourceVersion: String(api.requests.length),
    },
  };
  api.objects = [...api.objects.filter((one) => one !== found), kept];
  return { status: found === undefined ? 201 : 200, answer: kept };
}

async function problemOf(object: KubernetesObject & { apiVersion: string }): Promise<string | null> {
  try {
    (await modelOf(object)).validate();
    return null;
  } catch (error) {
    // The models throw errors.
    return (error as Error).message;
  }
}

/** A namespace goes later, with all that is in it. */
function remove(api: Api, object: KubernetesObject): Answer {
  if (object.kind === 'Namespace') object.metadata.deletionTimestamp = new Date().toISOString();
  else api.objects = api.objects.filter((one) => one !== object);
  return { status: 200, answer: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
}

/** What a controller does between two questions: ends the namespaces that are to go. */
function endNamespaces(api: Api): void {
  const isEnding = ({ kind, metadata }: KubernetesObject) =>
    kind === 'Namespace' && metadata.deletionTimestamp !== undefined;
  const ending = api.objects.filter(isEnding).map(({ metadata }) => metadata.name);
  api.objects = api.objects.filter((one) => !isEnding(one) && !ending.includes(one.metadata.namespace ?? ''));
}

interface TokenRequest {
  spec: { audiences: string[] };
}

function issueToken(api: Api, { namespace, object }: Place, { spec }: TokenRequest): Answer {
  const name = `system:serviceaccount:${namespace}:${object}`;
  const token = jwtOf(name, { aud: spec.audiences });
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  api.people[token] = { name, groups, audiences: spec.audiences };
  const status = { token, expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() };
  return { status: 201, answer: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec, status } };
}

function isSelected({ metadata }: KubernetesObject, { labelSelector, fieldSelector }: Request['query']): boolean {
  // Labels, where an object has any, are texts by name.
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  const pairs = (selector = '') =>
    selector
      .split(',')
      .filter((one) => one !== '')
      .map((one) => one.split('='));
  return (
    pairs(labelSelector).every(([name = '', value]) => labels[name] === value) &&
    pairs(fieldSelector).every(([field, value]) => field === 'metadata.name' && metadata.name === value)
  );
}
