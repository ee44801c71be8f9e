import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterEnvironment } from '../../agent/config/environment.ts';
import { connectionFlags } from '../../agent/config/flags.ts';
import { readConfig } from '../../agent/config.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { saved } from '../run.ts';

const grammar = { id: 'pods', flags: [...connectionFlags, 'namespace'] as const, outputs: [], operands: null };
const kubeconfig = (user: object, cluster: object = {}) =>
  saved(
    JSON.stringify({
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'n' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://a/k8s//', ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  );
const opened = (file: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) =>
  openSignIn(readConfig(grammar, ['--kubeconfig', file, ...args], {}).config, clusterEnvironment(environment));
const headersOf = async (user: object, ...args: string[]) => {
  const { headers } = await (await opened(kubeconfig(user), args)).options();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'user-agent'));
};

// Source: kubernetes.io/docs/reference/access-authn-authz/authentication, "User impersonation".
test('a request is signed, and says as whom it asks: by the flags, else by the kubeconfig', async () => {
  const user = {
    token: 't',
    as: 'jane',
    'as-uid': '1',
    'as-groups': ['a'],
    'as-user-extra': { 'k/x': ['v'], z: ['w'] },
  };
  expect(await headersOf({ token: 't' })).toEqual({ authorization: 'Bearer t' });
  expect(await headersOf(user)).toEqual({
    ...{ authorization: 'Bearer t', 'impersonate-user': 'jane', 'impersonate-uid': '1', 'impersonate-group': ['a'] },
    ...{ 'impersonate-extra-k%2Fx': ['v'], 'impersonate-extra-z': ['w'] },
  });
  const flags = [
    '--as',
    'joe',
    '--as-uid',
    '2',
    '--as-group',
    'b',
    '--as-group',
    'c',
    '--as-user-extra',
    'z=1=2',
    '--as-user-extra',
    'z=3',
  ];
  expect(await headersOf(user, ...flags)).toMatchObject({
    ...{ 'impersonate-user': 'joe', 'impersonate-uid': '2', 'impersonate-group': ['b', 'c'] },
    ...{ 'impersonate-extra-k%2Fx': ['v'], 'impersonate-extra-z': ['1=2', '3'] },
  });
});

test.each([
  ['--as-group', 'a'],
  ['--as-uid', '1'],
  ['--as-user-extra', 'a=b'],
])('%s without a user to ask as is refused', async (...flag) => {
  await expect(opened(kubeconfig({}), flag)).rejects.toThrow('--as-group, --as-uid and --as-user-extra go with --as');
});

test('the server, the context and the namespace are those of the kubeconfig, without slashes at the end', async () => {
  const { server, context, namespace } = await opened(kubeconfig({}));
  expect([server, context, namespace]).toEqual(['https://a/k8s', 'here', 'n']);
});

test('a server and a proxy must be URLs, each with an example of its own', async () => {
  await expect(opened(kubeconfig({}, { server: 'a:6443' }))).rejects.toThrow(
    'the server of the kubeconfig must be a URL such as https://10.0.0.1:6443, but is "a:6443"',
  );
  await expect(opened(kubeconfig({}), ['--server', 'ftp://a'])).rejects.toThrow(
    '--server must be a URL such as https://10.0.0.1:6443',
  );
  const says = /the proxy must be a URL such as http:\/\/10\.0\.0\.2:3128, but is /;
  await expect(opened(kubeconfig({}, { 'proxy-url': 'ftp://p' }))).rejects.toThrow(says);
  await expect(opened(kubeconfig({}), [], { HTTPS_PROXY: 'ftp://p' })).rejects.toThrow(says);
  for (const proxy of ['http://p', 'https://p', 'socks5://p', 'socks5h://p'])
    expect((await opened(kubeconfig({}, { 'proxy-url': proxy }))).context).toBe('here');
});

test('a token file is read with each request, and a connection is kept until it is refused', async () => {
  const tokenFile = saved('one\n');
  const { options } = await opened(kubeconfig({ tokenFile }));
  const first = await options();
  writeFileSync(tokenFile, 'two\n');
  const second = await options();
  expect([first, second].map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);
  expect(second.agent).toBe(first.agent);
  const third = await options(first);
  expect(third.agent).not.toBe(first.agent);
  // Refused with what is no longer used: another request has it renewed already.
  expect((await options(first)).agent).toBe(third.agent);
  // Requests at once, such as those for nodes and for pods: a credential plugin may ask a person to sign in.
  const [one, other] = await Promise.all([options(third), options(third)]);
  expect(one.agent).not.toBe(third.agent);
  expect(other.agent).toBe(one.agent);
});

test('a credential that cannot be had is denied, and tried again', async () => {
  const { options } = await opened(kubeconfig({ 'client-certificate': '/no/such' }));
  for (const _ of [1, 2]) await expect(options()).rejects.toMatchObject({ kind: 'denied', message: /no such file/ });
});
