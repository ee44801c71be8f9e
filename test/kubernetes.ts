import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { ApiAccess } from '../agent/host.ts';
import { tls } from './host/tls.ts';
import { createEvent, patchEvent } from './kubernetes/events.ts';
import { listOf } from './kubernetes/list.ts';
import { type Answer, forbidden, groupOf, notFound, statusOf } from './kubernetes/status.ts';
import { type Kubelet, serveStreams } from './kubernetes/streams.ts';
import { answerReview, type Person } from './reviews.ts';

export { type Answer, statusOf } from './kubernetes/status.ts';

type Fields = { [name: string]: unknown };
/** An object as Kubernetes keeps it. */
export type KubernetesObject = {
  kind: string;
  metadata: { name: string; namespace?: string; [more: string]: unknown };
} & Fields;

export interface Request {
  method: string;
  path: string;
  /** With the query as it was sent. */
  url: string;
  query: Record<string, string>;
  authorization: string | undefined;
  agent: string | undefined;
  contentType: string | undefined;
  accept: string | undefined;
}

/** What a test does to a request before the API sees it; true: it has been dealt with. */
type Disturb = (request: Request, response: ServerResponse) => boolean | Promise<boolean>;

const collections: Record<string, string> = {
  nodes: 'Node',
  pods: 'Pod',
  events: 'Event',
  namespaces: 'Namespace',
  daemonsets: 'DaemonSet',
  services: 'Service',
  endpointslices: 'EndpointSlice',
  secrets: 'Secret',
  configmaps: 'ConfigMap',
  serviceaccounts: 'ServiceAccount',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  runtimeclasses: 'RuntimeClass',
  priorityclasses: 'PriorityClass',
  leases: 'Lease',
};

/** `verb resource` for each that is allowed. */
export const everything = [
  'get nodes',
  'list pods',
  'list events',
  'get namespaces',
  'list daemonsets',
  'create tokenreviews',
  'create subjectaccessreviews',
];

export interface Api {
  access: ApiAccess;
  /** What requests must bear; a test may rotate it. */
  token: string;
  objects: KubernetesObject[];
  allowed: string[];
  /** By token, who may be asked about in a TokenReview, and by `name verb path` what is allowed in a SubjectAccessReview. */
  people: Record<string, Person>;
  permits: string[];
  requests: Request[];
  /** What the kubelets do with streams to pods, and which were opened. */
  kubelet: Kubelet;
  streams: string[];
  /** Whether a list of any version comes in pages, too; the memory of a real server gives it whole. */
  pagesFromMemory: boolean;
  disturb: Disturb;
  /** Answers what this API does not know of, to whom bears the token; null: this neither. */
  more: (request: Request, body: unknown) => Answer | null | Promise<Answer | null>;
  /** How many connections were opened and how many still are, and the certificate that the newest came with. */
  connections: { opened: number; open: number; certificate: string | undefined };
  /** Nobody listens there from then on. */
  close(): Promise<void>;
}

/**
 * The part of the Kubernetes API that hostprobe asks, over TLS on a loopback port: bearer tokens, RBAC, field selectors
 * and lists in pages, with the answers in the words of kube-apiserver.
 */
export async function serveKubernetes(objects: KubernetesObject[] = []): Promise<Api> {
  const connections: Api['connections'] = { opened: 0, open: 0, certificate: undefined };
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, async (incoming, response) => {
    const request = readRequest(incoming);
    api.requests.push(request);
    if (await api.disturb(request, response)) return;
    const body = readBody(request, await buffer(incoming));
    const { status, answer } = (await answerMore(api, request, body)) ?? answerOf(api, request, body);
    send(response, status, answer);
  });
  server.on('secureConnection', (socket) => {
    connections.opened += 1;
    connections.open += 1;
    connections.certificate = socket.getPeerX509Certificate()?.fingerprint256;
    socket.once('close', () => {
      connections.open -= 1;
    });
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const token = 'a-token-of-the-cluster';
  const api: Api = {
    access: {
      server: `https://localhost:${port}`,
      ca: tls.cert,
      serverName: null,
      credential: { kind: 'token', token },
    },
    token,
    objects,
    allowed: everything,
    people: {},
    permits: [],
    requests: [],
    kubelet: {
      forward: () => 'there is no such node',
      exec: () => 'there is no such node',
      protocols: ['v5.channel.k8s.io'],
      loses: 0,
      cutsAfter: Number.POSITIVE_INFINITY,
      insteadOfStreams: null,
      resultFirst: false,
    },
    streams: [],
    pagesFromMemory: true,
    disturb: () => false,
    more: () => null,
    connections,
    close,
  };
  serveStreams(server, {
    get allowed() {
      return api.allowed;
    },
    isKnown: (request) => isKnown(api, readRequest(request)),
    get kubelet() {
      return api.kubelet;
    },
    streams: api.streams,
  });
  return api;
}

function readRequest({ method = '', url = '', headers }: IncomingMessage): Request {
  const { pathname, searchParams } = new URL(url, 'https://localhost');
  return {
    method,
    path: pathname,
    url,
    query: Object.fromEntries(searchParams),
    authorization: headers.authorization,
    agent: headers['user-agent'],
    contentType: headers['content-type'],
    accept: headers.accept,
  };
}

/** YAML, of which JSON is a part; other forms as they came. */
function readBody({ contentType = '' }: Request, sent: Buffer): unknown {
  if (sent.length === 0) return undefined;
  return /json|yaml/.test(contentType) ? parse(sent.toString()) : sent;
}

export function send(
  response: ServerResponse,
  status: number,
  answer: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
}

const isKnown = (api: Api, { authorization }: Request) => authorization === `Bearer ${api.token}`;

async function answerMore(api: Api, request: Request, body: unknown): Promise<Answer | null> {
  return isKnown(api, request) ? api.more(request, body) : null;
}

function answerOf(api: Api, request: Request, body: unknown): Answer {
  const { method, path, query } = request;
  if (!isKnown(api, request)) return statusOf(401, 'Unauthorized', 'Unauthorized');
  if (path === '/version') return { status: 200, answer: { major: '1', minor: '33', gitVersion: 'v1.33.4' } };
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews' && method === 'POST') return review(api, body);
  const [, reviews = ''] = /\/(tokenreviews|subjectaccessreviews)$/.exec(path) ?? [];
  const reviewed = reviews !== '' && api.allowed.includes(`create ${reviews}`) ? answerReview(api, path, body) : null;
  if (reviewed !== null) return reviewed;
  if (reviews !== '') return forbidden({ resource: reviews, verb: 'create' });
  const told = tell(api, request, body);
  if (told !== null) return told;
  const [, namespace, resource = '', name] =
    /^\/(?:api|apis\/[a-z0-9.]+)\/v1(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const kind = collections[resource];
  if (method !== 'GET' || kind === undefined) return { status: 404, answer: '404 page not found' };
  const verb = name === undefined ? 'list' : 'get';
  const asked = { resource, verb, name, namespace };
  if (!api.allowed.includes(`${verb} ${resource}`)) return forbidden(asked);
  const all = api.objects.filter(
    (one) => one.kind === kind && (namespace === undefined || one.metadata.namespace === namespace),
  );
  const group = groupOf(resource);
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  if (name === undefined) return listOf({ kind, apiVersion }, all, api.pagesFromMemory ? withPages(query) : query);
  const found = all.find(({ metadata }) => metadata.name === name);
  if (found === undefined) return notFound(asked);
  const { metadata } = found;
  const isPartial = request.accept?.includes('as=PartialObjectMetadata') ?? false;
  const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  return { status: 200, answer: isPartial ? partial : found };
}

const withPages = ({ resourceVersion: _, ...query }: Record<string, string>) => query;

/** The writes: events, and a node's conditions, which a strategic merge patch tells apart by their type. */
function tell(api: Api, { method, path, query, contentType }: Request, body: unknown): Answer | null {
  const dryRun = query.dryRun === 'All';
  const [, namespace = '', event] = /^\/api\/v1\/namespaces\/([^/]+)\/events(?:\/([^/]+))?$/.exec(path) ?? [];
  if (namespace !== '' && (method === 'POST' || method === 'PATCH')) {
    const verb = method === 'POST' ? 'create' : 'patch';
    if (!api.allowed.includes(`${verb} events`)) return forbidden({ resource: 'events', verb, name: event, namespace });
    return event === undefined
      ? createEvent(api, namespace, body, dryRun)
      : patchEvent(api, { namespace, name: event }, body);
  }
  const [, name = ''] = /^\/api\/v1\/nodes\/([^/]+)\/status$/.exec(path) ?? [];
  if (method !== 'PATCH' || name === '') return null;
  const asked = { resource: 'nodes', verb: 'patch', name };
  if (!api.allowed.includes('patch nodes/status')) return forbidden({ ...asked, resource: 'nodes/status' });
  const node = api.objects.find((one) => one.kind === 'Node' && one.metadata.name === name);
  if (node === undefined) return notFound(asked);
  if (contentType !== 'application/strategic-merge-patch+json') {
    return statusOf(415, 'UnsupportedMediaType', `no patch of the type ${contentType} here`);
  }
  const { conditions } = (body as { status: { conditions: { type: string }[] } }).status;
  const status = node.status as { conditions?: { type: string }[] };
  const others = (status.conditions ?? []).filter(({ type }) => conditions.every((one) => one.type !== type));
  const patched = { ...node, status: { ...status, conditions: [...others, ...conditions] } };
  if (!dryRun) Object.assign(node, patched);
  return { status: 200, answer: patched };
}

function review(api: Api, body: unknown) {
  const { verb, resource, subresource } = (body as { spec: { resourceAttributes: Record<string, string> } }).spec
    .resourceAttributes;
  const allowed = api.allowed.includes(`${verb} ${[resource, subresource].filter(Boolean).join('/')}`);
  return { status: 201, answer: { kind: 'SelfSubjectAccessReview', ...(body as Fields), status: { allowed } } };
}

/** A kubeconfig that leads to it. */
export function kubeconfigOf({ access: { server, ca }, token }: Api): string {
  const authority = Buffer.from(ca ?? '').toString('base64');
  return JSON.stringify({
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'agent' } }],
    clusters: [{ name: 'here', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'agent', user: { token } }],
  });
}
