import { posix, win32 } from 'node:path';
import { podVariables } from '../../config/pod-variables.ts';
import { readCertificates } from '../../decode/certificates.ts';
import { readClaims } from '../../decode/jwt.ts';
import {
  type ClusterEntry,
  type Kubeconfig,
  KubeconfigError,
  readKubeconfigs,
  type UserEntry,
} from '../../decode/kubeconfig.ts';
import { QueryError } from '../../error.ts';
import type { ClusterFact } from '../../facts/cluster.ts';
import type { Claims } from '../../facts/token.ts';
import type { ApiAccess, Host } from '../../host.ts';
import { ownFirst, readFile, trimmedText } from '../token.ts';

/**
 * In a pod: its service account, at the first path with a token of this pod. Elsewhere: the kubeconfig that the
 * user named, or the one at kubectl's default path. No other credential is searched for.
 * @throws QueryError if a credential exists that this account may not read, or that cannot be used
 */
export async function findAccess(host: Host): Promise<FoundAccess> {
  const server = apiServerUrl(host);
  return server === null ? await findKubeconfig(host) : await findToken(host, server);
}

async function findToken(host: Host, server: string): Promise<FoundAccess> {
  let unread: unknown = null;
  const others: string[] = [];
  for (const { directory } of ownFirst(host)) {
    const file = await readFile(host, directory, 'token').catch((error: unknown) => {
      unread ??= error;
      return null;
    });
    const token = file && trimmedText(file.bytes);
    const claims = token && readClaims(token);
    if (!token || !claims) continue;
    if (!isOwn(host, claims)) {
      others.push(directory);
      continue;
    }
    const ca = await readCa(host, directory);
    const login: ApiAccess = { server, ca, serverName: null, credential: { kind: 'token', token } };
    return { reported: { kind: 'pod', server, directory }, login, node: claims.node };
  }
  if (unread !== null) throw unread;
  if (others.length > 0) return none(`the token in ${others[0]} is not of this pod`);
  return none('no service account token is mounted into this pod');
}

/** In the modes without the bind filter, a file at C:\var\run\secrets is the host's, and any account may have created it. */
function isOwn(host: Host, { pod }: Claims): boolean {
  const uid = host.self.variable(podVariables.podUid);
  const name = host.self.variable(podVariables.podName);
  if (pod === null) return true;
  return uid && pod.uid ? pod.uid === uid : !name || pod.name === name;
}

async function readCa(host: Host, directory: string): Promise<string> {
  const file = await readFile(host, directory, 'ca.crt');
  if (file !== null && readCertificates(file.bytes).certificates > 0) return trimmedText(file.bytes);
  const why = file === null ? 'is not there' : 'contains no certificate';
  throw new QueryError(
    'failed',
    `${win32.join(directory, 'ca.crt')} ${why}: the API server cannot be verified, and is not asked`,
  );
}

/** The address of the API server that Kubernetes gives every pod; null: this process is in no pod. */
export function apiServerUrl(host: Host): string | null {
  const address = host.self.variable(podVariables.apiServerHost);
  const port = host.self.variable(podVariables.apiServerPort);
  if (!address || !port) return null;
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

const maxBytes = 2 ** 20;

/** The Kubernetes API that was found, and how to sign in; `reported` is without the credential, `login` null: none was found. */
interface FoundAccess {
  reported: ClusterFact['access'];
  login: ApiAccess | null;
  /** The node's name, if the credential has it. */
  node: string | null;
}

const none = (reason: string): FoundAccess => ({ reported: { kind: 'none', reason }, login: null, node: null });

/**
 * The kubeconfig that the user named, or the one at kubectl's default path.
 * @throws QueryError `failed` if it is broken, `unsupported` if hostprobe does not sign in that way on a node
 */
export async function findKubeconfig(host: Host): Promise<FoundAccess> {
  const listed = listedPaths(host);
  const paths = listed ?? defaultPaths(host);
  const files: { path: string; text: string }[] = [];
  for (const path of paths) {
    const file = await host.files.read(path, { maxBytes });
    if (file !== null) files.push({ path, text: trimmedText(file.bytes) });
    // Files of a list are read together; of the default paths the first that exists counts.
    if (listed === null && file !== null) break;
  }
  const [first] = files;
  if (first === undefined) {
    const where = paths.length === 0 ? 'no home directory is set' : `there is no file ${paths.join(', ')}`;
    return none(`this process is in no pod, and ${where} to read a kubeconfig from`);
  }
  const { context, cluster, user } = currentOf(files);
  const signsIn = await signInOf(host, user, first.path);
  const login: ApiAccess = { ...(await serverOf(host, cluster, first.path)), credential: signsIn };
  return { reported: { kind: 'kubeconfig', server: login.server, path: first.path, context }, login, node: null };
}

function listedPaths(host: Host): string[] | null {
  const listed = host.self.variable('KUBECONFIG');
  if (!listed) return null;
  return listed.split(listed.startsWith('/') ? ':' : ';').filter((path) => path !== '');
}

/** Source: kubernetes client-go util/homedir/homedir.go. */
function defaultPaths(host: Host): string[] {
  const homes = [host.self.variable('HOME'), host.self.variable('USERPROFILE')].filter((home) => home !== null);
  return homes.map((home) => (home.startsWith('/') ? posix : win32).join(home, '.kube', 'config'));
}

function currentOf(files: readonly { path: string; text: string }[]) {
  let found: Kubeconfig;
  try {
    found = readKubeconfigs(files);
  } catch (error) {
    throw error instanceof KubeconfigError ? new QueryError('failed', error.message) : error;
  }
  const paths = files.map(({ path }) => path).join(', ');
  const context = found.currentContext;
  if (context === '') throw new QueryError('failed', `the kubeconfig ${paths}: it has no current-context`);
  const named = <Entry>(kind: string, entries: ReadonlyMap<string, Entry>, name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new QueryError('failed', `the kubeconfig ${paths}: it has no ${kind} "${name}"`);
    return entry;
  };
  const chosen = named('context', found.contexts, context);
  return {
    context,
    cluster: named('cluster', found.clusters, chosen.cluster ?? ''),
    user: named('user', found.users, chosen.user ?? ''),
  };
}

const unsupported = (path: string, why: string) => new QueryError('unsupported', `the kubeconfig ${path}: ${why}`);

async function serverOf(host: Host, cluster: ClusterEntry, path: string): Promise<Omit<ApiAccess, 'credential'>> {
  if (cluster['proxy-url']) throw unsupported(path, 'proxy-url: hostprobe asks the API server without a proxy');
  if (cluster['insecure-skip-tls-verify']) {
    throw unsupported(path, 'insecure-skip-tls-verify: hostprobe signs in to no server that it cannot verify');
  }
  const server = (cluster.server ?? '').replace(/\/+$/, '');
  if (!server.startsWith('https://') || !URL.canParse(server)) {
    throw unsupported(path, `server must be an https:// address, is "${server}"`);
  }
  const ca = await textAt(host, cluster['certificate-authority-data'], cluster['certificate-authority']);
  return { server, ca, serverName: cluster['tls-server-name'] || null };
}

async function signInOf(host: Host, user: UserEntry, path: string): Promise<ApiAccess['credential']> {
  if (user.as) throw unsupported(path, 'its user acts as another (as): hostprobe does not');
  const token = (await textAt(host, null, user.tokenFile)) ?? user.token;
  if (token) return { kind: 'token', token };
  const certificate = await textAt(host, user['client-certificate-data'], user['client-certificate']);
  const key = await textAt(host, user['client-key-data'], user['client-key']);
  if (certificate !== null && key !== null) return { kind: 'certificate', certificate, key };
  const how = user.exec
    ? `signs in by the program ${user.exec.command}, which hostprobe does not run`
    : 'has neither a token nor a client certificate with its key';
  throw unsupported(path, `its user ${how}: use a kubeconfig with a token or a client certificate`);
}

/** What stands in the kubeconfig in base64, or in the file that it names. */
async function textAt(
  host: Host,
  data: string | null | undefined,
  path: string | null | undefined,
): Promise<string | null> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  if (!path) return null;
  const file = await host.files.read(path, { maxBytes });
  if (file !== null) return trimmedText(file.bytes);
  throw new QueryError('failed', `the kubeconfig names ${path}, which is not there`);
}
