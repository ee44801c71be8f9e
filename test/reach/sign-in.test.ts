import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toolFolders } from '../deployment/render.ts';
import { tls } from '../host/tls.ts';
import { run } from '../run.ts';

// An OpenID provider and an API server that accepts the newest ID token of it, both over TLS, as OIDC clusters have them.

/** Where the server listens: its issuer, too. */
let issuer = '';
let path = '';
let made = 0;
/** Grants that the token endpoint was asked for. */
let grants: string[] = [];
let refreshToken = '';

/** The tests' API server reads no signature. */
const idToken = (seconds: number) => {
  const claims = { iss: issuer, aud: 'kubectl', sub: `jane-${made}`, exp: Math.floor(Date.now() / 1000) + seconds };
  return `${['{"alg":"RS256","typ":"JWT"}', JSON.stringify(claims)].map((part) => Buffer.from(part).toString('base64url')).join('.')}.c2lnbmF0dXJl`;
};
let accepted = '';

const server = createServer(tls, async (request, response) => {
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.url === '/.well-known/openid-configuration') {
    return send(200, { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` });
  }
  if (request.url === '/token') {
    const form = new URLSearchParams(await text(request));
    grants.push(form.get('grant_type') ?? '');
    // Source: RFC 6749, 5.2 and 6. A provider may give a new refresh token each time, which ends the one before.
    if (form.get('refresh_token') !== refreshToken) return send(400, { error: 'invalid_grant' });
    made += 1;
    refreshToken = `refresh-${made}`;
    accepted = idToken(3600);
    return send(200, {
      ...{ access_token: 'for-the-provider', token_type: 'Bearer', expires_in: 3600 },
      ...{ id_token: accepted, refresh_token: refreshToken },
    });
  }
  if (request.headers.authorization !== `Bearer ${accepted}`) {
    return send(401, { kind: 'Status', code: 401, message: 'Unauthorized', reason: 'Unauthorized' });
  }
  return send(200, { kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: [] });
});

beforeAll(async () => {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  path = [...(await toolFolders()), '/usr/bin', '/bin'].join(':');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  grants = [];
  made = 0;
  refreshToken = 'refresh-0';
  accepted = idToken(3600);
});

const authority = Buffer.from(tls.cert).toString('base64');

/** A kubeconfig of a user of the provider, in a folder of its own. */
function signedIn(user: (folder: string) => object) {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-oidc-'));
  const file = join(folder, 'config');
  writeFileSync(
    file,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'jane' } }],
      clusters: [{ name: 'here', cluster: { server: issuer, 'certificate-authority-data': authority } }],
      users: [{ name: 'jane', user: user(folder) }],
    }),
  );
  return { folder, env: { HOME: folder, PATH: path, KUBECONFIG: file } };
}

const byProvider = (token: string) => () => ({
  'auth-provider': {
    name: 'oidc',
    config: {
      ...{ 'client-id': 'kubectl', 'idp-issuer-url': issuer, 'idp-certificate-authority-data': authority },
      ...{ 'id-token': token, 'refresh-token': 'refresh-0' },
    },
  },
});

const status = (environment: Record<string, string>) => run(['status'], { environment });
/** No Windows node is in the list: that is said of an answer. */
const answered = { stderr: expect.stringMatching(/has no node with the label/) };

describe('a user of an OpenID provider', () => {
  test('signs in with the ID token in the kubeconfig while it is valid; the provider is not asked', async () => {
    expect(await status(signedIn(byProvider(accepted)).env)).toMatchObject(answered);
    expect(grants).toEqual([]);
  });

  test('is told to run kubectl once when it has expired, which renews it', async () => {
    const { env, folder } = signedIn(byProvider(idToken(-60)));
    const expired = await status(env);
    expect({ ...expired, grants }).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/oidc of this context has no token that is still valid: run kubectl once/),
      grants: [],
    });
    await execa('kubectl', ['get', '--raw', '/api/v1/nodes'], { env, extendEnv: false, stdin: 'ignore' });
    expect(grants).toEqual(['refresh_token']);
    expect(readFileSync(join(folder, 'config'), 'utf8')).toContain('refresh-1');
    expect(await status(env)).toMatchObject(answered);
  });

  test('is told to sign in again when the provider has ended the session', async () => {
    const { env } = signedIn(byProvider(accepted));
    accepted = 'none';
    expect(await status(env)).toMatchObject({ code: 2, stderr: expect.stringMatching(/401, .*sign in again/) });
  });

  test('signs in by a credential plugin, which asks the provider, and hears what it says when the session has ended', async () => {
    const { env } = signedIn((folder) => {
      const [plugin, session] = [join(folder, 'login'), join(folder, 'session')];
      writeFileSync(session, 'refresh-0');
      writeFileSync(join(folder, 'ca'), tls.cert);
      writeFileSync(plugin, login(session));
      chmodSync(plugin, 0o755);
      return {
        exec: {
          ...{ apiVersion: 'client.authentication.k8s.io/v1', command: './login', interactiveMode: 'Never' },
          env: [
            { name: 'ISSUER', value: issuer },
            { name: 'NODE_EXTRA_CA_CERTS', value: join(folder, 'ca') },
          ],
        },
      };
    });
    expect(await status(env)).toMatchObject(answered);
    expect(grants).toEqual(['refresh_token']);
    refreshToken = 'revoked';
    expect(await status(env)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/login returned no credential: invalid_grant$/m),
    });
  });
});

/** What a plugin such as kubelogin does with a session. */
const login = (session: string) => `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
(async () => {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: readFileSync(${JSON.stringify(session)}, 'utf8') });
  const answer = await (await fetch(process.env.ISSUER + '/token', { method: 'POST', body })).json();
  if (answer.error) { console.error(answer.error); process.exit(1); }
  writeFileSync(${JSON.stringify(session)}, answer.refresh_token);
  console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: answer.id_token } }));
})();
`;
