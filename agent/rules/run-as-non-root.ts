import { inManifest } from '../fix.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const runAsNonRoot: Rule = {
  id: 'run-as-non-root',
  title: 'runAsNonRoot',
  why: 'Kubernetes documents that HostProcess pods must not set it; today it only keeps ContainerAdministrator from starting.',
  severity: 'warn',
  reference:
    'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements',
  judge: (pod) =>
    securityContextsOf(pod)
      .filter(({ context }) => context?.runAsNonRoot === true)
      .map(({ path }) => ({
        path: [...path, 'securityContext', 'runAsNonRoot'],
        message: 'runAsNonRoot: true is documented as not allowed for HostProcess pods',
        fix: { steps: [inManifest('Remove it; choose a weak account by runAsUserName instead.')] },
      })),
};
