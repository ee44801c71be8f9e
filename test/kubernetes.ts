import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ApiAccess } from '../agent/host.ts';
import { tls } from './host/tls.ts';

type Fields = { [name: string]: unknown };
/** An object as Kubernetes keeps it. */
export type KubernetesObject = {
  kind: string;
  metadata: { name: string; namespace?: string; [more: string]: unknown };
} & Fields;

export interface Request {
  method: string;
  path: string;
  query: Record<string, string>;
  authorization: string | undefined;
  agent: string | undefined;
}

/** What a test does to a request before the API sees it; true: it has been dealt with. */
type Disturb = (request: Request, response: ServerResponse) => boolean | Promise<boolean>;

const collections: Record<string, string> = {
  nodes: 'Node',
  pods: 'Pod',
  events: 'Event',
  namespaces: 'Namespace',
  daemonsets: 'DaemonSet',
};

/** `verb resource` for each that is allowed. */
export const everything = ['get nodes', 'list pods', 'list events', 'get namespaces', 'get daemonsets'];

export interface Api {
  access: ApiAccess;
  /** What requests must bear; a test may rotate it. */
  token: string;
  objects: KubernetesObject[];
  allowed: string[];
  requests: Request[];
  disturb: Disturb;
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
    const body = incoming.method === 'POST' ? await json(incoming) : undefined;
    const { status, answer } = answerOf(api, request, body);
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
    requests: [],
    disturb: () => false,
    connections,
    close,
  };
  return api;
}

function readRequest({ method = '', url = '', headers }: IncomingMessage): Request {
  const { pathname, searchParams } = new URL(url, 'https://localhost');
  return {
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    authorization: headers.authorization,
    agent: headers['user-agent'],
  };
}

export function send(
  response: ServerResponse,
  status: number,
  answer: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
}

export const statusOf = (code: number, reason: string, message: string) => ({
  status: code,
  answer: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});

function answerOf(
  api: Api,
  { method, path, query, authorization }: Request,
  body: unknown,
): { status: number; answer: unknown } {
  if (authorization !== `Bearer ${api.token}`) return statusOf(401, 'Unauthorized', 'Unauthorized');
  if (path === '/version') return { status: 200, answer: { major: '1', minor: '33', gitVersion: 'v1.33.4' } };
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews' && method === 'POST') return review(api, body);
  const [, namespace, resource = '', name] =
    /^\/(?:api|apis\/apps)\/v1(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const kind = collections[resource];
  if (method !== 'GET' || kind === undefined) return { status: 404, answer: '404 page not found' };
  const verb = name === undefined ? 'list' : 'get';
  if (!api.allowed.includes(`${verb} ${resource}`)) {
    const user = 'User "system:serviceaccount:hostprobe:hostprobe"';
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const said = `${resource} is forbidden: ${user} cannot ${verb} resource "${resource}" in API group "" ${scope}`;
    return statusOf(403, 'Forbidden', said);
  }
  const all = api.objects.filter(
    (one) => one.kind === kind && (namespace === undefined || one.metadata.namespace === namespace),
  );
  if (name === undefined)
    return page(
      kind,
      all.filter((one) => isSelected(one, query.fieldSelector ?? '')),
      query,
    );
  const found = all.find(({ metadata }) => metadata.name === name);
  return found ? { status: 200, answer: found } : statusOf(404, 'NotFound', `${resource} "${name}" not found`);
}

function page(kind: string, items: KubernetesObject[], query: Record<string, string>) {
  const start = Number(query.continue ?? 0);
  const end = start + Number(query.limit ?? items.length);
  const metadata = end < items.length ? { continue: `${end}` } : {};
  return { status: 200, answer: { kind: `${kind}List`, apiVersion: 'v1', metadata, items: items.slice(start, end) } };
}

function isSelected(object: KubernetesObject, selector: string): boolean {
  return selector.split(',').every((one) => {
    const [path = '', wanted] = one.split('=');
    const value = path.split('.').reduce((at: unknown, key) => (at as Fields | undefined)?.[key], object);
    return one === '' || value === wanted;
  });
}

function review(api: Api, body: unknown) {
  const { verb, resource } = (body as { spec: { resourceAttributes: Record<string, string> } }).spec.resourceAttributes;
  const allowed = api.allowed.includes(`${verb} ${resource}`);
  return { status: 201, answer: { kind: 'SelfSubjectAccessReview', ...(body as Fields), status: { allowed } } };
}
