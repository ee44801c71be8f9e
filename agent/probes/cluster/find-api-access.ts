import { win32 } from 'node:path';
import { podVariables } from '../../config/pod-variables.ts';
import { readCertificates } from '../../decode/certificates.ts';
import { readClaims } from '../../decode/jwt.ts';
import { QueryError } from '../../error.ts';
import type { Claims } from '../../facts/token.ts';
import type { ApiAccess, Host } from '../../host.ts';
import { ownFirst, readFile, trimmedText } from '../token.ts';
import { type FoundAccess, findKubeconfig, none } from './kubeconfig.ts';

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
