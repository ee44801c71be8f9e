import type { RequestOptions } from 'node:https';
import type { ConnectionFlag } from '../config/connection.ts';
import { type ClusterEnvironment, clusterEnvironment } from '../config/environment.ts';
import { suggest } from '../config/nearest.ts';
import type { Config } from '../config.ts';
import { LookError, UserError } from '../error.ts';
import { toolVersion } from '../version.ts';
import { tokenIn, userOf, whyUnsigned } from './credential.ts';
import { impersonation } from './impersonation.ts';
import { type Fields, type Kubeconfig, readKubeconfig } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

export type ConnectionFlags = Pick<Config, ConnectionFlag>;

/** Which API server is asked, and as whom. */
export interface SignIn {
  /** The name of the kubeconfig's context, for people; `server` where there is none. */
  context: string;
  /** Of the context, unless --namespace says another. */
  namespace: string;
  server: string;
  /**
   * What a request needs: TLS, proxy, credentials. A credential plugin is asked once, and again when the options that
   * it gave were refused: so does kubectl, which keeps a credential for as long as the server takes it.
   * Source: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go.
   */
  options(refused?: RequestOptions): Promise<RequestOptions & { headers: Headers }>;
}
type Headers = Record<string, string | string[]>;

/**
 * The way in that flags and kubeconfig name, as kubectl has it. Nothing is asked yet.
 * @throws UserError where they name none, or one that is not there
 */
export async function openSignIn(
  flags: ConnectionFlags,
  environment: ClusterEnvironment = clusterEnvironment(),
): Promise<SignIn> {
  const found = await readKubeconfig(flags.kubeconfig, environment);
  const chosen = choose(flags, found);
  const server = String(chosen.cluster.server ?? '');
  const url = URL.parse(server);
  if (url === null) throw new UserError(`the server of the kubeconfig must be a URL, but is ${JSON.stringify(server)}`);
  const proxy = chosen.cluster['proxy-url'] ?? proxyFor(url, environment);
  const cluster = {
    ...chosen.cluster,
    ...(proxy === null ? {} : { 'proxy-url': proxy }),
    // Without TLS there is nothing to verify, and the client wants to be told so.
    ...(url.protocol === 'http:' ? { 'insecure-skip-tls-verify': true } : {}),
  };
  const parts = { cluster, user: userOf(chosen.user, cluster, found) };
  const headers = { 'user-agent': `hostprobe/${toolVersion}`, ...impersonation(flags, chosen.user) };
  const apply = async () => {
    const options: RequestOptions = {};
    // A client keeps a plugin's credential that names no end for as long as it lives itself.
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
        // Of many requests that were refused with the same credential, the first asks for another.
        if (refused !== undefined && (await applied)?.agent === refused.agent) applied = null;
        applied ??= apply();
        const options = await applied;
        const token = await tokenIn(chosen.user);
        const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
        // The client sets plain texts and nothing else.
        return { ...options, headers: { ...(options.headers as Headers | undefined), ...authorization, ...headers } };
      } catch (error) {
        throw new LookError('denied', whyUnsigned(error, chosen.user));
      }
    },
  };
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

/** Lists come in pages, one after the other: they share a connection. The client makes its agents without. */
function keepAlive(agent: RequestOptions['agent']): void {
  // Node's types have no such property; its documentation has the option of that name, which becomes it.
  if (typeof agent === 'object') Object.assign(agent, { keepAlive: true });
}

interface Chosen {
  context: string;
  namespace: unknown;
  cluster: Fields;
  user: Fields;
}

function choose(flags: ConnectionFlags, found: Kubeconfig): Chosen {
  const context = flags.context ?? found.currentContext;
  const named = context === '' ? {} : of(found.contexts, context, '--context', found);
  const clusterName = flags.cluster ?? String(named.cluster ?? '');
  const userName = flags.user ?? String(named.user ?? '');
  if (clusterName === '' && flags.server === null) {
    throw new UserError(
      `no cluster is named: ${found.paths.join(', ')} ${found.contexts.size === 0 ? 'has no context' : 'has no current context'}; give --context, --kubeconfig or --server`,
    );
  }
  const cluster = clusterName === '' ? {} : of(found.clusters, clusterName, '--cluster', found);
  const user = userName === '' ? {} : of(found.users, userName, '--user', found);
  return {
    context: context || flags.server || 'server',
    namespace: named.namespace,
    cluster: { ...cluster, ...overCluster(flags) },
    user: { ...user, ...overUser(flags) },
  };
}

function of(entries: ReadonlyMap<string, Fields>, name: string, flag: string, { paths }: Kubeconfig): Fields {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const known = [...entries.keys()];
  const way = known.length === 0 ? 'it names none' : suggest(name, known);
  throw new UserError(`${flag} must name one of ${paths.join(', ')}, where there is no ${name}; ${way}`);
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

/** A token or a certificate that is given replaces all that the kubeconfig has, a plugin too. */
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
