import type { Config } from '../../config.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../../server/auth/guard.ts';
import { openApiServer } from './api-server.ts';

/**
 * The guard of addresses that other machines can reach, by --auth and --auth-token-file. hostprobe also starts while
 * the API server is unreachable; until it answers, its readers get 503.
 * @param options.host for --auth kubernetes
 * @returns the guard, and a function that releases it
 * @throws UserError for a file without tokens
 */
export async function openReaderGuard(options: {
  config: Pick<Config, 'auth' | 'auth-token-file'>;
  host: Host;
  log: Log;
}): Promise<{ guard: Guard; close(): void }> {
  const { config, host, log } = options;
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
  cluster?.rehearse();
  return { guard: createReaderGuard({ cluster, tokenFile }), close: () => tokenFile?.stop() };
}
