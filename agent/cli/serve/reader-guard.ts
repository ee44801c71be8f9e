import type { Config } from '../../config.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/auth/guard.ts';
import { openApiServer } from './api-server.ts';

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
    import('../../server/auth/guard.ts'),
    import('../../server/auth/reviewer.ts'),
    import('../../server/auth/token-file.ts'),
  ]);
  const path = config['auth-token-file'];
  const tokenFile = path === null ? null : await openTokenFile({ path, log });
  const cluster =
    config.auth === null
      ? null
      : createReviewer({ open: async () => (await openApiServer(host)).cluster, now: () => host.now().getTime(), log });
  cluster?.rehearse();
  return { guard: createReaderGuard({ cluster, tokenFile }), close: () => tokenFile?.stop() };
}
