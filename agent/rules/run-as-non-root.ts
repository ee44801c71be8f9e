import { inManifest } from '../fix.ts';
import { removeField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const runAsNonRoot: Rule = {
  id: 'run-as-non-root',
  title: 'runAsNonRoot',
  why: 'Kubernetes documents that HostProcess pods must not set it. Today it only keeps ContainerAdministrator from starting.',
  severity: 'warn',
  reference:
    'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements',
  judge: (pod) =>
    securityContextsOf(pod)
      .filter(({ context }) => context?.runAsNonRoot === true)
      .map(({ path }) => [...path, 'securityContext', 'runAsNonRoot'])
      .map((path) =>
        told(
          path,
          'HostProcess pods must not set runAsNonRoot: true',
          removeField(pod, path),
          inManifest('Choose an account with few rights in runAsUserName instead.'),
        ),
      ),
};
