import {
  podArguments,
  podNamespace,
  type Symptom,
  type Weighing,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { type Evidence, evidence, ifKnown } from '../fact.ts';
import { inImage, inManifest, newTag, onCluster, onNode, shell } from '../fix.ts';
import { tokenEvidence, tokenOwner } from '../node/own-container.ts';
import { tokenDirectory } from '../shim/token.ts';
import type { KnownFacts } from '../snapshot.ts';
import { kubernetesPage } from './weigh.ts';

/** "namespace:name" of the service account that the API server saw. */
const accountIn = ({ match: { captured } }: Symptom) => {
  const [namespace, name] = captured.account?.split(':') ?? [];
  return namespace === undefined || name === undefined ? null : { namespace, name };
};

/** Tokens that lie where clients look, and are those of other pods than the one that hostprobe runs in. */
function strangersIn({ token }: KnownFacts): { subject: string; seen: Evidence[] }[] {
  const own = token?.pod.uid ?? null;
  return (token?.paths ?? []).flatMap((path) => {
    const file = path.form === 'mount-point' ? null : ifKnown(path.token);
    if (!file || file.claims === null || own === null || file.claims.pod?.uid === own) return [];
    return [
      { subject: file.claims.subject ?? '', seen: [tokenEvidence(path), evidence('it is of', tokenOwner(file))] },
    ];
  });
}

const accountEvidence = ({ namespace, name }: NonNullable<ReturnType<typeof accountIn>>) =>
  evidence('the API server saw', `service account ${namespace}/${name}`);

/** By the namespace of the pod: a token of a pod is of a service account of its own namespace. */
function weighNamespace(symptom: Symptom, same: Weighing['weight'], other: Weighing['weight']): Weighing {
  const account = accountIn(symptom);
  if (account === null) return weighText(symptom);
  const user = accountEvidence(account);
  const namespace = podNamespace(symptom);
  if (namespace === '<namespace>') return weighing('possible', user);
  const seen = evidence('namespace of the pod', namespace);
  return weighing(namespace === account.namespace ? same : other, user, seen);
}

function weighOther(symptom: Symptom, facts: KnownFacts): Weighing {
  const account = accountIn(symptom);
  const all = strangersIn(facts);
  if (account === null) return all[0] === undefined ? weighText(symptom) : weighing('likely', ...all[0].seen);
  const lying = all.find(({ subject }) => subject.endsWith(`:${account.namespace}:${account.name}`));
  return lying === undefined
    ? weighNamespace(symptom, 'possible', 'confirmed')
    : weighing('confirmed', accountEvidence(account), ...lying.seen);
}

const tokenFolder = `C:\\${tokenDirectory}`;

/** Whose credentials a program shows to the API server, and what they allow. */
export const accessCauses: WrittenCauses = {
  'token-of-another': {
    title: 'The program used the token of another pod or cluster, or one that has expired, such as a copy on the node',
    explain:
      'Without the bind filter nothing is mounted at C:\\var\\run\\secrets for a container: what lies there is of the host, such as a copy that a script made for another pod. A HostProcess container also inherits the variables of the node, and may find a kubeconfig of it. The kubelet renews the token of a mounted volume; a copy, a subPath and what a program keeps in memory end with their hour, or with their pod, and all old tokens end with the keys of a cluster.',
    reference: kubernetesPage('tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts'),
    checks: ['token-paths', 'token-claims', 'token-client'],
    fix: (symptom) => [
      onCluster(
        'See which service account the pod has, to compare it with that of the text.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.serviceAccountName}'`,
      ),
      onNode(
        'See whether a token lies on the host where clients look, and how old it is; no HostProcess pod needs it there.',
        shell`Get-ChildItem -Force -LiteralPath ${tokenFolder}`,
      ),
      onCluster(
        'See how the token is mounted: a subPath is never renewed.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.volumes} {.spec.containers[*].volumeMounts}'`,
      ),
      inImage(
        'Let the client read the token, again for each request, below the mount point, or a kubeconfig that names it there, and set KUBECONFIG to that.',
        "$env:KUBECONFIG = $env:CONTAINER_SANDBOX_MOUNT_POINT + '/kubeconfig.json'",
      ),
      ...newTag(),
    ],
    weigh: weighOther,
  },
  'permission-missing': {
    title: 'RBAC gives the service account no permission for what the program asks',
    explain:
      'The token is valid, and no Role or ClusterRole that is bound to its service account allows the request. In the image of a newer or older release than its manifests a program asks for other objects than they allow.',
    reference: kubernetesPage('reference/access-authn-authz/rbac/'),
    fix: (symptom) => {
      const account = accountIn(symptom);
      const { verb = '<verb>', resource = '<resource>', group = '' } = symptom.match.captured;
      const what = group === '' ? resource : `${resource}.${group}`;
      const user = `system:serviceaccount:${account?.namespace ?? '<namespace>'}:${account?.name ?? '<service account>'}`;
      return [
        onCluster('See that it may not.', shell`kubectl auth can-i ${verb} ${what} --as ${user} -A`),
        onCluster(
          'Apply the manifests of the release that the image has: they hold its permissions.',
          shell`kubectl get clusterrolebindings,rolebindings -A -o wide`,
        ),
        inManifest('Or add the rule to the ClusterRole that is bound to the service account.'),
      ];
    },
    weigh: (symptom) => weighNamespace(symptom, 'likely', 'ruled-out'),
  },
};
