import { onCluster } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

const label = 'pod-security.kubernetes.io/enforce';

export const podSecurity: Rule = {
  id: 'pod-security',
  title: 'Pod Security level of the namespace',
  why: 'Pod Security admission refuses HostProcess pods in namespaces of the levels baseline and restricted: a Pod at once, those of a DaemonSet or Deployment later and only in an event.',
  severity: 'error',
  reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  judge(pod, { namespaces }) {
    const namespace = pod.namespace === null ? undefined : namespaces.get(pod.namespace);
    const level = namespace?.labels[label];
    if (namespace === undefined || (level !== 'baseline' && level !== 'restricted')) return [];
    const who = setters(pod.spec.securityContext?.windowsOptions?.hostProcess === true, containerNames(pod));
    if (who === null) return [];
    const version = namespace.labels[`${label}-version`] ?? 'latest';
    const network = pod.spec.hostNetwork === true ? 'host namespaces (hostNetwork=true), ' : '';
    const refusal = `violates PodSecurity "${level}:${version}": ${network}hostProcess (${who} must not set securityContext.windowsOptions.hostProcess=true)`;
    const name = pod.name === '' ? '' : ` "${pod.name}"`;
    return [
      {
        path: ['spec', 'securityContext', 'windowsOptions', 'hostProcess'],
        message:
          pod.kind === 'Pod' ? `pods${name} is forbidden: ${refusal}` : `its pods are forbidden: each ${refusal}`,
        fix: {
          steps: [
            onCluster(
              'Label the namespace, best one of its own for HostProcess pods.',
              `kubectl label namespace ${namespace.name} ${label}=privileged --overwrite`,
              'Every privileged pod is then admitted there.',
            ),
          ],
        },
      },
    ];
  },
};

const containerNames = (pod: Parameters<typeof containersOf>[0]) =>
  containersOf(pod)
    .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess === true)
    .map(({ container }) => `"${container.name}"`);

/** As the admission names who sets it; null: nobody. */
function setters(pod: boolean, names: readonly string[]): string | null {
  const containers =
    names.length === 0 ? [] : [`${names.length === 1 ? 'container' : 'containers'} ${names.join(', ')}`];
  const all = [...(pod ? ['pod'] : []), ...containers];
  return all.length === 0 ? null : all.join(' and ');
}
