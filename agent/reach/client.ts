/** Of the official client, what a kubeconfig needs: its credentials, credential plugins, TLS and proxies. */
export { KubeConfig } from '@kubernetes/client-node';
