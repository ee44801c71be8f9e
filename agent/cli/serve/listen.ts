import type { Socket } from 'node:net';
import type { SocketAddress } from '../../config/socket-address.ts';
import type { Config } from '../../config.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/auth/guard.ts';
import type { Exposure } from '../../server/listen/exposure.ts';
import type { Presented } from '../../server/tls/presented.ts';
import { openReaderGuard } from './auth.ts';
import { openCertificate } from './tls.ts';

/** The access to a listener: transport and readers. */
interface WayIn {
  guard: Guard;
  /** null: without TLS. */
  presented: Presented | null;
  /** The most simultaneous connections. */
  most: number;
  onConnection?: (socket: Socket) => void;
}

/**
 * How each listener is reached: loopback is plain, and open unless hostprobe runs as an administrator; others follow the
 * flags.
 * @param options.createHost called only for addresses that other machines can reach
 * @param options.node the machine of the report; null: a saved snapshot
 * @throws UserError for invalid certificate or token files
 */
export async function openWaysIn(options: {
  config: Pick<Config, 'listen' | 'tls-cert' | 'tls-key' | 'auth' | 'auth-token-file'>;
  exposure: Exposure | null;
  createHost: () => Promise<Host>;
  node: Host | null;
  log: Log;
}): Promise<{ to(listen: SocketAddress): WayIn; close(): void }> {
  const { config, exposure, createHost, node, log } = options;
  const [
    { isLoopback },
    { createCallerGuard, loopbackGuard },
    { openLoopbackCallers },
    { maxConnections },
    { connectionsWithin, handleLimit },
  ] = await Promise.all([
    import('../../server/listen/exposure.ts'),
    import('../../server/auth/loopback.ts'),
    import('../../server/auth/loopback-callers.ts'),
    import('../../server/limits/http.ts'),
    import('../../server/limits/file-handles.ts'),
  ]);
  const handles = handleLimit();
  const most = (wanted: number) => connectionsWithin({ wanted, listeners: config.listen.length, handles });
  const callers = node === null ? null : await openLoopbackCallers(node, log);
  const loopback: WayIn = {
    guard: callers === null ? loopbackGuard : createCallerGuard(callers),
    presented: null,
    most: most(maxConnections.loopback),
    ...(callers === null ? {} : { onConnection: callers.arrived }),
  };
  if (exposure === null) return { to: () => loopback, close: () => undefined };
  const host = await createHost();
  const presented = exposure.hasTls ? await openCertificate({ config, host, log }) : null;
  const readers = exposure.hasReaders ? await openReaderGuard({ config, host, log }) : null;
  if (presented === null)
    log.warn('--insecure: there is no TLS; others on the network can read all traffic, including tokens');
  if (readers === null)
    log.warn('--insecure: there is no authentication; anyone who can reach this node can read the report');
  const exposed: WayIn = { guard: readers?.guard ?? openToAll, presented, most: most(maxConnections.exposed) };
  return {
    to: (listen) => (isLoopback(listen) ? loopback : exposed),
    close() {
      presented?.stop();
      readers?.close();
    },
  };
}

const openToAll: Guard = () => null;
