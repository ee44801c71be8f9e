import type { Path } from './path.ts';

/** Where each kind keeps its pod, and the API versions that have it. */
export interface Workload {
  template: Path;
  versions: readonly string[];
}

const apps: Workload = { template: ['spec', 'template'], versions: ['apps/v1'] };

const workloads: Readonly<Record<string, Workload>> = {
  Pod: { template: [], versions: ['v1'] },
  PodTemplate: { template: ['template'], versions: ['v1'] },
  ReplicationController: { template: ['spec', 'template'], versions: ['v1'] },
  DaemonSet: apps,
  Deployment: apps,
  StatefulSet: apps,
  ReplicaSet: apps,
  Job: { template: ['spec', 'template'], versions: ['batch/v1'] },
  // v1beta1 was served until Kubernetes 1.24, when HostProcess pods were two releases old.
  CronJob: { template: ['spec', 'jobTemplate', 'spec', 'template'], versions: ['batch/v1', 'batch/v1beta1'] },
};

/** API groups of Kubernetes itself; a DaemonSet of another group may be something else. */
const ownGroup = /^(?:v\w+|(?:apps|batch|extensions)\/\w+)$/;

/** null: no kind with a pod that is known here. */
export function workloadOf(kind: string, apiVersion: string): Workload | null {
  if (!Object.hasOwn(workloads, kind)) return null;
  return apiVersion === '' || ownGroup.test(apiVersion) ? (workloads[kind] ?? null) : null;
}
