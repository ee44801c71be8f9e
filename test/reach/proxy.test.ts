import { once } from 'node:events';
import { createServer as createHttpServer, get } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { agentFor, knowsProxies, proxyFor } from '../../agent/reach/proxy.ts';

/** Source: golang.org/x/net/http/httpproxy proxy_test.go, UseProxyTests and proxyForURL, by class. */
test.each<[url: string, noProxy: string, goes: boolean]>([
  ['https://example.com', '', true],
  ['https://localhost', '', false],
  ['https://127.0.0.1', '', false],
  ['https://127.3.2.1', '', false],
  ['https://[::1]', '', false],
  ['https://[::2]', '', true],
  ['https://localhost.net', '', true],
  ['https://example.com', '*', false],
  ['https://example.com', 'a.com, *', false],
  ['https://example.com', ' EXAMPLE.com ', false],
  ['https://a.example.com', 'example.com', false],
  ['https://aexample.com', 'example.com', true],
  ['https://example.com', '.example.com', true],
  ['https://a.example.com', '.example.com', false],
  ['https://a.example.com', '*.example.com', false],
  ['https://example.com', '*.example.com', true],
  ['https://example.com', 'example.com:443', false],
  ['https://example.com:6443', 'example.com:443', true],
  ['https://example.com:6443', 'example.com:6443', false],
  ['http://example.com', 'example.com:80', false],
  ['https://example.com', ',,', true],
  ['https://10.1.2.3', '10.0.0.0/8', false],
  ['https://11.1.2.3', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.1.2.3', false],
  ['https://10.1.2.3', '10.1.2.4', true],
  ['https://10.1.2.3', '3', true],
  ['https://10.1.2.3:6443', '10.1.2.3:6443', false],
  ['https://10.1.2.3', '10.0.0.0/33', true],
  ['https://10.1.2.3', '10.1.2.3/32', false],
  ['https://10.1.2.3', '10.0.0.0/', true],
  ['https://10.1.2.3', '::/0', true],
  ['https://example.com', '10.0.0.0/8', true],
  ['https://[fd00::1]', 'fd00::/8', false],
  ['https://[fd00::1]', 'fd00::/129', true],
  ['https://[fd00::1]', 'fd00::1', false],
  ['https://[fd00::1]', 'fd00::2', true],
  ['https://a.example.com', '.EXAMPLE.com', false],
  ['https://a.example.com', '*.EXAMPLE.com', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
  ['https://[fd00::1]', '[fd00::1]:6443', true],
  ['https://bücher.example', 'bücher.example', false],
])('%s with NO_PROXY=%s goes through the proxy: %s', (url, noProxy, goes) => {
  const environment = { kubeconfig: '', httpsProxy: 'https://p:3128', httpProxy: 'q:80', noProxy };
  const through = url.startsWith('https:') ? 'https://p:3128' : 'http://q:80';
  expect(proxyFor(new URL(url), environment)).toBe(goes ? through : null);
});

// Source: nodejs.org/api/http.html, new Agent, history of proxyEnv: added in v24.5.0, and in v22.21.0.
test.each([
  ['20.19.0', false],
  ['22.20.9', false],
  ['22.21.0', true],
  ['23.11.1', false],
  ['24.4.9', false],
  ['24.5.0', true],
  ['25.0.0', true],
])('Node.js %s knows proxies: %s', (version, knows) => {
  expect(knowsProxies(version)).toBe(knows);
});

test('each scheme has its own proxy, and none is none', () => {
  const none = { kubeconfig: '', httpsProxy: '', httpProxy: '', noProxy: '' };
  expect(proxyFor(new URL('https://a'), { ...none, httpProxy: 'q' })).toBeNull();
  expect(proxyFor(new URL('http://a'), { ...none, httpsProxy: 'q' })).toBeNull();
  expect(proxyFor(new URL('http://a'), { ...none, httpProxy: 'q' })).toBe('http://q');
  expect(proxyFor(new URL('https://a'), { ...none, httpsProxy: 'socks5://q' })).toBe('socks5://q');
});

const portOf = (one: { address(): unknown }) => (one.address() as AddressInfo).port;
async function listening<Of extends ReturnType<typeof createServer>>(server: Of, at = '127.0.0.1'): Promise<Of> {
  server.listen(0, at);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

/** A proxy of SOCKS 5: what it was sent, and how it answers. Source: RFC 1928 and 1929. */
async function socks(answers: {
  method?: number;
  signed?: number;
  bound?: readonly number[];
  closes?: boolean;
  at?: string;
}) {
  const sent: number[][] = [];
  const server = await listening(
    createServer(async (socket: Socket) => {
      socket.on('error', () => undefined);
      const next = async () => {
        const [piece] = await once(socket, 'data');
        sent.push([...piece]);
      };
      await next();
      if (answers.closes) return void socket.end();
      socket.write(Buffer.from([5, answers.method ?? 0]));
      if (answers.method === 2) {
        await next();
        socket.write(Buffer.from([1, answers.signed ?? 0]));
      }
      if (answers.method !== undefined && answers.method > 2) return;
      await next();
      // In two pieces, as a network may bring it.
      const bound = Buffer.from(answers.bound ?? [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
      socket.write(bound.subarray(0, 3));
      setImmediate(() => {
        socket.write(bound.subarray(3));
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
      });
    }),
    answers.at,
  );
  return { port: portOf(server), sent };
}

/** What is answered through a proxy of SOCKS, or why nothing is. */
async function through(
  port: number,
  { user = '', proxy = '127.0.0.1', server = 'http://win-1:8080/x' } = {},
): Promise<string> {
  const agent = agentFor(new URL(server), new URL(`socks5h://${user}${proxy}:${port}`), {});
  try {
    const [answer] = await once(get(server, { agent }), 'response');
    return await text(answer);
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
    return `${(error as QueryError).kind}: ${(error as Error).message}`;
  } finally {
    agent.destroy();
  }
}

const name = [...Buffer.from('win-1')];
test('a proxy of SOCKS is asked for the name and the port of the server', async () => {
  const { port, sent } = await socks({});
  expect(await through(port)).toBe('ok');
  expect(sent).toEqual([
    [5, 1, 0],
    [5, 1, 0, 3, 5, ...name, 0x1f, 0x90],
  ]);
  const usual = await socks({});
  expect(await through(usual.port, { server: 'http://win-1/x' })).toBe('ok');
  expect(usual.sent[1]?.slice(-2)).toEqual([0, 80]);
});

test('a proxy of SOCKS may have an address of IPv6', async () => {
  const { port, sent } = await socks({ at: '::1' });
  expect(await through(port, { proxy: '[::1]', server: 'http://[fd00::7]/x' })).toBe('ok');
  expect(sent[1]?.slice(5, -2)).toEqual([...Buffer.from('fd00::7')]);
});

test('a user and a password are sent where the proxy wants them, as they are without the escapes of a URL', async () => {
  const { port, sent } = await socks({ method: 2 });
  expect(await through(port, { user: 'jane:p%40ss@' })).toBe('ok');
  expect(sent.slice(0, 2)).toEqual([
    [5, 2, 0, 2],
    [1, 4, ...Buffer.from('jane'), 4, ...Buffer.from('p@ss')],
  ]);
  const open = await socks({ method: 0 });
  expect(await through(open.port, { user: 'jane:x@' })).toBe('ok');
  expect(open.sent).toHaveLength(2);
});

test('the address that the proxy bound is no part of the answer, whatever its kind', async () => {
  for (const bound of [
    [5, 0, 0, 1, 10, 0, 0, 7, 0, 80],
    [5, 0, 0, 3, 3, 97, 98, 99, 0, 80],
    [5, 0, 0, 4, ...Array(16).fill(1), 0, 80],
  ])
    expect(await through((await socks({ bound })).port)).toBe('ok');
});

test.each<[what: string, answers: Parameters<typeof socks>[0], says: RegExp]>([
  ['refuses the password', { method: 2, signed: 1 }, /^denied: the proxy 127\.0\.0\.1:\d+ refuses the password$/],
  ['accepts no way', { method: 255 }, /^denied: the proxy .* must speak SOCKS 5 and accept this user, but does not$/],
  ['closes', { closes: true }, /^failed: the proxy .* closed the connection$/],
  [
    'does not reach the server',
    { bound: [5, 4, 0, 1, 0, 0, 0, 0, 0, 0] },
    /^failed: the proxy .* does not reach win-1:8080: the host is unreachable$/,
  ],
])('a proxy that %s is told', async (_what, answers, says) => {
  expect(await through((await socks(answers)).port, { user: 'jane:x@' })).toMatch(says);
});

// Source: RFC 1928, 6. What the proxy answers, and what it is about.
test.each([
  [2, 'rules'],
  [3, 'network'],
  [4, 'host'],
  [5, 'refused'],
  [1, 'answers 1'],
  [8, 'answers 8'],
])('a proxy that answers %i does not reach the server: %s', async (code, about) => {
  const said = await through((await socks({ bound: [5, code, 0, 1, 0, 0, 0, 0, 0, 0] })).port);
  const why = said.split('does not reach win-1:8080: ')[1] ?? said;
  expect(['rules', 'network', 'host', 'refused', 'answers 1', 'answers 8'].filter((one) => why.includes(one))).toEqual([
    about,
  ]);
});

test('without a user a password that the proxy wants is missing', async () => {
  expect(await through((await socks({ method: 2 })).port)).toMatch(
    /^denied: the proxy .* must speak SOCKS 5 and accept this user/,
  );
});

test('a proxy of HTTP is asked for the whole address', async () => {
  const asked: string[] = [];
  const proxy = await listening(
    createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('ok');
    }),
  );
  const agent = agentFor(new URL('http://win-1:8080'), new URL(`http://127.0.0.1:${portOf(proxy)}`), {});
  const [answer] = await once(get('http://win-1:8080/x', { agent }), 'response');
  expect([await text(answer), ...asked]).toEqual(['ok', 'GET http://win-1:8080/x']);
  agent.destroy();
});
