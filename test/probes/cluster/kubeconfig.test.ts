import { describe, expect, test } from 'vitest';
import { readKubeconfigContext } from '../../../agent/probes/cluster/kubeconfig.ts';

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
const read = (cluster: string, user: string, path = 'C:\\Users\\me\\.kube\\config') =>
  readKubeconfigContext([{ path, text: config(cluster, user) }]);
const errorOf = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error;
  }
};
const failure = (kind: string, message: RegExp) =>
  expect.objectContaining({ name: 'QueryError', kind, message: expect.stringMatching(message) });

describe('a kubeconfig', () => {
  test('gives the cluster and the user of its current context', () => {
    expect(read(`certificate-authority-data: ${base64('the CA')}, tls-server-name: api`, 'token: t0ken')).toEqual({
      context: 'here',
      server: 'https://10.0.0.1:6443',
      ca: { text: 'the CA' },
      serverName: 'api',
      credential: { kind: 'token', token: { text: 't0ken' } },
    });
  });

  test('names files relative to itself unless their path is absolute', () => {
    const { ca, credential } = read('certificate-authority: ca.crt', "tokenFile: 'D:\\tokens\\mine'");
    expect(ca).toEqual({ path: 'C:\\Users\\me\\.kube\\ca.crt' });
    expect(credential).toEqual({ kind: 'token', token: { path: 'D:\\tokens\\mine' } });
    expect(read('certificate-authority: ca.crt', 'token: t', '/home/me/.kube/config').ca).toEqual({
      path: '/home/me/.kube/ca.crt',
    });
  });

  test('may sign in by a certificate, as a kubelet does', () => {
    const pem = 'C:\\var\\lib\\kubelet\\pki\\kubelet-client-current.pem';
    expect(read('', `client-certificate: '${pem}', client-key: '${pem}'`)).toMatchObject({
      ca: null,
      credential: { kind: 'certificate', certificate: { path: pem }, key: { path: pem } },
    });
    const data = `client-certificate-data: ${base64('cert')}, client-key-data: ${base64('key')}`;
    expect(read('', data).credential).toEqual({
      kind: 'certificate',
      certificate: { text: 'cert' },
      key: { text: 'key' },
    });
  });

  test('of several, the first that names a thing decides', () => {
    const first = {
      path: 'C:\\a',
      text: 'current-context: here\nusers: [{ name: u1, user: { token: of-the-first } }]',
    };
    const second = { path: 'C:\\b', text: config('', 'token: of-the-second').replace('here', 'there') };
    expect(readKubeconfigContext([first, second])).toMatchObject({
      context: 'here',
      server: 'https://10.0.0.1:6443',
      credential: { token: { text: 'of-the-first' } },
    });
  });

  test('that wants a program run to sign in is unsupported, and says what would do', () => {
    expect(errorOf(() => read('', 'exec: { apiVersion: v1, command: aws, args: [eks, get-token] }'))).toEqual(
      failure(
        'unsupported',
        /C:\\Users\\me\\.kube\\config: user "u1" signs in by the program aws, .* a token or a client/,
      ),
    );
  });

  test.each([
    ['username: me, password: secret', /neither a token nor a client certificate/],
    ['auth-provider: { name: oidc }', /neither a token nor a client certificate/],
    ['token: t, as: system:admin', /acts as another/],
    ['', /neither a token nor a client certificate/],
  ])('that signs in with "%s" is unsupported', (user, message) => {
    expect(errorOf(() => read('', user))).toEqual(failure('unsupported', message));
  });

  test.each([
    ['insecure-skip-tls-verify: true', /signs in to no server that it cannot verify/],
    ['proxy-url: "http://proxy:3128"', /without a proxy/],
  ])('whose cluster has "%s" is unsupported', (cluster, message) => {
    expect(errorOf(() => read(cluster, 'token: t'))).toEqual(failure('unsupported', message));
  });

  test('whose server is not https gets no token', () => {
    const text = config('', 'token: t').replace('https:', 'http:');
    expect(errorOf(() => readKubeconfigContext([{ path: 'C:\\a', text }]))).toEqual(
      failure('unsupported', /server must be an https:\/\/ address, is "http:\/\/10.0.0.1:6443"/),
    );
  });

  test.each([
    ['users: [', /it is not YAML \([A-Z_]+ at character \d+\)/],
    ['canary', /expected object/],
    ['users: [{ name: u1, user: { token: [canary] } }]', /users\[0\]\.user\.token/],
    ['clusters: []', /no current-context/],
    ['current-context: gone', /no context "gone"/],
    [config('', 'token: t').replace('name: c1', 'name: c2'), /no cluster "c1"/],
    [config('', 'token: t').replace('name: u1', 'name: u2'), /no user "u1"/],
  ])('that is broken says how, and repeats nothing of it: %#', (text, message) => {
    const error = errorOf(() => readKubeconfigContext([{ path: 'C:\\a', text }]));
    expect(error).toEqual(failure('failed', message));
    expect(String(error)).not.toContain('canary');
  });

  test('that would grow without end when its aliases are followed is broken', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i}: &l${i} [${Array(9).fill(i === 0 ? 'x' : `*l${i - 1}`)}]`,
    );
    expect(errorOf(() => readKubeconfigContext([{ path: 'C:\\a', text: levels.join('\n') }]))).toEqual(
      failure('failed', /not YAML/),
    );
  });
});
