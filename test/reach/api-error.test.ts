import { expect, test } from 'vitest';
import { whyUnanswered } from '../../agent/reach/api-error.ts';
import { whyUnsigned } from '../../agent/reach/credential.ts';

const failed = (code: string, more: object = {}) => Object.assign(new Error('as Node.js says it'), { code, ...more });
const at = 'https://10.0.0.1:6443';

test.each([
  [failed('ECONNREFUSED', { address: '127.0.0.1', port: 8080 }), at, 'nothing listens at 127.0.0.1:8080'],
  [failed('ECONNREFUSED'), at, 'nothing listens there'],
  [failed('ENOTFOUND'), at, 'the name does not exist'],
  [
    failed('DEPTH_ZERO_SELF_SIGNED_CERT'),
    at,
    'its certificate is not trusted; name its CA with --certificate-authority',
  ],
  [
    failed('ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subjectaltname: 'DNS:k8s' } }),
    at,
    'its certificate is for DNS:k8s; use one of these names, or --tls-server-name',
  ],
  [failed('ERR_OSSL_PEM_NO_START_LINE'), at, 'the certificate or the key of the user cannot be used'],
  [
    failed('EPROTO', { message: 'SSL routines:wrong version number:../deps/openssl/x.c:78:\n' }),
    at,
    'the TLS handshake failed (SSL routines:wrong version number); does it use http://?',
  ],
  [failed('ECONNRESET'), at, 'the connection was reset'],
  [failed('ECONNRESET'), 'http://10.0.0.1', 'it closed the connection; does it use https://?'],
])('%s of an API server is said in words: %#', (error, server, words) => {
  const message = `GET /version: ${server} cannot be reached: ${words}`;
  expect(whyUnanswered('GET /version', server, error)).toMatchObject({
    kind: 'failed',
    code: error.code,
    message: expect.stringContaining(message),
  });
});

test.each([
  [
    failed('ENOENT', { path: '/ca.pem' }),
    {},
    'the credentials of the kubeconfig cannot be used: /ca.pem cannot be read: there',
  ],
  [
    failed('ENOENT', { path: 'kubelogin', syscall: 'spawn kubelogin' }),
    { exec: { command: 'kubelogin' } },
    'the credential plugin kubelogin returned no credential: there is no such program in PATH; install it',
  ],
  [
    Object.assign(new Error('Command failed: kubelogin --password s3cret'), { stderr: '', code: 3 }),
    { exec: { command: 'kubelogin' } },
    'returned no credential: it ended with 3',
  ],
  [
    failed('ENOENT', { path: 'kubelogin', syscall: 'spawn kubelogin' }),
    { exec: { command: 'kubelogin', installHint: 'kubectl krew install oidc-login\n' } },
    'install it, or correct PATH (kubectl krew install oidc-login)',
  ],
  [new Error('expired\n'), { exec: { command: 'kubelogin' } }, 'returned no credential: expired'],
])('why there is no credential, without what a plugin printed for one: %#', (error, user, words) => {
  const said = whyUnsigned(error, user);
  expect(said).toContain(words);
  expect(said).not.toMatch(/s3cret|\n/);
});
