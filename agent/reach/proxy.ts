import { once } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { BlockList, connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { ClusterEnvironment } from '../config/environment.ts';
import { QueryError, UserError } from '../error.ts';

/**
 * Connections to a server, kept open for the pages of a list.
 * @param proxy http://, https:// or socks5://, as kubectl has them; null: none
 */
export function agentFor(server: URL, proxy: URL | null, options: AgentOptions): HttpAgent {
  const kept = { ...options, keepAlive: true };
  if (proxy?.protocol.startsWith('socks5')) return overSocks(server, proxy, kept);
  if (proxy !== null && !knowsProxies(process.versions.node)) {
    throw new UserError(
      `the proxy of the kubeconfig, ${proxy.origin}, needs Node.js 24.5 or newer, but this is ${process.versions.node}; use the executable of hostprobe, or another Node.js`,
    );
  }
  const proxyEnv = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href } };
  return server.protocol === 'http:'
    ? new HttpAgent({ ...kept, ...proxyEnv })
    : new HttpsAgent({ ...kept, ...proxyEnv });
}

/** Older ones ignore the option without a word. Source: nodejs.org/api/http.html, new Agent, history of `proxyEnv` */
export function knowsProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** Node.js has proxies of HTTP, but not of SOCKS, which `ssh -D` makes. */
function overSocks(server: URL, proxy: URL, options: AgentOptions): HttpAgent {
  const plain = server.protocol === 'http:';
  const agent = plain ? new HttpAgent(options) : new HttpsAgent(options);
  const port = Number(server.port) || (plain ? 80 : 443);
  agent.createConnection = (given: ConnectionOptions, done?: (error: Error | null, stream: Duplex) => void) => {
    tunnel(proxy, hostOf(server), port).then(
      (socket) => done?.(null, plain ? socket : connectTls({ ...given, socket })),
      // A connection that failed has no stream.
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}

/** Asks the proxy for a connection, by name: it may know names that this machine does not. Source: RFC 1928 and 1929. */
async function tunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const socket = connect(Number(proxy.port) || 1080, hostOf(proxy));
  const early = () => socket.destroy(new QueryError('failed', `the proxy ${proxy.host} closed the connection`));
  socket.once('end', early);
  // A new listener hears at once of the bytes that wait: an answer in pieces would keep this thread busy for ever. An error may
  // come while nothing waits for one.
  const stays = () => undefined;
  socket.on('readable', stays).on('error', stays);
  try {
    const [user, password] = [proxy.username, proxy.password].map((part) => Buffer.from(decodeURIComponent(part)));
    const signsIn = user !== undefined && password !== undefined && user.length > 0;
    socket.write(Buffer.from(signsIn ? [5, 2, 0, 2] : [5, 1, 0]));
    const [, method] = await take(socket, 2);
    if (method === 2 && signsIn) {
      socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
      if ((await take(socket, 2))[1] !== 0)
        throw new QueryError('denied', `the proxy ${proxy.host} refuses the password`);
    } else if (method !== 0) {
      throw new QueryError('denied', `the proxy ${proxy.host} must speak SOCKS 5 and accept this user, but does not`);
    }
    const name = Buffer.from(host);
    socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
    const [, code, , type] = await take(socket, 4);
    if (code !== 0) {
      const why = code === undefined ? '' : (socksFaults[code] ?? `it answers ${code}`);
      throw new QueryError('failed', `the proxy ${proxy.host} does not reach ${host}:${port}: ${why}`);
    }
    const [length = 0] = type === 3 ? await take(socket, 1) : [type === 4 ? 16 : 4];
    await take(socket, length + 2);
    socket.off('end', early).off('readable', stays).off('error', stays);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Source: RFC 1928, 6. */
const socksFaults: Readonly<Record<number, string>> = {
  2: 'its rules do not allow it',
  3: 'the network is unreachable',
  4: 'the host is unreachable',
  5: 'the connection was refused',
};

/** So many bytes of the answer; what follows stays in the socket. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(count);
    if (bytes !== null) return bytes;
    if (socket.errored !== null) throw socket.errored;
    await once(socket, 'readable');
  }
}

/**
 * The proxy that the environment names for a server; null: none. Loopback never uses a proxy.
 * Source: golang.org/x/net/http/httpproxy config.go, useProxy, as in kubectl.
 */
export function proxyFor(server: URL, environment: ClusterEnvironment): string | null {
  const proxy = server.protocol === 'https:' ? environment.httpsProxy : environment.httpProxy;
  if (proxy === '' || isLoopback(server.hostname)) return null;
  const rules = environment.noProxy.split(',').map((one) => one.trim().toLowerCase());
  if (rules.some((rule) => rule !== '' && isExcepted(server, rule))) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const isLoopback = (name: string) => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(name);

/** A URL has an address of IPv6 in brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

function isExcepted(server: URL, rule: string): boolean {
  if (rule === '*') return true;
  const host = hostOf(server);
  if (rule.includes('/')) return isInRange(host, rule);
  const { name, port: wantedPort } = splitRule(rule);
  const own = server.port || (server.protocol === 'https:' ? '443' : '80');
  if (wantedPort !== '' && wantedPort !== own) return false;
  // A name rule never matches an IP address, not even as a suffix.
  if (isIP(host) !== 0) return isInRange(host, `${name}/${isIP(name) === 6 ? 128 : 32}`);
  // A URL has its host in ASCII already.
  const suffix = (domainToASCII(name) || name).replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** "name", "name:port", "::1" or "[::1]:port". */
function splitRule(rule: string): { name: string; port: string } {
  if (isIP(rule) !== 0) return { name: rule, port: '' };
  const [, bracketed, plain = '', port = ''] = /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(rule) ?? [];
  return { name: bracketed ?? plain, port };
}

/** @param range in CIDR form: "10.0.0.0/8" */
function isInRange(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(address, type);
}
