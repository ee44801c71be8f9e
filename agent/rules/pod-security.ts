import { shell } from '../fix/command.ts';
import { inManifest, onCluster, verified } from '../fix.ts';
import type { Rule } from '../rule.ts';
import { type Level, violationsOf } from './pod-security/violations.ts';

const label = 'pod-security.kubernetes.io/enforce';

export const podSecurity: Rule = {
  id: 'pod-security',
  title: 'Pod Security level of the namespace',
  why: 'Pod Security admission refuses HostProcess pods in namespaces that enforce baseline or restricted: a Pod at once, the pods of a DaemonSet or Deployment later and only in an event.',
  severity: 'error',
  reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  judge(pod, { namespaces, kubernetes }) {
    const namespace = pod.namespace === null ? undefined : namespaces.get(pod.namespace);
    const level = namespace?.labels[label];
    if (namespace === undefined || !isLevel(level)) return [];
    const version = namespace.labels[`${label}-version`] ?? 'latest';
    const minor = Number(/^v1\.(\d+)$/.exec(version)?.[1] ?? kubernetes);
    const violations = violationsOf(pod, level, Math.min(minor, kubernetes));
    if (violations.length === 0) return [];
    const refusal = `violates PodSecurity "${level}:${version}": ${violations.join(', ')}`;
    const name = pod.name === '' ? '' : ` "${pod.name}"`;
    return [
      {
        path: ['spec', 'securityContext', 'windowsOptions', 'hostProcess'],
        message:
          pod.kind === 'Pod' ? `pods${name} is forbidden: ${refusal}` : `its pods are forbidden: each ${refusal}`,
        fix: verified(
          [
            onCluster(
              'Allow privileged pods in the namespace; a namespace for HostProcess pods alone is best.',
              shell`kubectl label namespace ${namespace.name} ${`${label}=privileged`} --overwrite`,
              'Every privileged pod is then admitted there.',
            ),
            inManifest(
              `Set that label in the manifest of the namespace ${namespace.name} too, which the next apply would otherwise bring back.`,
            ),
          ],
          shell`kubectl get namespace ${namespace.name} --show-labels`,
          `${label} is privileged.`,
        ),
      },
    ];
  },
};

const isLevel = (level: string | undefined): level is Level => level === 'baseline' || level === 'restricted';
