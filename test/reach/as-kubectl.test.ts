import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, get } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentFor, knowsProxies, proxyFor } from '../../agent/reach/proxy.ts';
import { toolFolders } from '../deployment/render.ts';
import { tls } from '../host/tls.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

// The exam is kubectl itself: with the same kubeconfig, flags and environment, both must ask the same server in the same way.

/** The headers of a request that name the user. */
interface Asked {
  headers: Record<string, string>;
  certificate: string | undefined;
  proxied: boolean;
}
let asked: Asked[] = [];
let proxied = 0;
/** How many requests more are refused. */
let refusals = 0;

const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
  const who = Object.entries(request.headersDistinct).filter(([name]) => /^(?:authorization|impersonate-)/.test(name));
  asked.push({
    headers: Object.fromEntries(who.map(([name, values]) => [name, (values ?? []).join(', ')])),
    certificate: request.socket instanceof Object ? peerOf(request.socket) : undefined,
    proxied: proxied > 0,
  });
  if (refusals-- > 0) {
    response.writeHead(401, { 'content-type': 'application/json' });
    return void response.end(
      JSON.stringify({ kind: 'Status', code: 401, message: 'Unauthorized', reason: 'Unauthorized' }),
    );
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: [] }));
});
/** The server speaks TLS only. */
const peerOf = (socket: object) =>
  (socket as { getPeerX509Certificate(): { subject: string } | undefined }).getPeerX509Certificate()?.subject;

/** Leads every CONNECT to the server above. */
const proxy = createHttpServer((_, response) => response.writeHead(400).end());
proxy.on('connect', (_request, socket) => {
  proxied += 1;
  const there = connect(portOf(server), 'localhost', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  there.pipe(socket).pipe(there);
  for (const end of [there, socket]) end.on('error', () => end.destroy());
});
/** The same for SOCKS 5, with a password where the client has one. Source: RFC 1928 and 1929. */
const socks = createTcpServer(async (socket) => {
  const answers = socket[Symbol.asyncIterator]();
  const next = async (): Promise<Buffer> => (await answers.next()).value ?? Buffer.alloc(0);
  const signsIn = (await next()).subarray(2).includes(2);
  socket.write(Buffer.from([5, signsIn ? 2 : 0]));
  if (signsIn) socket.write(Buffer.from([1, (await next()).toString().slice(1) === '\x04jane\x04p@ss' ? 0 : 1]));
  await next();
  proxied += 1;
  const there = connect(portOf(server), 'localhost', () => socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
  there.pipe(socket);
  for await (const chunk of { [Symbol.asyncIterator]: () => answers }) there.write(chunk);
  there.end();
});
// Listening TCP servers have no address of another kind.
const portOf = (one: { address(): unknown }) => (one.address() as AddressInfo).port;

let path = '';
beforeAll(async () => {
  for (const one of [server, proxy, socks]) {
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
  }
  path = [...(await toolFolders()), '/usr/bin', '/bin'].join(':');
});
afterAll(() => {
  for (const one of [server, proxy]) {
    one.closeAllConnections();
    one.close();
  }
  socks.close();
});
beforeEach(() => {
  asked = [];
  proxied = 0;
  refusals = 0;
});

type Fields = Record<string, unknown>;
const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Given {
  /** More of the cluster, the user and the context. */
  cluster?: Fields;
  user?: Fields;
  /** The file's own folder has these. */
  files?: Record<string, string>;
  flags?: string[];
  environment?: Record<string, string>;
  /** Further kubeconfigs, as KUBECONFIG lists them, before the usual one. */
  before?: Fields[];
  /** kubectl is not asked. */
  only?: boolean;
}

/** Asks with kubectl and with hostprobe, and says how each asked. */
async function ask({
  cluster = {},
  user = {},
  files = {},
  flags = [],
  environment = {},
  before = [],
  only = false,
}: Given) {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubeconfig-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), 0o755);
  }
  const kubeconfig = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
    contexts: [
      { name: 'here', context: { cluster: 'here', user: 'me' } },
      { name: 'there', context: { cluster: 'here', user: 'them' } },
    ],
    clusters: [
      {
        name: 'here',
        cluster: {
          server: `https://localhost:${portOf(server)}`,
          'certificate-authority-data': base64(tls.cert),
          ...cluster,
        },
      },
    ],
    users: [
      { name: 'me', user },
      { name: 'them', user: { token: 'their-token' } },
    ],
  };
  const listed = [...before, kubeconfig].map((content, index) => {
    const file = join(folder, `config-${index}`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  });
  const env = { HOME: folder, PATH: path, KUBECONFIG: [...listed, join(folder, 'absent')].join(':'), ...environment };
  const all = flags.map((flag) => flag.replaceAll('@', folder));
  // Without credentials kubectl would ask for some.
  const options = { env, extendEnv: false, reject: false, stdin: 'ignore' } as const;
  const kubectl = only ? null : await execa('kubectl', [...all, 'get', '--raw', '/api/v1/nodes'], options);
  const byKubectl = { ok: kubectl?.exitCode === 0, asked: asked.at(-1) };
  asked = [];
  proxied = 0;
  const hostprobe = await run(['status', ...all], { environment: env });
  // No Windows node is in the list: that is said of an answer.
  const byHostprobe = { ok: /has no node with the label/.test(hostprobe.stderr), asked: asked.at(-1) };
  return { byKubectl, byHostprobe, said: hostprobe.stderr, kubectlSaid: kubectl?.stderr, folder };
}

const plugin = (credential: Fields) => `#!/bin/sh
echo "$KUBERNETES_EXEC_INFO" >> "$(dirname "$0")/told"
echo once >> "$(dirname "$0")/times"
printf '%s' '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: credential })}'
`;
const exec = (more: Fields = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/plugin', interactiveMode: 'Never', ...more },
});

/** Ways to sign in that work. */
const ways: Readonly<Record<string, () => Given>> = {
  'a token': () => ({ user: { token: 'my-token' } }),
  'a token file beside the kubeconfig': () => ({ user: { tokenFile: 'token' }, files: { token: 'from-a-file\n' } }),
  'a token and a token file': () => ({
    user: { token: 'my-token', tokenFile: 'token' },
    files: { token: 'from-a-file' },
  }),
  'a token file and a credential plugin': () => ({
    user: { ...exec(), tokenFile: 'token' },
    files: { token: 'from-a-file', 'bin/plugin': plugin({ token: 'from-a-plugin' }) },
  }),
  'user name and password': () => ({ user: { username: 'me', password: 'pässword' } }),
  'a client certificate in the kubeconfig': () => ({
    user: { 'client-certificate-data': base64(tls.cert), 'client-key-data': base64(tls.key) },
  }),
  'a client certificate in files': () => ({
    user: { 'client-certificate': 'crt', 'client-key': 'key' },
    files: { crt: tls.cert, key: tls.key },
  }),
  'a CA in a file': () => ({
    cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'ca' },
    files: { ca: tls.cert },
    user: { token: 'my-token' },
  }),
  'a certificate that nobody verifies': () => ({
    cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true },
    user: { token: 'my-token' },
  }),
  'a credential plugin beside the kubeconfig': () => ({
    user: exec(),
    files: { 'bin/plugin': plugin({ token: 'from-a-plugin' }) },
  }),
  'a credential plugin that gives a certificate': () => ({
    user: exec(),
    files: { 'bin/plugin': plugin({ clientCertificateData: tls.cert, clientKeyData: tls.key }) },
  }),
  'a credential plugin with arguments and variables': () => ({
    user: exec({
      command: '/bin/sh',
      args: [
        '-c',
        `printf '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: '%s' } })}' "$WHO"`,
      ],
      env: [{ name: 'WHO', value: 'by-variable' }],
    }),
  }),
  'impersonation in the kubeconfig': () => ({
    user: { token: 't', as: 'jane', 'as-uid': '7', 'as-groups': ['a', 'b'], 'as-user-extra': { reason: ['x', 'y'] } },
  }),
  'impersonation by flags': () => ({
    user: { token: 't', as: 'jane' },
    flags: ['--as', 'joe', '--as-group', 'a', '--as-group', 'b', '--as-uid', '9'],
  }),
  'another cluster': () => ({
    cluster: { server: 'https://nowhere.invalid' },
    user: { token: 'my-token' },
    before: [
      {
        clusters: [
          {
            name: 'there',
            cluster: {
              server: `https://localhost:${portOf(server)}`,
              'certificate-authority-data': base64(tls.cert),
            },
          },
        ],
      },
    ],
    flags: ['--cluster', 'there'],
  }),
  'another context': () => ({ user: { token: 'my-token' }, flags: ['--context', 'there'] }),
  'another user': () => ({ user: { token: 'my-token' }, flags: ['--user', 'them'] }),
  '--token over a plugin': () => ({ user: exec({ command: '/nowhere' }), flags: ['--token', 'by-flag'] }),
  '--client-certificate': () => ({
    files: { crt: tls.cert, key: tls.key },
    flags: ['--client-certificate', '@/crt', '--client-key', '@/key'],
  }),
  '--server and --certificate-authority': () => ({
    cluster: { server: 'https://nowhere.invalid', 'certificate-authority-data': base64('none') },
    user: { token: 'my-token' },
    files: { ca: tls.cert },
    flags: ['--server', `https://localhost:${portOf(server)}`, '--certificate-authority', '@/ca'],
  }),
  '--tls-server-name': () => ({
    cluster: { server: `https://127.0.0.1:${portOf(server)}` },
    user: { token: 'my-token' },
    flags: ['--tls-server-name', 'localhost'],
  }),
  'several kubeconfigs': () => ({
    user: { token: 'of-the-last' },
    before: [
      { 'current-context': 'there', users: [{ name: 'them', user: { token: 'of-the-first' } }] },
      { users: [{ name: 'them', user: { token: 'of-the-second' } }] },
    ],
  }),
  'the proxy of the cluster': () => ({
    cluster: { 'proxy-url': `http://localhost:${portOf(proxy)}` },
    user: { token: 'my-token' },
  }),
  'the proxy of the environment': () => ({
    cluster: { server: 'https://api.example.invalid:6443', 'tls-server-name': 'localhost' },
    user: { token: 'my-token' },
    environment: { HTTPS_PROXY: `http://localhost:${portOf(proxy)}`, NO_PROXY: 'other.invalid,10.0.0.0/8' },
  }),
  'the proxy of the cluster over that of the environment': () => ({
    cluster: {
      server: 'https://api.example.invalid:6443',
      'proxy-url': `http://localhost:${portOf(proxy)}`,
      'tls-server-name': 'localhost',
    },
    user: { token: 'my-token' },
    environment: { HTTPS_PROXY: 'http://localhost:9' },
  }),
  'the proxy of ssh -D': () => ({
    cluster: {
      server: 'https://api.example.invalid:6443',
      'proxy-url': `socks5://localhost:${portOf(socks)}`,
      'tls-server-name': 'localhost',
    },
    user: { token: 'my-token' },
  }),
  'a proxy of SOCKS with a password': () => ({
    cluster: { 'proxy-url': `socks5://jane:p%40ss@localhost:${portOf(socks)}` },
    user: { token: 'my-token' },
  }),
  'no proxy for loopback': () => ({
    user: { token: 'my-token' },
    environment: { HTTPS_PROXY: 'http://localhost:9' },
  }),
};

/** Ways to sign in that cannot work; hostprobe says why in these words. */
const faults: Readonly<Record<string, () => Given & { says: RegExp }>> = {
  'a context that is not there': () => ({ flags: ['--context', 'her'], says: /no her; did you mean here/ }),
  'a user that is not there': () => ({
    flags: ['--user', 'thm'],
    says: /--user must name a user of .*no thm; did you mean them/,
  }),
  'extra about a user who is not named': () => ({ flags: ['--as-user-extra', 'a=b'], says: /go with --as/ }),
  'a file that is not there': () => ({ flags: ['--kubeconfig', '/absent'], says: /\/absent cannot be read/ }),
  'a plugin that is not there': () => ({ user: exec({ command: 'no-such-plugin' }), says: /no-such-plugin/ }),
  'a plugin that fails': () => ({
    user: exec(),
    files: { 'bin/plugin': '#!/bin/sh\necho "session expired: log in again" >&2\nexit 3\n' },
    says: /plugin.*(?:session expired: log in again|exit)/s,
  }),
  'a plugin that prints something else': () => ({
    user: exec(),
    files: { 'bin/plugin': '#!/bin/sh\necho t0ken\n' },
    says: /plugin returned no credential: it must print an ExecCredential in JSON, but printed something else/,
  }),
  'a plugin that needs a terminal': () => ({ user: exec({ interactiveMode: 'Always' }), says: /needs a terminal/ }),
  'a CA that does not fit': () => ({
    cluster: { 'certificate-authority-data': undefined },
    user: { token: 'x' },
    says: /certificate/,
  }),
  'impersonated groups without a user': () => ({ flags: ['--as-group', 'a'], says: /go with --as/ }),
};

/** 0.0.0.0 is this machine, and no loopback address: it is asked through the proxy unless it is excepted. */
const exceptions = [
  '0.0.0.0',
  '0.0.0.0/8',
  '10.0.0.0/8',
  '*',
  '0.0.0.0:1',
  '.0.0.0',
  ' 0.0.0.0 ,x',
  '0.0',
  'http://0.0.0.0',
  '0.0.0.0/x',
  '0.0.0.0/33',
  '::/0',
];

describe('with the same kubeconfig as kubectl', () => {
  test.each(Object.entries(ways))('%s: the same request', async (_name, given) => {
    const { byKubectl, byHostprobe, said, kubectlSaid } = await ask(given());
    expect(byKubectl, kubectlSaid).toMatchObject({ ok: true, asked: {} });
    expect(byHostprobe, said).toEqual(byKubectl);
  });

  test.each(Object.entries(faults))('%s: no request, and a sentence', async (_name, given) => {
    const { says, ...fault } = given();
    const { byKubectl, byHostprobe, said } = await ask(fault);
    expect(byKubectl).toEqual({ ok: false, asked: undefined });
    expect(byHostprobe).toEqual({ ok: false, asked: undefined });
    expect(said).toMatch(says);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
    expect(said).not.toContain('t0ken');
  });

  test.each(exceptions)('NO_PROXY=%s: the same way', async (rule) => {
    const { byKubectl, byHostprobe, said } = await ask({
      cluster: { server: `https://0.0.0.0:${portOf(server)}`, 'tls-server-name': 'localhost' },
      user: { token: 'my-token' },
      environment: { HTTPS_PROXY: `localhost:${portOf(proxy)}`, NO_PROXY: rule },
    });
    expect(byKubectl).toMatchObject({ ok: true, asked: {} });
    expect(byHostprobe, said).toEqual(byKubectl);
  });

  test('gets a new credential once after the old one expired', async () => {
    refusals = 1;
    const given = { user: exec(), files: { 'bin/plugin': plugin({ token: 'from-a-plugin' }) }, only: true };
    const { folder, byHostprobe } = await ask(given);
    expect(byHostprobe.ok).toBe(true);
    expect(readFileSync(join(folder, 'bin/times'), 'utf8')).toBe('once\nonce\n');
    refusals = 9;
    const { said } = await ask(given);
    expect(said).toMatch(/401/);
  });

  test('--token overrides a token file, which kubectl still reads', async () => {
    const given = { user: { tokenFile: 'token' }, files: { token: 'of-the-file' }, flags: ['--token', 'by-flag'] };
    expect((await ask(given)).byHostprobe.asked?.headers).toEqual({ authorization: 'Bearer by-flag' });
  });

  test('joins what --as-user-extra says of a key, over what the kubeconfig says of it', async () => {
    const given = {
      user: { token: 't', as: 'jane', 'as-user-extra': { reason: ['of-file'], scope: ['z'] } },
      flags: ['reason=x', 'reason=y', 'b=c=d'].map((one) => `--as-user-extra=${one}`),
    };
    expect((await ask(given)).byHostprobe.asked?.headers).toMatchObject({
      'impersonate-extra-reason': 'x, y',
      'impersonate-extra-scope': 'z',
      'impersonate-extra-b': 'c=d',
    });
  });

  test('runs a credential plugin once for many requests, with the same input as kubectl', async () => {
    const given = {
      cluster: { 'tls-server-name': 'localhost', 'proxy-url': `http://localhost:${portOf(proxy)}` },
      user: exec({ provideClusterInfo: true }),
      files: { 'bin/plugin': plugin({ token: 'from-a-plugin' }) },
    };
    const { folder, byHostprobe } = await ask(given);
    expect(byHostprobe.ok).toBe(true);
    // Once by kubectl, once by hostprobe, which asks for nodes and for pods.
    expect(readFileSync(join(folder, 'bin/times'), 'utf8')).toBe('once\nonce\n');
    const told = readFileSync(join(folder, 'bin/told'), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const [byKubectl, own] = told.map((line) => JSON.parse(line));
    expect(byKubectl.spec.cluster['tls-server-name']).toBe('localhost');
    // kubectl names an extension of the cluster too, which is empty.
    delete byKubectl.spec.cluster.config;
    expect(own).toEqual(byKubectl);
  });

  test.each([
    [
      '/absent/config',
      /: there is no kubeconfig at \/absent\/config; name a kubeconfig with --kubeconfig, or the API server with --server/,
    ],
    [
      saved('{"apiVersion": "v1", "kind": "Config"}'),
      /node\.json must have a context, but has none; name a kubeconfig with --kubeconfig/,
    ],
    [
      saved(JSON.stringify({ contexts: [{ name: 'here', context: {} }] })),
      /node\.json must have a current context, but has none; give --context, which can be here$/m,
    ],
    [
      saved(JSON.stringify({ 'current-context': 'here', contexts: [{ name: 'here', context: {} }] })),
      /: the context here in .*node\.json must name a cluster, but names none; give --cluster$/m,
    ],
    [
      saved(JSON.stringify({ 'current-context': 'gone', contexts: [{ name: 'here', context: {} }] })),
      /: current-context must name a context of .*node\.json, but there is no gone; it is one of: here$/m,
    ],
    [
      saved(JSON.stringify({ 'current-context': 'here', contexts: [{ name: 'here', context: { cluster: 'a' } }] })),
      /: the context here must name a cluster of .*node\.json, but there is no a; it has no cluster: name another file with --kubeconfig$/m,
    ],
    [
      `/absent/config:${saved(JSON.stringify({ contexts: [{ name: 'here', context: {} }] }))}`,
      /: --context must name a context of \/absent\/config, .*node\.json, but there is no prod; it is one of: here$/m,
      ['--context', 'prod'],
    ],
    [
      '/absent/config',
      /: --context must name a context of a kubeconfig, but there is none at \/absent\/config; name one with --kubeconfig$/m,
      ['--context', 'prod'],
    ],
  ])('says that nothing names a cluster, and why: KUBECONFIG=%s', async (KUBECONFIG, says, flags: string[] = []) => {
    const { code, stderr } = await run(['status', ...flags], { environment: { KUBECONFIG } });
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(says) });
  });
});

// golang.org/x/net/http/httpproxy, Config.NoProxy.
test.each([
  ['https://www.foo.com', 'foo.com', false],
  ['https://foo.com', 'foo.com', false],
  ['https://xfoo.com', 'foo.com', true],
  ['https://foo.com', '.foo.com', true],
  ['https://www.foo.com', '.foo.com', false],
  ['https://www.foo.com', '*.foo.com', false],
  ['https://foo.com', '*.foo.com', true],
  ['https://foo.com', 'foo.com:443', false],
  ['https://foo.com', 'foo.com:80', true],
  ['http://foo.com', 'foo.com:80', false],
  ['http://foo.com', 'foo.com:443', true],
  ['https://foo.com:6443', 'foo.com:6443', false],
  ['https://[fd00::1]:6443', 'fd00::/8', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
  ['https://[fd00::1]:6443', 'fe00::/8', true],
  ['https://www.bücher.example', 'bücher.example', false],
  ['https://www.BÜCHER.example', '*.bücher.example', false],
  ['https://bücher.example', 'xn--bcher-kva.example', false],
  ['https://bucher.example', 'bücher.example', true],
])('%s with NO_PROXY=%s goes through the proxy: %s', (url, noProxy, goes) => {
  const environment = { kubeconfig: '', httpProxy: 'plain:3128', httpsProxy: 'http://tls:3128', noProxy };
  const through = url.startsWith('https:') ? 'http://tls:3128' : 'http://plain:3128';
  expect(proxyFor(new URL(url), environment)).toBe(goes ? through : null);
});

// RFC 1928, 6.
test.each([
  [2, /connection not allowed by ruleset|rules do not allow it/],
  [3, /network is unreachable/],
  [4, /host is unreachable/],
  [5, /connection was refused/],
  [7, /it answers 7/],
])('a proxy of SOCKS that answers %d is told in words', async (code, says) => {
  const refusing = createTcpServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', () => socket.end(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])));
    });
  });
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const agent = agentFor(new URL('http://a.invalid'), new URL(`socks5://127.0.0.1:${portOf(refusing)}`), {});
  const [error] = await once(get('http://a.invalid', { agent }), 'error').catch((thrown: unknown) => [thrown]);
  refusing.close();
  expect(String(error)).toMatch(says);
  expect(String(error)).toContain('does not reach a.invalid:80');
});

// nodejs.org/blog/release/v22.21.0 and v24.5.0: built-in proxy support in http/https.request and Agent.
test.each([
  ['20.20.2', false],
  ['22.20.0', false],
  ['22.21.0', true],
  ['23.11.1', false],
  ['24.4.1', false],
  ['24.5.0', true],
  ['26.0.0', true],
])('Node.js %s takes a proxy: %s, and one that takes none is not asked to', (version, does) => {
  expect(knowsProxies(version)).toBe(does);
});
