import type { SocketAddress } from '../../config/socket-address.ts';
import type { Config } from '../../config.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/auth/guard.ts';
import type { Exposure } from '../../server/listen/exposure.ts';
import type { Presented } from '../../server/tls/presented.ts';
import { openCertificate } from './certificate.ts';
import { openReaderGuard } from './reader-guard.ts';

/** What a listener lets in, and how. */
export interface WayIn {
  guard: Guard;
  /** null: without TLS. */
  presented: Presented | null;
  /** Connections at once. */
  most: number;
}

/**
 * How each listener is reached: loopback plain and open, others as the flags have it.
 * @param options.createHost called only where an address that others can reach needs the machine to be asked
 * @throws UserError for files of a certificate or of tokens that are of no use
 */
export async function openWaysIn(options: {
  config: Pick<Config, 'listen' | 'tls-cert' | 'tls-key' | 'auth' | 'auth-token-file'>;
  exposure: Exposure | null;
  createHost: () => Promise<Host>;
  log: Log;
}): Promise<{ to(listen: SocketAddress): WayIn; close(): void }> {
  const { config, exposure, createHost, log } = options;
  const [{ isLoopback }, { loopbackGuard }, { maxConnections }] = await Promise.all([
    import('../../server/listen/exposure.ts'),
    import('../../server/auth/loopback.ts'),
    import('../../server/limits/http.ts'),
  ]);
  const loopback: WayIn = { guard: loopbackGuard, presented: null, most: maxConnections.loopback };
  if (exposure === null) return { to: () => loopback, close: () => undefined };
  const host = await createHost();
  const presented = exposure.hasTls ? await openCertificate({ config, host, log }) : null;
  const readers = exposure.hasReaders ? await openReaderGuard({ config, host, log }) : null;
  if (presented === null) log.warn('--insecure: others can read what goes over the wire, tokens too; there is no TLS');
  if (readers === null)
    log.warn('--insecure: whoever reaches this node can read the report; there is no authentication');
  const exposed: WayIn = { guard: readers?.guard ?? openToAll, presented, most: maxConnections.exposed };
  return {
    to: (listen) => (isLoopback(listen) ? loopback : exposed),
    close() {
      presented?.stop();
      readers?.close();
    },
  };
}

const openToAll: Guard = () => null;
