import { describe, expect, test } from 'vitest';
import { findAccess, findKubeconfig } from '../../../agent/probes/cluster/find-api-access.ts';
import { caPem } from '../../certificate.ts';
import { hostWith } from '../../host.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const config = (cluster: string, user: string) => `
apiVersion: v1
kind: Config
current-context: here
contexts:
- name: there
  context: { cluster: there, user: nobody }
- name: here
  context: { cluster: c1, user: u1, namespace: default }
clusters:
- name: c1
  cluster: { server: "https://10.0.0.1:6443/", ${cluster} }
users:
- name: u1
  user: { ${user} }
`;

/** @param files by path; KUBECONFIG lists the first ones, to the last that is one */
async function find(files: Readonly<Record<string, string>>) {
  const listed = Object.keys(files).filter((path) => /config\d?$/.test(path));
  const host = hostWith({
    self: { variable: (name) => (name === 'KUBECONFIG' ? listed.join(listed[0]?.startsWith('/') ? ':' : ';') : null) },
    files: {
      read: async (path) => {
        const text = files[path];
        return text === undefined ? null : { bytes: new TextEncoder().encode(text), size: text.length };
      },
    },
  });
  return findKubeconfig(host);
}
const path = 'C:\\k\\config';
const loginOf = async (cluster: string, user: string, files: Readonly<Record<string, string>> = {}) =>
  (await find({ [path]: config(cluster, user), ...files })).login;
const failure = (kind: string, message: RegExp) =>
  expect.objectContaining({ name: 'QueryError', kind, message: expect.stringMatching(message) });

describe('a kubeconfig', () => {
  test('gives the cluster and the user of its current context', async () => {
    const ca = `certificate-authority-data: ${base64('the CA')}, tls-server-name: api`;
    expect(await loginOf(ca, 'token: t0ken')).toEqual({
      ...{ server: 'https://10.0.0.1:6443', ca: 'the CA', serverName: 'api' },
      credential: { kind: 'token', token: 't0ken' },
    });
  });

  test('may sign in by a certificate, as a kubelet does', async () => {
    const pem = 'C:\\var\\lib\\kubelet\\pki\\kubelet-client-current.pem';
    const user = `client-certificate: '${pem}', client-key: '${pem}'`;
    expect(await loginOf('', user, { [pem]: 'both' })).toMatchObject({
      ca: null,
      credential: { kind: 'certificate', certificate: 'both', key: 'both' },
    });
    const data = `client-certificate-data: ${base64('cert')}, client-key-data: ${base64('key')}`;
    expect(await loginOf('', data)).toMatchObject({
      credential: { kind: 'certificate', certificate: 'cert', key: 'key' },
    });
  });

  test('of several, the first that names a thing decides', async () => {
    const first = 'current-context: here\nusers: [{ name: u1, user: { token: of-the-first } }]';
    const second = config('', 'token: of-the-second').replace('here', 'there');
    const { reported, login } = await find({ 'C:\\k\\config1': first, 'C:\\k\\config2': second });
    expect(reported).toMatchObject({ context: 'here', path: 'C:\\k\\config1' });
    expect(login?.credential).toEqual({ kind: 'token', token: 'of-the-first' });
    const onLinux = await find({ '/k/config1': first, '/k/config2': second });
    expect(onLinux.login?.credential).toEqual({ kind: 'token', token: 'of-the-first' });
  });

  // client-go: tokenFile takes precedence over token.
  test('whose user has a token and a file of it signs in with the file', async () => {
    const user = "token: old, tokenFile: 'C:\\k\\token'";
    expect(await loginOf('', user, { 'C:\\k\\token': 'rotated\n' })).toMatchObject({
      credential: { kind: 'token', token: 'rotated' },
    });
  });

  test.each([
    [
      'exec: { apiVersion: v1, command: aws, args: [eks, get-token] }',
      /config: its user signs in by the program aws, .* a token or a client/,
    ],
    ['username: me, password: secret', /neither a token nor a client certificate/],
    ['auth-provider: { name: oidc }', /neither a token nor a client certificate/],
    ['token: t, as: system:admin', /acts as another/],
    ['', /neither a token nor a client certificate/],
  ])('that signs in with "%s" is unsupported, and says what would do', async (user, message) => {
    await expect(loginOf('', user)).rejects.toEqual(failure('unsupported', message));
  });

  test.each([
    ['insecure-skip-tls-verify: true', /signs in to no server that it cannot verify/],
    ['proxy-url: "http://proxy:3128"', /without a proxy/],
  ])('whose cluster has "%s" is unsupported', async (cluster, message) => {
    await expect(loginOf(cluster, 'token: t')).rejects.toEqual(failure('unsupported', message));
  });

  test('whose server is not https gets no token', async () => {
    await expect(find({ [path]: config('', 'token: t').replace('https:', 'http:') })).rejects.toEqual(
      failure('unsupported', /server must be an https:\/\/ address, is "http:\/\/10.0.0.1:6443"/),
    );
  });

  test.each([
    ['users: [', /it is not YAML/],
    ['clusters: []', /no current-context/],
    ['current-context: gone', /no context "gone"/],
    [config('', 'token: t').replace('name: c1', 'name: c2'), /no cluster "c1"/],
    [config('', 'token: t').replace('name: u1', 'name: u2'), /no user "u1"/],
  ])('that is broken says how: %#', async (text, message) => {
    await expect(find({ [path]: text })).rejects.toEqual(failure('failed', message));
  });
});

test.each([
  ["certificate-authority-data: ''", /no cluster ""/, 'cluster: c1, '],
  ['', /no user ""/, 'user: u1, '],
])('a context that leaves a name out says which: %#', async (cluster, message, without) => {
  const text = config(cluster, 'token: t').replace(without, '');
  await expect(find({ [path]: text })).rejects.toEqual(failure('failed', message));
});

test.each(['', 'https://[::1', 'https://10.0.0.1:99999'])('"%s" is no server', async (server) => {
  const text = config('', 'token: t').replace('"https://10.0.0.1:6443/"', JSON.stringify(server));
  await expect(find({ [path]: text })).rejects.toEqual(failure('unsupported', /server must be an https:/));
});

test('a certificate without its key is none, and a file that a kubeconfig names must be there', async () => {
  const certificate = `client-certificate-data: ${base64('cert')}`;
  await expect(loginOf('', certificate)).rejects.toEqual(failure('unsupported', /client certificate with its key/));
  await expect(loginOf("certificate-authority: 'C:\\gone.crt'", 'token: t')).rejects.toEqual(
    failure('failed', /names C:\\gone.crt, which is not there/),
  );
});

/** Shaped like a token of a service account (kubernetes pkg/serviceaccount/claims.go); nobody signed it. */
const tokenOf = (pod: { name: string; uid?: string } | null) =>
  [{ alg: 'RS256' }, { 'kubernetes.io': { pod, node: { name: 'win-1' } } }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('c2lnbmF0dXJl')
    .join('.');

describe('in a pod, a token signs in', () => {
  const inPod = async (token: string, variables: Readonly<Record<string, string>>, ca: string | null = caPem) => {
    const files: Record<string, string | null> = { token, 'ca.crt': ca };
    const host = hostWith({
      self: {
        variable: (name) =>
          ({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443', ...variables })[name] ?? null,
      },
      files: {
        list: async () => [],
        read: async (at) => {
          const text = at.startsWith('C:\\var') ? files[at.slice(at.lastIndexOf('\\') + 1)] : null;
          return text == null ? null : { bytes: Buffer.from(text), size: text.length };
        },
      },
    });
    return await findAccess(host);
  };
  const own = { name: 'hostprobe-a', uid: 'u-1' };

  test.each<[string, Parameters<typeof tokenOf>[0], Record<string, string>, boolean]>([
    ['with the UID of this pod', own, { POD_UID: 'u-1', POD_NAME: 'other' }, true],
    ['not with another UID, whatever the name', own, { POD_UID: 'u-2', POD_NAME: 'hostprobe-a' }, false],
    ['by the name where this pod knows no UID', own, { POD_NAME: 'hostprobe-a' }, true],
    ['not with another name then', own, { POD_NAME: 'hostprobe-b' }, false],
    [
      'by the name where the token has no UID',
      { name: 'hostprobe-a' },
      { POD_UID: 'u-1', POD_NAME: 'hostprobe-a' },
      true,
    ],
    ['where this pod knows nothing of itself', own, {}, true],
    ['that is bound to no pod', null, { POD_UID: 'u-1' }, true],
  ])('%s', async (_, pod, variables, isUsed) => {
    const found = await inPod(tokenOf(pod), variables);
    expect(found.reported).toMatchObject(
      isUsed
        ? { kind: 'pod', server: 'https://[fd00::1]:443' }
        : { kind: 'none', reason: expect.stringMatching(/is not of this pod$/) },
    );
    expect(found.node).toBe(isUsed ? 'win-1' : null);
  });

  test('of which there is none where the file is empty or no token', async () => {
    const none = { kind: 'none', reason: 'no service account token is mounted into this pod' };
    expect((await inPod('', {})).reported).toEqual(none);
    expect((await inPod('x', {})).reported).toEqual(none);
  });

  test.each([
    [null, /ca.crt is not there/],
    ['', /ca.crt contains no certificate/],
  ])('only to a server that can be verified: %s', async (ca, message) => {
    await expect(inPod(tokenOf(own), {}, ca)).rejects.toEqual(failure('failed', message));
  });

  test('nowhere where one half of the address is not set', async () => {
    for (const unset of ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT']) {
      expect((await inPod(tokenOf(own), { [unset]: '' })).reported).toMatchObject({
        kind: 'none',
        reason: expect.stringMatching(/^this process is in no pod/),
      });
    }
  });
});
