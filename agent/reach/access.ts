import * as z from 'zod';
import { QueryError } from '../error.ts';
import type { Api } from './api.ts';

/** WebSocket needs get, and SPDY, which kubectl falls back to, create. */
const streams = ['portforward', 'exec'].flatMap((subresource) =>
  ['get', 'create'].map((verb) => ({ verb, resource: 'pods', subresource })),
);

const review = z.object({ status: z.object({ allowed: z.boolean().nullish() }) });

/**
 * Why no agent can be asked: the user may open no stream to pods of that namespace. Asked once, before many nodes are.
 * null: they may, or the API server does not say.
 */
export async function whyNoStreams(api: Api, namespace: string): Promise<string | null> {
  const allowed = await Promise.all(streams.map((stream) => mayI(api, { namespace, ...stream })));
  if (allowed.some((one) => one !== false)) return null;
  return `this user may open no stream to pods in the namespace ${namespace}: it takes get and create of pods/portforward, or of pods/exec (manifests/roles)`;
}

async function mayI(api: Api, resourceAttributes: Readonly<Record<string, string>>): Promise<boolean | null> {
  try {
    const answer = await api.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
      spec: { resourceAttributes },
    });
    return review.parse(answer).status.allowed ?? false;
  } catch (error) {
    if (error instanceof QueryError || error instanceof z.ZodError) return null;
    throw error;
  }
}
