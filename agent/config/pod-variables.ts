/**
 * Names of the environment variables that tell a process which pod it is: those that hostprobe's manifest fills by the
 * downward API, and those that Kubernetes and containerd's shim set by themselves.
 */
export const podVariables = {
  nodeName: 'NODE_NAME',
  podName: 'POD_NAME',
  podNamespace: 'POD_NAMESPACE',
  podUid: 'POD_UID',
  serviceAccount: 'POD_SERVICE_ACCOUNT',
  nodeAddress: 'HOST_IP',
  apiServerHost: 'KUBERNETES_SERVICE_HOST',
  apiServerPort: 'KUBERNETES_SERVICE_PORT',
  sandboxMountPoint: 'CONTAINER_SANDBOX_MOUNT_POINT',
} as const;
