import { createHash } from 'node:crypto';
import { win32 } from 'node:path';
import { podVariables } from '../config/pod-variables.ts';
import { readCertificates } from '../decode/certificates.ts';
import { readClaims } from '../decode/jwt.ts';
import type { TokenPath } from '../facts/token.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { maxBytes, readFile, tokenDirectories, trimmedText } from './token/directory.ts';

export const token: Probe<'token'> = {
  fact: 'token',
  deadlineMs: 4_000,
  async read(host) {
    const paths = tokenDirectories(host).map(async ({ form, directory }) => ({
      form,
      directory,
      ...(await readDirectory(host, directory)),
    }));
    return {
      paths: await Promise.all(paths),
      pod: {
        name: host.self.variable(podVariables.podName),
        namespace: host.self.variable(podVariables.podNamespace),
        uid: host.self.variable(podVariables.podUid),
        serviceAccount: host.self.variable(podVariables.serviceAccount),
        node: host.self.variable(podVariables.nodeName),
      },
    };
  },
};

async function readDirectory(host: Host, directory: string): Promise<Omit<TokenPath, 'form' | 'directory'>> {
  const path = (name: string) => win32.join(directory, name);
  const [tokenPart, ca, namespace, finalPath, security] = await Promise.all([
    partOf(readToken(host, directory)),
    partOf(readFile(host, directory, 'ca.crt').then((file) => file && readCertificates(file.bytes))),
    partOf(readFile(host, directory, 'namespace').then((file) => file && trimmedText(file.bytes).slice(0, 256))),
    partOf(host.files.finalPath(path('token'))),
    partOf(host.files.security(path('token'))),
  ]);
  return { token: tokenPart, ca, namespace, finalPath, security };
}

async function readToken(host: Host, directory: string) {
  const file = await readFile(host, directory, 'token');
  const stat = file && (await host.files.stat(win32.join(directory, 'token')));
  if (file === null || stat === null) return null;
  return {
    size: file.size,
    modifiedAt: stat.modifiedAt.toISOString(),
    fingerprint: createHash('sha256').update(file.bytes).digest('hex').slice(0, 16),
    claims: file.size > maxBytes.token ? null : readClaims(trimmedText(file.bytes)),
  };
}
