import { podVariables } from '../../config/pod-variables.ts';
import { LookError } from '../../error.ts';
import type { Cluster, Host } from '../../host.ts';

/** The API server, and this node's name there. */
export interface ApiServer {
  cluster: Cluster;
  nodeName: string;
}

/**
 * A client for the API server, signed in with the token as it is on disk now, so that a rotated one never matters.
 * @throws LookError where there is no way to it
 */
export async function openApiServer(host: Host): Promise<ApiServer> {
  const { findWay } = await import('../../probes/cluster/find-way.ts');
  const { login, told, node } = await findWay(host);
  if (login === null)
    throw new LookError('failed', told.kind === 'none' ? told.reason : 'there is no way to sign in to the API server');
  const nodeName = host.self.variable(podVariables.nodeName) || node || host.system.hostname().toLowerCase();
  return { cluster: host.cluster(login), nodeName };
}
