import { shell } from '../fix/command.ts';
import { inManifest, onCluster } from '../fix.ts';
import { containersOf, textsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const inClusterClient: Rule = {
  id: 'in-cluster-client',
  title: 'Clients of the Kubernetes API',
  why: 'Clients look for their token in /var/run/secrets/kubernetes.io/serviceaccount. Outside bind mode it exists only below CONTAINER_SANDBOX_MOUNT_POINT.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes/kubernetes/issues/104562',
  holds: [...volumeNodes, ...fallbackNodes],
  judge(pod) {
    const { spec } = pod;
    const account = spec.serviceAccountName ?? 'default';
    if (spec.automountServiceAccountToken === false || account === 'default') return [];
    const placed = containersOf(pod);
    const names = placed.flatMap(({ container }) => container.env.map(({ name }) => name));
    const words = [...names, ...placed.flatMap(textsOf).map(({ text }) => text)];
    if (words.some((word) => /CONTAINER_SANDBOX_MOUNT_POINT|kubeconfig/i.test(word))) return [];
    return [
      told(
        ['spec', 'serviceAccountName'],
        `a client that looks for the token of ${account} where Linux has it does not find it`,
        inManifest(
          'Let the client read the token below %CONTAINER_SANDBOX_MOUNT_POINT%, or a kubeconfig that names the paths there.',
        ),
        onCluster(
          'See where the token is in a running pod.',
          shell`kubectl exec --namespace ${pod.namespace ?? '<namespace>'} <pod> -- cmd.exe /c dir '%CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount'`,
        ),
      ),
    ];
  },
};
