import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { withVariables } from '../config/environment.ts';
import type { ClusterEntry, UserEntry } from '../decode/kubeconfig.ts';
import { UserError, unreadable } from '../error.ts';
import { jsonIn } from '../json.ts';

/** What signs requests in; null: none of that kind. */
interface Credential {
  authorization: string | null;
  /** A client certificate and its key, in PEM. */
  cert: string | null;
  key: string | null;
  /** When a plugin's credential ends, in ms since 1970; null: it does not say. */
  untilMs: number | null;
}

/** The text of a file, or of base64 in the kubeconfig, which comes first as for kubectl. */
export async function pemAt(data: string | null | undefined, path: string | null | undefined): Promise<string | null> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return path ? readFile(path, 'utf8') : null;
}

/** What a token file signs in with now: a projected token is renewed in place. Source: k8s.io/client-go rest/config.go, BearerTokenFile. */
export const tokenIn = async ({ tokenFile }: UserEntry): Promise<string | null> =>
  tokenFile ? `Bearer ${(await readFile(tokenFile, 'utf8')).trim()}` : null;

/**
 * The credential of a user; a token file is for `tokenIn`, with each request. A credential plugin runs anew with each call.
 * @throws UserError for a way to sign in that hostprobe does not have; any other error is for `whyUnsigned`
 */
export async function credentialOf(user: UserEntry, cluster: ClusterEntry): Promise<Credential> {
  const [cert, key] = await Promise.all([
    pemAt(user['client-certificate-data'], user['client-certificate']),
    pemAt(user['client-key-data'], user['client-key']),
  ]);
  const own = { cert, key, untilMs: null };
  if (user.token) return { ...own, authorization: `Bearer ${user.token}` };
  if (user.username) {
    const basic = Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64');
    return { ...own, authorization: `Basic ${basic}` };
  }
  if (user.exec) return runPlugin(user.exec, cluster);
  const { name, config } = user['auth-provider'] ?? {};
  if (name) return { ...own, authorization: `Bearer ${idTokenIn(name, config?.['id-token'] ?? '')}` };
  return { ...own, authorization: null };
}

/** Source: k8s.io/client-go pkg/apis/clientauthentication/v1/types.go, ExecCredential. */
const execCredential = z.object({
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

async function runPlugin(plugin: NonNullable<UserEntry['exec']>, cluster: ClusterEntry): Promise<Credential> {
  if (plugin.interactiveMode === 'Always') {
    throw new UserError(
      `the credential plugin ${plugin.command} of this context needs a terminal, but hostprobe has none for it; give --token "$(...)" or another --context`,
    );
  }
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster: await clusterInfo(cluster) } : {}) },
  };
  const given = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
  const env = withVariables({ ...given, KUBERNETES_EXEC_INFO: JSON.stringify(info) });
  const running = promisify(execFile)(plugin.command ?? '', plugin.args ?? [], { env, windowsHide: true });
  running.child.stdin?.end();
  const read = execCredential.safeParse(jsonIn((await running).stdout));
  // What was printed may be a credential.
  if (!read.success) throw new Error('it must print an ExecCredential in JSON, but printed something else');
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = read.data.status;
  const untilMs = Date.parse(expirationTimestamp ?? '');
  return {
    authorization: token ? `Bearer ${token}` : null,
    cert: clientCertificateData ?? null,
    key: clientKeyData ?? null,
    untilMs: Number.isNaN(untilMs) ? null : untilMs,
  };
}

/** Source: k8s.io/client-go pkg/apis/clientauthentication/v1/types.go, Cluster. */
async function clusterInfo(cluster: ClusterEntry) {
  const ca = await pemAt(cluster['certificate-authority-data'], cluster['certificate-authority']);
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'] ?? undefined,
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
    'certificate-authority-data': ca === null ? undefined : Buffer.from(ca).toString('base64'),
    'proxy-url': cluster['proxy-url'] ?? undefined,
  };
}

/** kubectl renews this token, and writes the new one to the kubeconfig. Source: client-go plugin/pkg/client/auth/oidc/oidc.go. */
function idTokenIn(provider: string, token: string): string {
  const payload = jsonIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const { exp } = z.object({ exp: z.number() }).safeParse(payload).data ?? { exp: 0 };
  if (provider === 'oidc' && exp * 1000 > Date.now()) return token;
  const why =
    provider === 'oidc'
      ? 'has no token that is still valid: run kubectl once, which renews it'
      : 'is none that hostprobe has: use a credential plugin (exec)';
  throw new UserError(`the auth-provider ${provider} of this context ${why}, or give --token "$(...)"`);
}

/** Why no credential was obtained, with the output of the plugin. */
export function whyUnsigned(error: unknown, { exec: plugin }: UserEntry): string {
  const fault: { code?: unknown; path?: string; syscall?: string; message?: string; stderr?: string } = Object(error);
  const ended = fault.stderr === undefined ? fault.message : fault.stderr.trim() || `it ended with ${fault.code}`;
  const said = (ended ?? String(error)).trim().slice(0, 500);
  const none = `the credential plugin ${plugin?.command} returned no credential`;
  if (fault.syscall?.startsWith('spawn')) {
    const hint = plugin?.installHint ? ` (${plugin.installHint.trim().slice(0, 300)})` : '';
    return `${none}: ${fault.code === 'ENOENT' ? `there is no such program in PATH; install it, or correct PATH${hint}` : said}`;
  }
  if (fault.path === undefined && plugin) return `${none}: ${said}`;
  const why = fault.path === undefined ? said : unreadable(fault.path, { code: String(fault.code), message: said });
  return `the credentials of the kubeconfig cannot be used: ${why}`;
}
