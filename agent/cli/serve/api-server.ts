import { podVariables } from '../../config/pod-variables.ts';
import { QueryError } from '../../error.ts';
import type { Cluster, Host } from '../../host.ts';

/** The API server, and this node's name there. */
interface ApiServer {
  cluster: Cluster;
  nodeName: string;
}

/**
 * A client for the API server. It reads the token from disk each time, because tokens rotate.
 * @throws QueryError if it cannot be reached in any way
 */
export async function openApiServer(host: Host): Promise<ApiServer> {
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
