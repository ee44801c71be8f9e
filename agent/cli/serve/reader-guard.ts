import type { Config } from '../../config.ts';
import { LookError } from '../../error.ts';
import type { Cluster, Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/guard.ts';

/**
 * The guard of addresses that others can reach, as --auth and --auth-token-file have it. An API server that cannot be
 * asked now is no reason not to start: until it can, readers that it would know get 503.
 * @param options.host for --auth kubernetes
 * @returns the guard, and how to end what it keeps up
 * @throws UserError for a file that holds no tokens
 */
export async function openReaderGuard(options: {
  config: Pick<Config, 'auth' | 'auth-token-file'>;
  host: Host;
  log: Log;
}): Promise<{ guard: Guard; close(): void }> {
  const { config, host, log } = options;
  const [{ createReaderGuard }, { createReviewer }, { openTokenFile }] = await Promise.all([
    import('../../server/guard.ts'),
    import('../../server/auth/reviewer.ts'),
    import('../../server/auth/token-file.ts'),
  ]);
  const path = config['auth-token-file'];
  const tokenFile = path === null ? null : await openTokenFile({ path, log });
  const cluster =
    config.auth === null
      ? null
      : createReviewer({ open: () => openCluster(host), now: () => host.now().getTime(), log });
  cluster?.rehearse();
  return { guard: createReaderGuard({ cluster, tokenFile }), close: () => tokenFile?.stop() };
}

async function openCluster(host: Host): Promise<Cluster> {
  const { findWay } = await import('../../probes/cluster-way.ts');
  const { login, told } = await findWay(host);
  if (login !== null) return host.cluster(login);
  throw new LookError('failed', told.kind === 'none' ? told.reason : 'there is no way to sign in to the API server');
}
