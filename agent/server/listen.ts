import { lookup } from 'node:dns/promises';
import { type AddressInfo, isIP, isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type SocketAddress, showSocketAddress } from '../config/socket-address.ts';
import { UserError } from '../error.ts';
import type { Host } from '../host.ts';
import { isLoopback } from './listen/exposure.ts';
import { reasonFor } from './listen/port-in-use.ts';

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
