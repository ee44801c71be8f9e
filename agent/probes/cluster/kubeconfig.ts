import { posix, win32 } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { QueryError } from '../../error.ts';

const text = z.string().nullish();
const clusterEntry = z.object({
  server: z.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'proxy-url': text,
});
const userEntry = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  exec: z.object({ command: z.string() }).nullish(),
  'auth-provider': z.object({ name: z.string() }).nullish(),
  username: text,
  as: text,
});
const contextEntry = z.object({ cluster: z.string(), user: z.string() });

/** Source: kubernetes client-go tools/clientcmd/api/v1/types.go. */
const kubeconfig = z.object({
  'current-context': text,
  clusters: z.array(z.object({ name: z.string(), cluster: clusterEntry })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: contextEntry })).nullish(),
  users: z.array(z.object({ name: z.string(), user: userEntry.nullish() })).nullish(),
});

/** Where a value of a kubeconfig is: in it, or in a file of its own. */
export type Source = { text: string } | { path: string };

/** What a kubeconfig's current context says, before the files that it names are read. */
interface KubeconfigContext {
  context: string;
  server: string;
  ca: Source | null;
  serverName: string | null;
  credential: { kind: 'token'; token: Source } | { kind: 'certificate'; certificate: Source; key: Source };
}

/**
 * The current context of one or more kubeconfigs; where they differ, the first that names a thing decides, as for kubectl.
 * @throws QueryError `failed` if they are broken, `unsupported` if hostprobe does not support the way to sign in
 */
export function readKubeconfigContext(files: readonly { path: string; text: string }[]): KubeconfigContext {
  const read = files.map(({ path, text: written }) => ({ path, config: parseFile(path, written) }));
  const context = read.map(({ config }) => config['current-context']).find((name) => name) ?? null;
  if (context === null) throw broken(read[0]?.path, 'it has no current-context');
  const named = <Entry extends { name: string }>(kind: string, name: string, of: (one: Config) => Entries<Entry>) => {
    const found = read.flatMap(({ path, config }) => (of(config) ?? []).map((entry) => ({ path, entry })));
    return (
      found.find(({ entry }) => entry.name === name) ?? refuse(broken(read[0]?.path, `it has no ${kind} "${name}"`))
    );
  };
  const chosen = named('context', context, ({ contexts }) => contexts).entry.context;
  const cluster = named('cluster', chosen.cluster, ({ clusters }) => clusters);
  const user = named('user', chosen.user, ({ users }) => users);
  return {
    context,
    ...readCluster(cluster.path, cluster.entry.cluster),
    credential: readUser(user.path, user.entry.name, user.entry.user ?? {}),
  };
}

type Config = z.infer<typeof kubeconfig>;
type Entries<Entry> = Entry[] | null | undefined;

const broken = (path: string | undefined, why: string) => new QueryError('failed', `the kubeconfig ${path}: ${why}`);
const unsupported = (path: string, why: string) => new QueryError('unsupported', `the kubeconfig ${path}: ${why}`);
const refuse = (error: QueryError): never => {
  throw error;
};

function parseFile(path: string, written: string): Config {
  try {
    const read = kubeconfig.safeParse(parse(written, { prettyErrors: false }));
    if (read.success) return read.data;
    throw broken(path, z.prettifyError(read.error));
  } catch (error) {
    // What the parser says of the text may quote it.
    if (error instanceof YAMLParseError)
      throw broken(path, `it is not YAML (${error.code} at character ${error.pos[0]})`);
    // Aliases that lead nowhere, or that would grow without end.
    if (error instanceof ReferenceError) throw broken(path, 'it is not YAML (its aliases cannot be followed)');
    throw error;
  }
}

function readCluster(
  path: string,
  cluster: z.infer<typeof clusterEntry>,
): Omit<KubeconfigContext, 'context' | 'credential'> {
  if (cluster['proxy-url']) throw unsupported(path, 'proxy-url: hostprobe asks the API server without a proxy');
  if (cluster['insecure-skip-tls-verify']) {
    throw unsupported(path, 'insecure-skip-tls-verify: hostprobe signs in to no server that it cannot verify');
  }
  const server = cluster.server.replace(/\/+$/, '');
  if (!server.startsWith('https://') || !URL.canParse(server)) {
    throw unsupported(path, `server must be an https:// address, is "${server}"`);
  }
  return {
    server,
    ca: sourceOf(path, cluster['certificate-authority-data'], cluster['certificate-authority']),
    serverName: cluster['tls-server-name'] || null,
  };
}

function readUser(path: string, name: string, user: z.infer<typeof userEntry>): KubeconfigContext['credential'] {
  if (user.as) throw unsupported(path, `user "${name}" acts as another (as): hostprobe does not`);
  const token = user.tokenFile ? { path: besides(path, user.tokenFile) } : user.token ? { text: user.token } : null;
  if (token !== null) return { kind: 'token', token };
  const certificate = sourceOf(path, user['client-certificate-data'], user['client-certificate']);
  const key = sourceOf(path, user['client-key-data'], user['client-key']);
  if (certificate !== null && key !== null) return { kind: 'certificate', certificate, key };
  const instead = 'use a kubeconfig with a token or a client certificate';
  if (user.exec) {
    throw unsupported(
      path,
      `user "${name}" signs in by the program ${user.exec.command}, which hostprobe does not run: ${instead}`,
    );
  }
  throw unsupported(path, `user "${name}" has neither a token nor a client certificate with its key: ${instead}`);
}

function sourceOf(path: string, data: string | null | undefined, file: string | null | undefined): Source | null {
  if (data) return { text: Buffer.from(data, 'base64').toString('utf8') };
  return file ? { path: besides(path, file) } : null;
}

/** Relative paths in a kubeconfig start at its own folder. */
function besides(path: string, file: string): string {
  const { dirname, resolve } = path.startsWith('/') ? posix : win32;
  return resolve(dirname(path), file);
}
