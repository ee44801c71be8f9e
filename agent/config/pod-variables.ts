/**
 * Environment variables that describe the pod of this process: those that hostprobe's manifest fills with the
 * downward API, and those that Kubernetes and containerd's shim set.
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
