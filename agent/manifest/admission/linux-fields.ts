import type { Path } from '../path.ts';
import { containersOf, type Pod } from '../pod.ts';

/** Fields that only Linux has. Source: k8s.io/kubernetes pkg/apis/core/validation validateWindows. */
const ofPod = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const ofContainer = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];
/** Of the pod itself; the first two only when they are true. */
const ofSpec = ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'] as const;

/** The API server checks the length of this list, and accepts an empty one. */
const isEmpty = (name: string, value: unknown) => name === 'sysctls' && Array.isArray(value) && value.length === 0;

/** Where a pod sets fields that only Linux has. */
export function linuxFieldsOf(pod: Pick<Pod, 'spec'>): Path[] {
  const { spec } = pod;
  const fields: Path[] = ofSpec
    .filter((field) => (field === 'hostPID' || field === 'hostIPC' ? spec[field] : spec[field] !== undefined))
    .map((field) => ['spec', field]);
  const collect = (context: object | undefined, names: readonly string[], at: Path) => {
    for (const name of names) {
      if (context === undefined || !Object.hasOwn(context, name)) continue;
      if (!isEmpty(name, Reflect.get(context, name))) fields.push([...at, 'securityContext', name]);
    }
  };
  collect(spec.securityContext, ofPod, ['spec']);
  for (const { container, path } of containersOf(pod)) collect(container.securityContext, ofContainer, path);
  return fields;
}
