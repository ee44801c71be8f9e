import { posix, win32 } from 'node:path';
import { QueryError } from '../../error.ts';
import type { ApiAccess, Host } from '../../host.ts';
import { trimmedText } from '../token.ts';
import { type FoundAccess, none } from './api-access.ts';
import { readKubeconfigContext, type Source } from './kubeconfig.ts';

const maxBytes = 2 ** 20;

/** The kubeconfig that the user named, or the one at kubectl's default path. */
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
  const { context, server, ca, serverName, credential } = readKubeconfigContext(files);
  const read = (source: Source) => readSource(host, source);
  const login: ApiAccess = {
    server,
    ca: ca && (await read(ca)),
    serverName,
    credential:
      credential.kind === 'token'
        ? { kind: 'token', token: await read(credential.token) }
        : { kind: 'certificate', certificate: await read(credential.certificate), key: await read(credential.key) },
  };
  return { reported: { kind: 'kubeconfig', server, path: first.path, context }, login, node: null };
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

async function readSource(host: Host, source: Source): Promise<string> {
  if ('text' in source) return source.text;
  const file = await host.files.read(source.path, { maxBytes });
  if (file !== null) return trimmedText(file.bytes);
  throw new QueryError('failed', `the kubeconfig names ${source.path}, which is not there`);
}
