import type { RequestOptions } from 'node:https';
import { type ClusterEnvironment, clusterEnvironment } from '../config/environment.ts';
import type { ConnectionFlag } from '../config/flags.ts';
import { suggest } from '../config/nearest.ts';
import type { Config } from '../config.ts';
import { QueryError, UserError } from '../error.ts';
import { toolVersion } from '../version.ts';
import { clientUser, tokenIn, whyUnsigned } from './credential.ts';
import { impersonation } from './impersonation.ts';
import { type Fields, type MergedKubeconfig, mergeKubeconfigs } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

export type ConnectionFlags = Pick<Config, ConnectionFlag> & Partial<Pick<Config, 'namespace'>>;

/** The API server, and the user for requests to it. */
export interface SignIn {
  /** The context name in the kubeconfig, for display; `server` if there is none. */
  context: string;
  /** --namespace, or else the namespace of the context. */
  namespace: string;
  server: string;
  /**
   * The options of a request: TLS, proxy, credentials. A credential plugin runs once, and again when its credential was
   * refused. kubectl does the same: it keeps a credential for as long as the server accepts it.
   * Source: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go.
   */
  options(refused?: RequestOptions): Promise<RequestOptions & { headers: Headers }>;
}
type Headers = Record<string, string | string[]>;

/**
 * The connection that flags and kubeconfig describe, as in kubectl. Sends no request yet.
 * @throws UserError if they name none, or one that does not exist
 */
export async function openSignIn(
  flags: ConnectionFlags,
  environment: ClusterEnvironment = clusterEnvironment(),
): Promise<SignIn> {
  const found = await mergeKubeconfigs(flags.kubeconfig, environment);
  const chosen = choose(flags, found);
  const server = String(chosen.cluster.server ?? '');
  const url = URL.parse(server);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const whose = flags.server === null ? 'the server of the kubeconfig' : '--server';
    throw new UserError(`${whose} must be a URL such as https://10.0.0.1:6443, but is ${JSON.stringify(server)}`);
  }
  const proxy = chosen.cluster['proxy-url'] ?? proxyFor(url, environment);
  const cluster = {
    ...chosen.cluster,
    ...(proxy === null ? {} : { 'proxy-url': proxy }),
    // The client requires this option when there is no TLS.
    ...(url.protocol === 'http:' ? { 'insecure-skip-tls-verify': true } : {}),
  };
  const parts = { cluster, user: clientUser(chosen.user, cluster, found) };
  const headers = { 'user-agent': `hostprobe/${toolVersion}`, ...impersonation(flags, chosen.user) };
  const apply = async () => {
    const options: RequestOptions = {};
    // A client never renews a plugin's credential that has no expiry, so each call gets a new client.
    await (await load(parts)).applyToHTTPSOptions(options);
    keepAlive(options.agent);
    return options;
  };
  let applied: Promise<RequestOptions> | null = null;
  return {
    context: chosen.context,
    namespace: flags.namespace ?? String(chosen.namespace || 'default'),
    server: server.replace(/\/+$/, ''),
    async options(refused) {
      try {
        // When many requests are refused with the same credential, only the first one renews it.
        if (refused !== undefined && (await applied)?.agent === refused.agent) applied = null;
        applied ??= apply();
        const options = await applied;
        const token = await tokenIn(chosen.user);
        const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
        // The client sets only plain text values.
        return { ...options, headers: { ...(options.headers as Headers | undefined), ...authorization, ...headers } };
      } catch (error) {
        throw new QueryError('denied', whyUnsigned(error, chosen.user));
      }
    },
  };
}

/** The names of the contexts that --context can choose. */
export async function contextsOf({ kubeconfig }: Pick<ConnectionFlags, 'kubeconfig'>): Promise<string[]> {
  return [...(await mergeKubeconfigs(kubeconfig, clusterEnvironment())).contexts.keys()];
}

async function load({ cluster, user }: { cluster: Fields; user: Fields }) {
  const { KubeConfig } = await import('./client.ts');
  const config = new KubeConfig();
  const here = 'here';
  config.loadFromString(
    JSON.stringify({
      clusters: [{ name: here, cluster }],
      users: [{ name: here, user }],
      contexts: [{ name: here, context: { cluster: here, user: here } }],
      'current-context': here,
    }),
  );
  return config;
}

/** Reuses one connection for the pages of a list; the agents of the client do not do so by default. */
function keepAlive(agent: RequestOptions['agent']): void {
  // The property is missing in Node's types; Node documents the option that sets it.
  if (typeof agent === 'object') Object.assign(agent, { keepAlive: true });
}

interface Chosen {
  context: string;
  namespace: unknown;
  cluster: Fields;
  user: Fields;
}

function choose(flags: ConnectionFlags, found: MergedKubeconfig): Chosen {
  const context = flags.context ?? found.currentContext;
  const named = context === '' ? {} : of(found.contexts, context, { kind: 'context', flag: flags.context }, found);
  const clusterName = flags.cluster ?? String(named.cluster ?? '');
  const userName = flags.user ?? String(named.user ?? '');
  if (clusterName === '' && flags.server === null) {
    throw new UserError(whyNone(found, context));
  }
  const cluster =
    clusterName === '' ? {} : of(found.clusters, clusterName, { kind: 'cluster', flag: flags.cluster, context }, found);
  const user = userName === '' ? {} : of(found.users, userName, { kind: 'user', flag: flags.user, context }, found);
  return {
    context: context || flags.server || 'server',
    namespace: named.namespace,
    cluster: { ...cluster, ...overCluster(flags) },
    user: { ...user, ...overUser(flags) },
  };
}

/** Why no cluster is known, and the way out. */
function whyNone({ paths, absent, contexts }: MergedKubeconfig, context: string): string {
  const all = paths.join(', ');
  const elsewhere = 'name a kubeconfig with --kubeconfig, or the API server with --server';
  if (absent.length === paths.length) return `there is no kubeconfig at ${all}; ${elsewhere}`;
  if (context !== '') return `the context ${context} in ${all} must name a cluster, but names none; give --cluster`;
  if (contexts.size === 0) return `${all} must have a context, but has none; ${elsewhere}`;
  return `${all} must have a current context, but has none; give --context, which can be ${[...contexts.keys()].join(', ')}`;
}

/** @param by the flag that gave the name, or else where it was found */
function of(
  entries: ReadonlyMap<string, Fields>,
  name: string,
  by: { kind: 'context' | 'cluster' | 'user'; flag: string | null; context?: string },
  { paths, absent }: MergedKubeconfig,
): Fields {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const { kind, flag, context } = by;
  const all = paths.join(', ');
  const who = flag !== null ? `--${kind}` : context === undefined ? 'current-context' : `the context ${context}`;
  if (absent.length === paths.length) {
    throw new UserError(
      `${who} must name a ${kind} of a kubeconfig, but there is none at ${all}; name one with --kubeconfig`,
    );
  }
  const known = [...entries.keys()];
  const hint = known.length === 0 ? `it has no ${kind}: name another file with --kubeconfig` : suggest(name, known);
  throw new UserError(`${who} must name a ${kind} of ${all}, but there is no ${name}; ${hint}`);
}

const set = (entries: readonly (readonly [string, unknown])[]): Fields =>
  Object.fromEntries(entries.filter(([, value]) => value !== null && value !== false));

function overCluster(flags: ConnectionFlags): Fields {
  const authority = flags['certificate-authority'];
  return {
    ...set([
      ['server', flags.server],
      ['tls-server-name', flags['tls-server-name']],
      ['insecure-skip-tls-verify', flags['insecure-skip-tls-verify']],
    ]),
    ...(authority === null ? {} : { 'certificate-authority': authority, 'certificate-authority-data': undefined }),
  };
}

/** A token or a certificate from a flag replaces all credentials of the kubeconfig, also a plugin. */
function overUser(flags: ConnectionFlags): Fields {
  const { token, 'client-certificate': certificate, 'client-key': key } = flags;
  const none = { exec: undefined, 'auth-provider': undefined, tokenFile: undefined };
  return {
    ...(token === null ? {} : { ...none, token }),
    ...(certificate === null
      ? {}
      : { ...none, 'client-certificate': certificate, 'client-certificate-data': undefined }),
    ...(key === null ? {} : { 'client-key': key, 'client-key-data': undefined }),
  };
}
