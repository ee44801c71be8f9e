import { createHash } from 'node:crypto';
import { win32 } from 'node:path';
import { podVariables } from '../config/pod-variables.ts';
import { readCertificates } from '../decode/certificates.ts';
import { readClaims } from '../decode/jwt.ts';
import type { TokenPath } from '../facts/token.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { tokenDirectory } from '../shim/token.ts';

export const token: Probe<'token'> = {
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

/** Maximum to read: a token has about 1 KiB, a bundle of certificates a few hundred. */
const maxBytes = { token: 2 ** 16, 'ca.crt': 2 ** 20, namespace: 2 ** 12 };

interface TokenDirectory {
  form: TokenPath['form'];
  directory: string;
}

/** Where a service account's token, ca.crt and namespace may be, by every form that is documented or that clients use. */
function tokenDirectories(host: Host): TokenDirectory[] {
  const mountPoint = host.self.variable(podVariables.sandboxMountPoint);
  const workingDirectory = host.self.workingDirectory();
  const forms: TokenDirectory[] = [
    { form: 'fixed', directory: `C:\\${tokenDirectory}` },
    { form: 'relative', directory: win32.resolve(workingDirectory, tokenDirectory) },
    { form: 'rooted', directory: win32.resolve(workingDirectory, `\\${tokenDirectory}`) },
  ];
  if (mountPoint) forms.splice(1, 0, { form: 'mount-point', directory: win32.join(mountPoint, tokenDirectory) });
  return forms;
}

/** Directories that surely belong to this pod come first. */
export const ownFirst = (host: Host): TokenDirectory[] =>
  tokenDirectories(host).toSorted((a, b) => Number(b.form === 'mount-point') - Number(a.form === 'mount-point'));

/**
 * The kubelet updates a projected volume by replacing the link `..data`: for a moment the names in the directory lead
 * nowhere. Source: kubernetes pkg/volume/util/atomic_writer.go.
 */
export async function readFile(host: Host, directory: string, name: keyof typeof maxBytes) {
  const path = win32.join(directory, name);
  for (let tries = 1; ; tries++) {
    const file = await host.files.read(path, { maxBytes: maxBytes[name] });
    if (file !== null || tries === 5) return file;
    if (!(await host.files.list(directory))?.includes(name)) return null;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** The content of such a file. The kubelet writes no line feed at its end, people do. */
export const trimmedText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();
