import type { Socket } from 'node:net';
import { podVariables } from '../../config/pod-variables.ts';
import type { SocketAddress } from '../../config/socket-address.ts';
import type { Config } from '../../config.ts';
import { QueryError } from '../../error.ts';
import type { Cluster, Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/auth/guard.ts';
import type { Exposure } from '../../server/listen.ts';
import type { Presented } from '../../server/tls/certificate.ts';

/**
 * A client for the API server, and this node's name there. It reads the token from disk each time, because tokens rotate.
 * @throws QueryError if it cannot be reached in any way
 */
export async function openApiServer(host: Host): Promise<{ cluster: Cluster; nodeName: string }> {
  const { findAccess } = await import('../../probes/cluster/find-api-access.ts');
  const { login, reported, node } = await findAccess(host);
  if (login === null)
    throw new QueryError(
      'failed',
      reported.kind === 'none' ? reported.reason : 'no credentials for the API server were found',
    );
  const nodeName = host.self.variable(podVariables.nodeName) || node || host.system.hostname().toLowerCase();
  return { cluster: host.cluster(login), nodeName };
}

/**
 * The guard of addresses that other machines can reach, by --auth and --auth-token-file. hostprobe also starts while
 * the API server is unreachable; until it answers, its readers get 503.
 * @param host for --auth kubernetes
 * @returns the guard, and a function that releases it
 * @throws UserError for a file without tokens
 */
async function openReaderGuard(config: Pick<Config, 'auth' | 'auth-token-file'>, host: Host, log: Log) {
  const [{ createReaderGuard }, { createReviewer }, { openTokenFile }] = await Promise.all([
    import('../../server/auth/guard.ts'),
    import('../../server/auth/token-review.ts'),
    import('../../server/auth/token-file.ts'),
  ]);
  const path = config['auth-token-file'];
  const tokenFile = path === null ? null : await openTokenFile({ path, log });
  const cluster =
    config.auth === null
      ? null
      : createReviewer({
          open: async () => (await openApiServer(host)).cluster,
          now: () => host.now().getTime(),
          elapsed: () => performance.now(),
          log,
        });
  return { guard: createReaderGuard({ cluster, tokenFile }), close: () => tokenFile?.stop() };
}

type Flags = Pick<Config, 'listen' | 'tls-cert' | 'tls-key'>;

/**
 * The certificate that the flags name, else one that hostprobe creates.
 * @throws UserError for invalid files
 */
async function openCertificate(config: Flags, host: Host, log: Log): Promise<Presented> {
  const { 'tls-cert': cert, 'tls-key': key } = config;
  const now = () => host.now();
  if (cert !== null && key !== null) {
    const { openPairFiles } = await import('../../server/tls/certificate-files.ts');
    return openPairFiles({ cert, key, log, now });
  }
  const [{ keepSelfSigned }, { certificateNames }] = await Promise.all([
    import('../../server/tls/self-signed.ts'),
    import('../../server/tls/certificate.ts'),
  ]);
  return keepSelfSigned({ names: certificateNames(await namesOf(config, host)), log, now });
}

/** The node's names and listening addresses; for a listener on every address, the addresses of all interfaces. */
async function namesOf({ listen }: Flags, host: Host): Promise<string[]> {
  const listeners = listen.map(({ address }) => address);
  const { nodeName, nodeAddress } = podVariables;
  const given = [nodeName, nodeAddress].flatMap((name) => host.self.variable(name) ?? []);
  const everywhere = listeners.some((address) => address === '0.0.0.0' || address === '::');
  const interfaces = everywhere ? await host.network.interfaces() : [];
  return [host.system.hostname(), ...given, ...listeners, ...interfaces.map(({ address }) => address)];
}

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
  const [{ isLoopback }, loopbackAuth, { connectionsWithin, handleLimit, maxConnections }] = await Promise.all([
    import('../../server/listen.ts'),
    import('../../server/auth/loopback.ts'),
    import('../../server/limits/connections.ts'),
  ]);
  const { createCallerGuard, loopbackGuard, openLoopbackCallers } = loopbackAuth;
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
  const presented = exposure.hasTls ? await openCertificate(config, host, log) : null;
  const readers = exposure.hasReaders ? await openReaderGuard(config, host, log) : null;
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
