import type { Check } from '../check.ts';
import { agentAccount } from './agent-account.ts';
import { annotationPassthrough } from './annotation-passthrough.ts';
import { apiServer } from './api-server.ts';
import { bindFilter } from './bind-filter.ts';
import { clockSkew } from './clock-skew.ts';
import { clusterDns } from './cluster-dns.ts';
import { containerUsage } from './container-usage.ts';
import { containerdAccount } from './containerd-account.ts';
import { containerdAccountPending } from './containerd-account-pending.ts';
import { containerdConfig } from './containerd-config.ts';
import { containerdLog } from './containerd-log.ts';
import { containerdRestartPending } from './containerd-restart-pending.ts';
import { containerdService } from './containerd-service.ts';
import { containerdVersion } from './containerd-version.ts';
import { containersFeature } from './containers-feature.ts';
import { criEndpoint } from './cri-endpoint.ts';
import { diskSpace } from './disk-space.ts';
import { hns } from './hns.ts';
import { hnsLoadBalancers } from './hns-load-balancers.ts';
import { hnsNetworks } from './hns-networks.ts';
import { hostComputeServices } from './host-compute-services.ts';
import { hostNetwork } from './host-network.ts';
import { hostPorts } from './host-ports.ts';
import { hostProcess } from './host-process.ts';
import { hostProcessPods } from './host-process-pods.ts';
import { interactiveLogonRight } from './interactive-logon-right.ts';
import { kubeletService } from './kubelet-service.ts';
import { orphanedAccounts } from './orphaned-accounts.ts';
import { osBuild } from './os-build.ts';
import { resourceLimits } from './resource-limits.ts';
import { runtimeReady } from './runtime-ready.ts';
import { sandboxChanges } from './sandbox-changes.ts';
import { sandboxMode } from './sandbox-mode.ts';
import { sandboxMountPoint } from './sandbox-mount-point.ts';
import { serviceAccountCa } from './service-account-ca.ts';
import { shimUsage } from './shim-usage.ts';
import { shimVersion } from './shim-version.ts';
import { terminatingPods } from './terminating-pods.ts';
import { tokenClaims } from './token-claims.ts';
import { tokenClient } from './token-client.ts';
import { tokenPaths } from './token-paths.ts';
import { workingDirectory } from './working-directory.ts';

/** All checks, in the order of judging and showing: first what stops pods, then what surprises them. */
export const checks: readonly Check[] = [
  containerdAccount,
  containerdService,
  criEndpoint,
  containerdVersion,
  shimVersion,
  runtimeReady,
  kubeletService,
  hostProcessPods,
  bindFilter,
  containerdAccountPending,
  containerdRestartPending,
  annotationPassthrough,
  interactiveLogonRight,
  orphanedAccounts,
  hostProcess,
  agentAccount,
  sandboxMode,
  sandboxMountPoint,
  workingDirectory,
  tokenPaths,
  tokenClaims,
  tokenClient,
  serviceAccountCa,
  resourceLimits,
  containerUsage,
  shimUsage,
  terminatingPods,
  sandboxChanges,
  hostNetwork,
  hostPorts,
  apiServer,
  clusterDns,
  containersFeature,
  hostComputeServices,
  hns,
  hnsNetworks,
  hnsLoadBalancers,
  osBuild,
  clockSkew,
  diskSpace,
  containerdConfig,
  containerdLog,
];
