import { onCluster } from '../fix.ts';
import { removeField } from '../manifest/edit.ts';
import { newestMinor } from '../manifest/kubernetes.ts';
import type { Path } from '../manifest/path.ts';
import { unknownField } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

export const fieldVersions: Rule = {
  id: 'field-versions',
  title: 'Fields that this Kubernetes knows',
  why: 'An API server refuses fields that are newer than itself, and those that it no longer has, as kubectl asks it to; without strict validation it drops them.',
  severity: 'error',
  reference: 'https://github.com/kubernetes/api/blob/v0.36.0/core/v1/types.go',
  judge: (pod, { kubernetes }) =>
    fields
      .filter(({ since, until = newestMinor }) => kubernetes < since || kubernetes > until)
      .flatMap(({ field, since, until }) =>
        placesOf(pod.spec, field.split('.')).map((inner) => {
          const path = ['spec', ...inner];
          const isGone = until !== undefined && kubernetes > until;
          const known = isGone ? `had it until Kubernetes 1.${until}` : `knows it since Kubernetes 1.${since}`;
          const upgrade = onCluster(`To keep it, upgrade the cluster to Kubernetes 1.${since} or newer.`);
          return {
            path,
            message: `${unknownField(pod, path)}: the API server ${known}`,
            fix: { steps: isGone ? [removeField(pod, path)] : [removeField(pod, path), upgrade] },
          };
        }),
      ),
};

const podTerm = 'affinity.{podAffinity,podAntiAffinity}.requiredDuringSchedulingIgnoredDuringExecution.*';
const container = '{containers,initContainers,ephemeralContainers}.*';

/** The first minor version that has a field, and the last. Source: k8s.io/api core/v1/types.go, v0.25.0 to v0.36.0. */
const fields: readonly { field: string; since: number; until?: number }[] = [
  { field: 'schedulingGates', since: 26 },
  { field: 'resourceClaims', since: 26 },
  { field: `${container}.resources.claims`, since: 26 },
  { field: `${container}.resizePolicy`, since: 27 },
  { field: `${container}.restartPolicy`, since: 28 },
  { field: `${container}.lifecycle.{preStop,postStart}.sleep`, since: 29 },
  { field: 'volumes.*.projected.sources.*.clusterTrustBundle', since: 29 },
  { field: 'volumes.*.ephemeral.volumeClaimTemplate.spec.volumeAttributesClassName', since: 29 },
  { field: `${podTerm}.{matchLabelKeys,mismatchLabelKeys}`, since: 29 },
  { field: 'securityContext.appArmorProfile', since: 30 },
  { field: `${container}.securityContext.appArmorProfile`, since: 30 },
  { field: `${container}.volumeMounts.*.recursiveReadOnly`, since: 30 },
  { field: 'volumes.*.image', since: 31 },
  { field: 'securityContext.supplementalGroupsPolicy', since: 31 },
  { field: 'securityContext.seLinuxChangePolicy', since: 32 },
  { field: 'resources', since: 32 },
  { field: `${container}.lifecycle.stopSignal`, since: 33 },
  { field: 'hostnameOverride', since: 34 },
  { field: `${container}.env.*.valueFrom.fileKeyRef`, since: 34 },
  { field: '{containers,initContainers}.*.restartPolicyRules', since: 34 },
  { field: 'volumes.*.projected.sources.*.podCertificate', since: 34 },
  { field: 'workloadRef', since: 35, until: 35 },
  { field: 'schedulingGroup', since: 36 },
];

/** Where a value has a field; `*` is each item of a list, `{a,b}` each of these. */
function placesOf(value: unknown, [step, ...rest]: readonly string[]): Path[] {
  if (step === undefined) return value === undefined ? [] : [[]];
  if (value === null || typeof value !== 'object') return [];
  const keys = step === '*' ? [...Object.keys(value).map(Number)] : step.replace(/[{}]/g, '').split(',');
  return keys
    .filter((key) => Object.hasOwn(value, key))
    .flatMap((key) => placesOf(Reflect.get(value, key), rest).map((inner) => [key, ...inner]));
}
