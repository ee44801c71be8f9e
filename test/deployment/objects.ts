import { randomUUID } from 'node:crypto';
import { type Answer, type Api, type KubernetesObject, type Request, statusOf } from '../kubernetes.ts';
import { hasKnownFields, problemOf } from './model.ts';
import type { Place } from './place.ts';

/** A request to the API, with what was sent. */
export interface Asked {
  api: Api;
  request: Request;
  body: unknown;
}

/** What the API answers about the objects of a place: reads them, keeps valid ones, removes them. */
export async function answerAt(place: Place, asked: Asked): Promise<Answer | null> {
  const { api, request } = asked;
  if (request.method === 'GET' && place.kind === 'Namespace') endNamespaces(api);
  const isHere = ({ kind, metadata }: KubernetesObject) =>
    kind === place.kind && (place.namespace === undefined || metadata.namespace === place.namespace);
  const found = api.objects.find((one) => isHere(one) && one.metadata.name === place.object);
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
  if (request.method === 'PATCH') return label(found, asked);
  return request.method === 'GET' ? { status: 200, answer: found } : null;
}

/** Creates an object, or puts it in the place of the one that is there. */
async function keep(place: Place, { api, request, body }: Asked, found: KubernetesObject | undefined): Promise<Answer> {
  // kubectl and Helm send objects; what is none fails at the model.
  const sent = body as KubernetesObject & { apiVersion: string };
  const typed = { ...sent, apiVersion: place.groupVersion, kind: place.kind };
  if (!hasKnownFields(typed)) return statusOf(400, 'BadRequest', 'strict decoding error: unknown field');
  const refused = await problemOf(typed);
  if (refused !== null) return statusOf(422, 'Invalid', refused);
  // Clients that write protobuf send an empty namespace for what has none.
  const { namespace: _, ...metadata } = sent.metadata;
  const { name } = metadata;
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
    ...typed,
    metadata: {
      ...metadata,
      ...(namespace === undefined ? {} : { namespace }),
      uid: found?.metadata.uid ?? randomUUID(),
      resourceVersion: String(api.requests.length),
    },
  };
  api.objects = [...api.objects.filter((one) => one !== found), kept];
  return { status: found === undefined ? 201 : 200, answer: kept };
}

/** Merges labels; null: it would change something else. */
function label(found: KubernetesObject, { request, body }: Asked): Answer | null {
  const { metadata, ...others } = body as { metadata?: { labels?: Record<string, string> } };
  const isOfLabels = metadata?.labels !== undefined && Object.keys(metadata).length === 1;
  if (!/merge-patch\+json$/.test(request.contentType ?? '') || !isOfLabels || Object.keys(others).length > 0)
    return null;
  Object.assign(found.metadata, { labels: { ...Object(found.metadata.labels), ...metadata.labels } });
  return { status: 200, answer: found };
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
    kind === 'Namespace' && Boolean(metadata.deletionTimestamp);
  const ending = api.objects.filter(isEnding).map(({ metadata }) => metadata.name);
  api.objects = api.objects.filter((one) => !isEnding(one) && !ending.includes(one.metadata.namespace ?? ''));
}

function isSelected(object: KubernetesObject, { labelSelector, fieldSelector }: Request['query']): boolean {
  const { metadata } = object;
  // Labels, where an object has any, are texts by name.
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  const pairs = (selector = '') =>
    selector
      .split(',')
      .filter((one) => one !== '')
      .map((one) => one.split('='));
  return (
    pairs(labelSelector).every(([name = '', value]) => labels[name] === value) &&
    pairs(fieldSelector).every(([field = '', value]) => valueAt(object, field) === value)
  );
}

/** The text of a field that a selector names, as involvedObject.name; a field that is not there is empty. */
function valueAt(object: object, field: string): string {
  let value: unknown = object;
  for (const name of field.split('.')) {
    value = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : '';
  }
  return typeof value === 'string' ? value : '';
}
