/** Of the official client, what is used: the rest of it, some 15 MiB of text, is left out of bundles. */
export {
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  createConfiguration,
  HttpMethod,
  KubeConfig,
  RequestContext,
  ServerConfiguration,
  VersionApi,
} from '@kubernetes/client-node';
