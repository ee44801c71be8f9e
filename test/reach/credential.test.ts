import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../agent/error.ts';
import { credentialOf, pemAt, tokenIn, whyUnsigned } from '../../agent/reach/credential.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-credential-'));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** A credential plugin: a program of the shell, which prints what it is told to. */
const plugin = (script: string, more: object = {}) => {
  const command = file(`plugin-${Math.random()}`, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, ...more } };
};
const printing = (status: object, more: object = {}) =>
  plugin(`cat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', status })}\nEND`, more);

// Source: k8s.io/client-go rest/config.go: what is written comes before what a file holds.
test('what the kubeconfig holds comes before the file that it names', async () => {
  const path = file('a.pem', 'of the file');
  expect(await pemAt(base64('of the kubeconfig'), path)).toBe('of the kubeconfig');
  expect(await pemAt('', path)).toBe('of the file');
  expect(await pemAt(null, null)).toBeNull();
  expect(await pemAt(undefined, '')).toBeNull();
});

test('a token file is read without its line end, each time', async () => {
  const path = file('token', ' one\r\n');
  expect(await tokenIn({ tokenFile: path })).toBe('Bearer one');
  writeFileSync(path, 'two\n');
  expect(await tokenIn({ tokenFile: path })).toBe('Bearer two');
  expect(await tokenIn({})).toBeNull();
});

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const soon = Math.floor(Date.now() / 1000) + 60;

// Source: kubernetes.io/docs/reference/access-authn-authz/authentication; RFC 6750, 7617.
test('a user signs in by the first way that it has', async () => {
  const basic = `Basic ${base64('jane:a:b')}`;
  const jane = { username: 'jane', password: 'a:b' };
  const token = jwt({ exp: soon });
  const byProvider = { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } };
  for (const [user, authorization] of [
    [{ token: 't', ...jane, ...printing({ token: 'x' }) }, 'Bearer t'],
    [{ ...jane, ...printing({ token: 'x' }), ...byProvider }, basic],
    [{ username: 'jane' }, `Basic ${base64('jane:')}`],
    [{ ...printing({ token: 'x' }), ...byProvider }, 'Bearer x'],
    [byProvider, `Bearer ${token}`],
    [{ tokenFile: '/no/such' }, null],
    [{}, null],
  ] as const) {
    expect((await credentialOf(user, {})).authorization).toBe(authorization);
  }
});

test('a certificate and its key are used beside any of them', async () => {
  const user = { 'client-certificate': file('c.pem', 'C'), 'client-key-data': base64('K') };
  expect(await credentialOf({ ...user, token: 't' }, {})).toEqual({
    ...{ cert: 'C', key: 'K', untilMs: null, authorization: 'Bearer t' },
  });
  expect(await credentialOf(user, {})).toMatchObject({ cert: 'C', key: 'K', authorization: null });
});

test.each([
  [
    'oidc',
    jwt({ exp: soon - 120 }),
    /auth-provider oidc of this context has no token that is still valid: run kubectl once/,
  ],
  ['oidc', '', /has no token that is still valid/],
  ['oidc', 'a.b', /has no token that is still valid/],
  ['gcp', jwt({ exp: soon }), /auth-provider gcp of this context is none that hostprobe has: use a credential plugin/],
])('the provider %s with the token %s gives none, and the way out', async (name, token, says) => {
  const asked = credentialOf({ 'auth-provider': { name, config: { 'id-token': token } } }, {});
  await expect(asked).rejects.toThrow(UserError);
  await expect(asked).rejects.toThrow(says);
});

// Source: k8s.io/client-go pkg/apis/clientauthentication/v1: ExecCredential.
test('a credential plugin gives a token, a certificate, and how long they are good', async () => {
  const all = printing({
    ...{ token: 'x', clientCertificateData: 'C', clientKeyData: 'K' },
    expirationTimestamp: '2026-11-01T12:00:00Z',
  });
  expect(await credentialOf(all, {})).toEqual({
    ...{ authorization: 'Bearer x', cert: 'C', key: 'K', untilMs: Date.UTC(2026, 10, 1, 12) },
  });
  expect(await credentialOf(printing({}), {})).toEqual({ authorization: null, cert: null, key: null, untilMs: null });
});

test('a credential plugin hears of the cluster where it asks to, has its own variables, and nobody to ask', async () => {
  const report = `printf '{"status":{"token":"%s"}}' "$(printf '%s|%s|%s' "$OWN" "$1" "$KUBERNETES_EXEC_INFO" | base64 -w0)$(cat)"`;
  const cluster = {
    ...{ server: 'https://a', 'tls-server-name': 'b', 'insecure-skip-tls-verify': true, 'proxy-url': 'http://p' },
    'certificate-authority': file('ca.pem', 'CA'),
  };
  const heard = async (more: object) => {
    const { authorization } = await credentialOf(plugin(report, more), cluster);
    const [own, word, info = ''] = Buffer.from((authorization ?? '').slice('Bearer '.length), 'base64')
      .toString()
      .split('|');
    return { own, word, info: JSON.parse(info) };
  };
  const env = [{ name: 'OWN', value: 'v' }];
  const plain = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: { interactive: false } };
  expect(await heard({ env, args: ['w'] })).toEqual({ own: 'v', word: 'w', info: plain });
  expect((await heard({ provideClusterInfo: true })).info.spec).toEqual({
    interactive: false,
    cluster: {
      ...{ server: 'https://a', 'tls-server-name': 'b', 'insecure-skip-tls-verify': true, 'proxy-url': 'http://p' },
      'certificate-authority-data': base64('CA'),
    },
  });
});

const whyOf = async (user: Parameters<typeof credentialOf>[0]) => {
  try {
    await credentialOf(user, {});
  } catch (error) {
    return error instanceof UserError ? error.message : whyUnsigned(error, user);
  }
  return null;
};

test('why a plugin gave none is told in its own words, and nothing of what it printed', async () => {
  const none = / returned no credential: /;
  expect(await whyOf(plugin('echo secret-token'))).toMatch(
    /no credential: it must print an ExecCredential in JSON, but printed something else$/,
  );
  expect(await whyOf(plugin('echo "{\\"status\\": {\\"token\\": 5}}"'))).toMatch(/but printed something else$/);
  expect(await whyOf(plugin('echo " session expired " >&2; exit 3'))).toMatch(/no credential: session expired$/);
  expect(await whyOf(plugin('exit 3'))).toMatch(/no credential: it ended with 3$/);
  expect(await whyOf(plugin(`printf '%0600d' 7 >&2; exit 1`))).toMatch(/no credential: 0{500}$/);
  const away = { exec: { command: 'no-such-login', installHint: '  get it from us\n' } };
  expect(await whyOf(away)).toMatch(
    /^the credential plugin no-such-login returned no credential: there is no such program in PATH; install it, or correct PATH \(get it from us\)$/,
  );
  expect(await whyOf({ exec: { command: 'no-such-login' } })).toMatch(/or correct PATH$/);
  const plain = file('plain', 'x');
  expect(await whyOf({ exec: { command: plain } })).toMatch(/EACCES/);
  expect(await whyOf({ exec: { command: plain } })).toMatch(none);
  expect(await whyOf(printing({}, { interactiveMode: 'Always' }))).toMatch(
    /needs a terminal, but hostprobe has none for it; give --token/,
  );
  expect(await whyOf(printing({ token: 'x' }, { interactiveMode: 'IfAvailable' }))).toBeNull();
});

test('a file of the kubeconfig that cannot be read is named', async () => {
  const says = /^the credentials of the kubeconfig cannot be used: \/no\/such cannot be read: there is no such file/;
  expect(await whyOf({ 'client-certificate': '/no/such' })).toMatch(says);
  const { exec } = printing({ token: 'x' });
  expect(await whyOf({ exec, 'client-key': '/no/such' })).toMatch(says);
});
