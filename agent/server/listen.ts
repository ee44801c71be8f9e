import { lookup } from 'node:dns/promises';
import { type AddressInfo, BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { agentPort, type SocketAddress, showSocketAddress } from '../config/socket-address.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import type { Host } from '../host.ts';

/** A listener that is open. */
interface Listener {
  app: FastifyInstance;
  /** As --listen names it. */
  asked: SocketAddress;
  /** Where it really is: port 0 takes any, a name has addresses. */
  at: SocketAddress;
}

/**
 * Opens all listeners, or none. A name is listened for on each of its addresses that this machine has; `[::]` takes
 * IPv4 too, unless another listener has that port there.
 * @param options.appFor makes the server of one listener
 * @param options.host asked who uses a port that is taken; null when there is no node to ask
 * @throws UserError that names the listener and the reason
 */
export async function openListeners(options: {
  listen: readonly SocketAddress[];
  appFor: (asked: SocketAddress) => FastifyInstance;
  host: Host | null;
}): Promise<Listener[]> {
  const { listen, appFor, host } = options;
  const wanted = (await Promise.all(listen.map(addressesOf))).flat();
  const hasIPv4 = (port: number) => port !== 0 && wanted.some((one) => isIPv4(one.address) && one.asked.port === port);
  const open: Listener[] = [];
  for (const { asked, address } of wanted) {
    // All addresses of a name share one port, even if that was left open.
    const port = open.find((one) => one.asked === asked)?.at.port ?? asked.port;
    const app = appFor(asked);
    try {
      const at = await listenOn(app, { address, port, ipv6Only: address === '::' && hasIPv4(port) });
      open.push({ app, asked, at });
    } catch (error) {
      // A machine may have no IPv6.
      if (isMissing(error) && open.some((one) => one.asked === asked)) {
        await app.close();
        continue;
      }
      await Promise.all([app, ...open.map((one) => one.app)].map((one) => one.close()));
      // Errors of listen come from node:net with a code.
      const why = await reasonFor(error as NodeJS.ErrnoException, { wanted: { address, port }, open, host });
      const where = showSocketAddress({ address, port });
      throw new UserError(`${where} cannot be listened on: ${why}. Choose another with --listen`);
    }
  }
  return open;
}

async function addressesOf(asked: SocketAddress): Promise<{ asked: SocketAddress; address: string }[]> {
  if (isIP(asked.address) > 0) return [{ asked, address: asked.address }];
  // RFC 6761, section 6.3: a hosts file must not decide, and no other program may listen on the other address.
  if (isLoopback(asked)) return ['127.0.0.1', '::1'].map((address) => ({ asked, address }));
  const found = await lookup(asked.address, { all: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `--listen must name an address of this node, but ${asked.address} has none here (${error.code}); give the address itself`,
    );
  });
  return found.map(({ address }) => ({ asked, address }));
}

/** No interface of this machine has the address, or the machine does not support its family. */
const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');

async function listenOn(
  app: FastifyInstance,
  { address, port, ipv6Only }: SocketAddress & { ipv6Only: boolean },
): Promise<SocketAddress> {
  await app.listen({ host: address, port, ipv6Only, listenTextResolver: () => '' });
  // A TCP listener's address is an AddressInfo.
  const real = app.server.address() as AddressInfo;
  return { address: real.address, port: real.port };
}

type Flags = Pick<Config, 'listen' | 'tls' | 'tls-cert' | 'tls-key' | 'auth' | 'auth-token-file' | 'insecure'>;

/** What the flags say about listeners that other machines can reach. */
export interface Exposure {
  hasTls: boolean;
  hasReaders: boolean;
}

/**
 * Checks the flags of serve together: an address that other machines can reach needs TLS and authentication, because the
 * report reveals much about the node; flags that would protect nothing are refused.
 * @returns null if the address does not exist
 * @throws UserError with the way out
 */
export function requireSafe(flags: Flags): Exposure | null {
  const { tls, 'tls-cert': cert, 'tls-key': key, insecure } = flags;
  if (tls !== null && (cert !== null || key !== null)) {
    throw new UserError(
      '--tls self-signed creates a certificate, --tls-cert and --tls-key name one: use one of the two',
    );
  }
  if ((cert === null) !== (key === null)) {
    const [given, missing] = cert === null ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
    throw new UserError(`${given} also needs ${missing}`);
  }
  const hasTls = tls !== null || cert !== null;
  const hasReaders = flags.auth !== null || flags['auth-token-file'] !== null;
  const exposed = flags.listen.filter((listen) => !isLoopback(listen));
  const [first] = exposed;
  if (first === undefined) {
    if (hasTls || hasReaders) throw new UserError(protectsNothing(flags));
    return null;
  }
  if (!insecure && !(hasTls && hasReaders)) throw new UserError(unprotected(first, { hasTls, hasReaders }));
  return { hasTls, hasReaders };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Names count as reachable, because they may resolve to any address; only `localhost` is taken as loopback. */
export function isLoopback({ address }: SocketAddress): boolean {
  if (isIPv4(address)) return loopback.check(address);
  if (isIPv6(address)) return loopback.check(address, 'ipv6');
  return address.toLowerCase() === 'localhost';
}

const tlsFlags = '--tls self-signed (or --tls-cert and --tls-key)';
const authFlags = '--auth kubernetes (or --auth-token-file, or both)';

function unprotected(listen: SocketAddress, { hasTls, hasReaders }: Exposure): string {
  const at = showSocketAddress(listen);
  const missing = [...(hasTls ? [] : [tlsFlags]), ...(hasReaders ? [] : [authFlags])];
  const example = `hostprobe serve --listen 127.0.0.1:${agentPort} --listen ${at} --tls self-signed --auth kubernetes`;
  return `other machines can reach ${at}, and the report reveals much about the node: add ${missing.join(' and ')}, for example ${example}. For testing only, --insecure allows it without. kubectl port-forward and kubectl exec reach a loopback address`;
}

function protectsNothing({ listen }: Flags): string {
  const all = listen.map(showSocketAddress).join(' and ');
  return `TLS and authentication flags are for addresses that other machines can reach, but --listen has only ${all}, which is always plain and open to this node: add --listen <address of the node>:<port>, or remove these flags`;
}

interface Circumstances {
  wanted: SocketAddress;
  /** Those that hostprobe has opened before. */
  open: readonly { at: SocketAddress }[];
  /** null when there is no node to ask. */
  host: Host | null;
}

/** Why an address cannot be used, as text after a colon; by default the message of the system. */
async function reasonFor(
  { code, message }: NodeJS.ErrnoException,
  { wanted, open, host }: Circumstances,
): Promise<string> {
  const beside = open.find(({ at }) => at.port === wanted.port);
  if (code === 'EADDRINUSE' && beside !== undefined) {
    return `${showSocketAddress(beside.at)}, which is also in --listen, already uses it`;
  }
  if (code === 'EADDRNOTAVAIL') return 'no interface of this node has the address';
  return (host !== null && (await askNode(code, wanted.port, host))) || (usual[code ?? ''] ?? message);
}

/** What a system without details says with these codes. */
const usual: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program already listens there',
  EACCES: 'access is denied; this account may not, or the system reserves the port',
};

/** null: the reason is not known. */
async function askNode(code: string | undefined, port: number, host: Host): Promise<string | null> {
  try {
    if (code === 'EACCES') return await excludedRange(port, host);
    if (code === 'EADDRINUSE') return await owner(port, host);
  } catch {
    // The system's own message must do.
  }
  return null;
}

async function excludedRange(port: number, host: Host): Promise<string | null> {
  const range = (await host.network.excludedPorts()).find(({ first, last }) => first <= port && port <= last);
  if (range === undefined) return null;
  return `Windows reserves ports ${range.first} to ${range.last} (netsh interface ipv4 show excludedportrange protocol=tcp)`;
}

async function owner(port: number, host: Host): Promise<string | null> {
  const listener = (await host.network.listeners()).find((one) => one.port === port);
  if (listener === undefined) return null;
  const name = (await host.processes.list()).find(({ pid }) => pid === listener.pid)?.name;
  return `${name ?? 'a process'} (pid ${listener.pid}) already listens there`;
}
