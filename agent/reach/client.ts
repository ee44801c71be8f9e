/** The parts of the official client that read a kubeconfig: credentials, credential plugins, TLS and proxies. */
export { KubeConfig } from '@kubernetes/client-node';
