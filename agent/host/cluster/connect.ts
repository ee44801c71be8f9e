import type {
  AppsV1Api,
  AuthenticationV1Api,
  AuthorizationV1Api,
  Cluster,
  ConfigurationOptions,
  CoreV1Api,
  RequestContext,
  User,
  VersionApi,
} from '@kubernetes/client-node';
import type { ApiAccess } from '../../host.ts';
import { toolVersion } from '../../version.ts';

/** The parts of the API that are used, over connections that they share. */
export interface Connection {
  version: VersionApi;
  core: CoreV1Api;
  apps: AppsV1Api;
  authentication: AuthenticationV1Api;
  authorization: AuthorizationV1Api;
  /** For a patch: what is given replaces its like, and the rest stays. */
  strategicMerge: ConfigurationOptions;
  close(): void;
}

/**
 * Loads the official client and hands it the way in, so that it looks for none itself: its own search takes the token
 * at one path only, starts wsl.exe and credential plugins, and ends at http://localhost:8080.
 * @param signal asked for at each request, which ends when it is aborted
 */
export async function connect(access: ApiAccess, signal: () => AbortSignal): Promise<Connection> {
  const client = await import('./client.ts');
  const config = new client.KubeConfig();
  config.loadFromClusterAndUser(clusterOf(access), userOf(access));
  // Left to itself, the client makes new connections for every request and closes none of them.
  const shared = new client.RequestContext(access.server, client.HttpMethod.GET);
  await config.applySecurityAuthentication(shared);
  const dispatcher = shared.getDispatcher();
  const sign = {
    getName: () => 'hostprobe',
    applySecurityAuthentication(request: RequestContext) {
      for (const [name, value] of Object.entries(shared.getHeaders())) request.setHeaderParam(name, value);
      request.setHeaderParam('User-Agent', `hostprobe/${toolVersion}`);
      if (dispatcher !== undefined) request.setDispatcher(dispatcher);
      request.setSignal(signal());
    },
  };
  const configuration = client.createConfiguration({
    baseServer: new client.ServerConfiguration(access.server, {}),
    authMethods: { default: sign },
  });
  return {
    version: new client.VersionApi(configuration),
    core: new client.CoreV1Api(configuration),
    apps: new client.AppsV1Api(configuration),
    authentication: new client.AuthenticationV1Api(configuration),
    authorization: new client.AuthorizationV1Api(configuration),
    strategicMerge: client.setHeaderOptions('Content-Type', client.PatchStrategy.StrategicMergePatch),
    close: () => void dispatcher?.destroy(),
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function clusterOf({ server, ca, serverName }: ApiAccess): Cluster {
  return {
    name: 'cluster',
    server,
    skipTLSVerify: false,
    ...(ca === null ? {} : { caData: base64(ca) }),
    ...(serverName === null ? {} : { tlsServerName: serverName }),
  };
}

function userOf({ credential }: ApiAccess): User {
  if (credential.kind === 'token') return { name: 'account', token: credential.token };
  return { name: 'account', certData: base64(credential.certificate), keyData: base64(credential.key) };
}
