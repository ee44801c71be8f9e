import type { Agent } from 'node:http';
import { type ClusterEnvironment, clusterEnvironment } from '../config/environment.ts';
import type { UserEntry } from '../decode/kubeconfig.ts';
import { QueryError, UserError } from '../error.ts';
import { given } from '../json.ts';
import { toolVersion } from '../version.ts';
import { credentialOf, pemAt, tokenIn, whyUnsigned } from './credential.ts';
import { type ConnectionFlags, choose } from './kubeconfig.ts';
import { agentFor, proxyFor } from './proxy.ts';

/** The API server, and the user for requests to it. */
export type SignIn = Awaited<ReturnType<typeof openSignIn>>;
type Headers = Record<string, string | string[]>;

/**
 * The connection that flags and kubeconfig describe, as in kubectl. Sends no request yet.
 * @throws UserError if they name none, or one that does not exist
 */
export async function openSignIn(flags: ConnectionFlags, environment: ClusterEnvironment = clusterEnvironment()) {
  const { context, namespace, cluster, user } = await choose(flags, environment);
  const server = urlIn(cluster.server ?? '', flags.server === null ? 'the server of the kubeconfig' : '--server');
  const proxyUrl = cluster['proxy-url'] || proxyFor(server, environment);
  const proxy = proxyUrl === null ? null : urlIn(proxyUrl, 'the proxy', /^(?:https?|socks5h?):$/);
  const headers = { 'user-agent': `hostprobe/${toolVersion}`, ...impersonation(flags, user) };
  let current: ReturnType<typeof signIn> | null = null;

  async function signIn() {
    const [ca, { authorization, cert, key, untilMs }] = await Promise.all([
      pemAt(cluster['certificate-authority-data'], cluster['certificate-authority']),
      credentialOf(user, cluster),
    ]);
    const agent = agentFor(server, proxy, {
      ...given({ ca, cert, key, servername: cluster['tls-server-name'] || null }),
      ...(cluster['insecure-skip-tls-verify'] ? { rejectUnauthorized: false } : {}),
    });
    return { agent, authorization, untilMs };
  }

  return {
    /** In the kubeconfig, for display; `server` if there is none. */
    context,
    /** --namespace, or else that of the context. */
    namespace,
    server: (cluster.server ?? '').replace(/\/+$/, ''),
    /**
     * The options of a request: TLS, proxy, credentials. A credential plugin runs once, and again when its credential has
     * expired or was refused, as for kubectl. Source: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go.
     */
    async options(refused?: { agent: Agent }): Promise<{ agent: Agent; headers: Headers }> {
      const known = current;
      try {
        const last = await known;
        // When many requests are refused with the same credential, only the first one renews it.
        const isOver =
          (refused !== undefined && last?.agent === refused.agent) ||
          (last?.untilMs ?? Number.POSITIVE_INFINITY) <= Date.now();
        if (isOver && current === known) current = null;
        current ??= signIn();
        const { agent, authorization } = await current;
        const signed = (await tokenIn(user)) ?? authorization;
        return { agent, headers: { ...(signed === null ? {} : { authorization: signed }), ...headers } };
      } catch (error) {
        current = null;
        throw error instanceof UserError ? error : new QueryError('denied', whyUnsigned(error, user));
      }
    },
  };
}

function urlIn(text: string, what: string, protocols = /^https?:$/): URL {
  const url = URL.parse(text);
  if (url !== null && protocols.test(url.protocol)) return url;
  const example = what === 'the proxy' ? 'http://10.0.0.2:3128' : 'https://10.0.0.1:6443';
  throw new UserError(`${what} must be a URL such as ${example}, but is ${JSON.stringify(text)}`);
}

/**
 * Headers for impersonation, from the flags, or else from the kubeconfig.
 * Source: kubernetes.io/docs/reference/access-authn-authz/authentication, "User impersonation".
 */
function impersonation(flags: ConnectionFlags, user: UserEntry): Headers {
  const name = flags.as ?? user.as ?? '';
  const groups = flags['as-group'].length > 0 ? flags['as-group'] : (user['as-groups'] ?? []);
  const uid = flags['as-uid'] ?? user['as-uid'] ?? '';
  const extra = new Map<string, readonly string[]>();
  for (const one of flags['as-user-extra']) {
    const [key = '', ...value] = one.split('=');
    extra.set(key, [...(extra.get(key) ?? []), value.join('=')]);
  }
  for (const [key, values] of Object.entries(user['as-user-extra'] ?? {})) if (!extra.has(key)) extra.set(key, values);
  if (name === '' && (groups.length > 0 || uid !== '' || extra.size > 0)) {
    throw new UserError('--as-group, --as-uid and --as-user-extra go with --as, the user to ask as');
  }
  return {
    ...(name === '' ? {} : { 'impersonate-user': name }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
    ...(uid === '' ? {} : { 'impersonate-uid': uid }),
    ...Object.fromEntries(
      [...extra].map(([key, value]) => [`impersonate-extra-${encodeURIComponent(key)}`, [...value]]),
    ),
  };
}
