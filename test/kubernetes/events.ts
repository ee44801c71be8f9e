import { randomUUID } from 'node:crypto';
import type { Api, KubernetesObject } from '../kubernetes.ts';
import { type Answer, notFound, statusOf } from './status.ts';

interface Event extends KubernetesObject {
  involvedObject: { namespace?: string };
  eventTime?: string | null;
}

/** Keeps an event as kube-apiserver does. Source: kubernetes pkg/apis/core/validation/events.go. */
export function createEvent(api: Api, namespace: string, body: unknown, dryRun: boolean): Answer {
  // hostprobe has made what it sends.
  const { metadata, ...event } = body as Event;
  const made = `${metadata.generateName}${randomUUID().slice(0, 5)}`;
  const name = metadata.name ?? made;
  const about = event.involvedObject.namespace ?? '';
  if (about !== namespace && !(about === '' && namespace === 'default')) {
    const message = `Invalid value: ${JSON.stringify(about)}: does not match event.namespace`;
    const field = 'involvedObject.namespace';
    return statusOf(422, 'Invalid', `Event "${name}" is invalid: ${field}: ${message}`, {
      ...{ name, kind: 'Event' },
      causes: [{ reason: 'FieldValueInvalid', message, field }],
    });
  }
  // Source: kubernetes apimachinery pkg/util/validation, IsDNS1123Subdomain.
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) {
    const message = `Invalid value: ${JSON.stringify(name)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'`;
    return statusOf(422, 'Invalid', `Event "${name}" is invalid: metadata.name: ${message}`, { name, kind: 'Event' });
  }
  if (eventNamed(api, namespace, name) !== undefined) {
    return statusOf(409, 'AlreadyExists', `events "${name}" already exists`, { name, kind: 'events' });
  }
  const given = { uid: randomUUID(), resourceVersion: '815', creationTimestamp: event.firstTimestamp };
  const kept = {
    ...event,
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name, namespace, ...given },
    eventTime: event.eventTime ?? null,
  };
  if (!dryRun) api.objects.push(kept);
  return { status: 201, answer: kept };
}

export function patchEvent(api: Api, place: { namespace: string; name: string }, body: unknown): Answer {
  const found = eventNamed(api, place.namespace, place.name);
  if (found === undefined) return notFound({ resource: 'events', verb: 'patch', name: place.name });
  Object.assign(found, body);
  return { status: 200, answer: found };
}

const eventNamed = ({ objects }: Api, namespace: string, name: string) =>
  objects.find(({ kind, metadata }) => kind === 'Event' && metadata.namespace === namespace && metadata.name === name);
