import {
  isOfToken,
  podArguments,
  podNamespace,
  possible,
  type Symptom,
  volumesOf,
  type Weighing,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { changePod, inManifest, lines, onCluster, onNode, shell, verified } from '../fix.ts';
import type { Message } from '../message.ts';
import { searchConfig, settingsFile } from '../node/containerd-config.ts';
import { restartAfterChange } from '../node/containerd-service.ts';
import { hostProcessGate, showKubelet } from '../node/kubernetes.ts';
import { shimFamily } from '../node/new-pod.ts';
import { nodeName, showPrograms, under, upgradeKubelet } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { hcsshimSource, kubernetesPage, podRequirements, weighPart } from './weigh.ts';

const enhancement =
  'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support';
/** Without a user: the manifest has one, and needs no other for this. */
const hostProcessLines = 'securityContext:\n  windowsOptions:\n    hostProcess: true\nhostNetwork: true';

/** The spec of the pod, and what the cluster allows. */
export const podCauses: WrittenCauses = {
  'mixed-containers': {
    title: 'Some containers of the pod are HostProcess containers and some are not',
    explain:
      'Either all containers of a pod are HostProcess containers, init and ephemeral containers too, or none is.',
    reference: podRequirements,
    fix: () => [
      inManifest(
        'Set hostProcess: true once, in the securityContext of the pod, and remove hostProcess from those of its containers.',
        hostProcessLines,
      ),
      inManifest(
        'Move a container that must not run on the host to another pod, also a sidecar that an admission webhook adds.',
      ),
    ],
  },
  'host-network-required': {
    title: 'The pod does not use the host network',
    explain: 'HostProcess containers use the network of the node and have none of their own.',
    reference: podRequirements,
    fix: () => [
      inManifest(
        'Use the host network; in a template the field is spec.template.spec.hostNetwork.',
        'hostNetwork: true',
        'The ports of the pod are then ports of the node.',
      ),
    ],
  },
  'host-process-ignored': {
    title: 'The pod asks for HostProcess, but the node runs it as an ordinary container',
    explain:
      'containerd before 1.6 does not support HostProcess containers and starts them as ordinary ones, without an error. Kubelets 1.22 to 1.24 without a later patch overlook hostProcess when only the containers set it.',
    reference: 'https://github.com/kubernetes/kubernetes/pull/110140',
    checks: ['containerd-version', 'shim-version', 'host-process', 'sandbox-mode'],
    fix: (symptom, facts) =>
      verified(
        lines(
          shell`kubectl get pods -n ${podNamespace(symptom)}`,
          shell`kubectl exec ${'<current pod>'} -n ${podNamespace(symptom)} -- whoami`,
        ),
        'It prints the account of runAsUserName, and not ContainerUser or ContainerAdministrator.',
        [
          inManifest('Set hostProcess for the pod, not only for its containers.', hostProcessLines),
          onNode(
            'See the versions of containerd and its shim; if containerd is older than 1.6, upgrade both.',
            showPrograms(facts),
          ),
          onCluster(
            'See the version of the kubelet; if it is older than 1.25, upgrade the node.',
            'kubectl get nodes -o wide',
          ),
          ...changePod(podArguments(symptom)),
        ],
      ),
    weigh: weighIgnored,
  },
  'host-process-disabled': {
    title: 'An annotation switches HostProcess containers off on this node',
    explain:
      'microsoft.com/disable-hostprocess-container, on the pod or in the runtime handler of containerd, forbids them.',
    reference: hcsshimSource('blob/v0.13.0/pkg/annotations/annotations.go'),
    fix: (symptom, facts) => [
      onCluster(
        'See the annotations of the pod.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.metadata.annotations}'`,
      ),
      inManifest(
        'Remove microsoft.com/disable-hostprocess-container from the pod, and from whatever adds it, such as a webhook.',
      ),
      onNode(
        'If the pod does not have it, find it in the configuration of containerd.',
        searchConfig(facts, 'disable-hostprocess'),
      ),
      onNode(`If it is there, remove it from the runtime handler in ${settingsFile(facts)}.`),
      restartAfterChange(facts, 'the configuration'),
    ],
  },
  'hyperv-isolation': {
    title: 'The runtime handler of the pod isolates by Hyper-V',
    explain: 'With Hyper-V isolation containers run in a virtual machine, not on the host.',
    reference: hcsshimSource('blob/main/cmd/containerd-shim-runhcs-v1/pod.go'),
    checks: ['host-network'],
    fix: () => [
      onCluster('See the handlers of the runtime classes.', 'kubectl get runtimeclass'),
      inManifest(
        'Remove runtimeClassName from the pod, or name a class whose handler does not isolate by Hyper-V, such as runhcs-wcow-process.',
      ),
    ],
  },
  'feature-gate': {
    title: 'The feature gate WindowsHostProcessContainers is off, unknown, or set on a release that no longer has it',
    explain:
      'Kubernetes 1.22 needs the gate. From 1.23 on the feature is on unless the gate switches it off. From 1.26 on the gate is locked to true, and from 1.28 on it does not exist: a component that is started with it then stops. Releases before 1.22 do not have the field.',
    reference: enhancement,
    fix: (_, facts) => [
      onCluster('See the version of Kubernetes.', 'kubectl version'),
      onNode('See how the kubelet is started.', showKubelet),
      onNode(
        'With Kubernetes 1.23 or newer, remove WindowsHostProcessContainers from --feature-gates, and from featureGates in the configuration file, of the kubelet and of the API server, and restart them.',
        undefined,
        'The API server is not available while it restarts.',
      ),
      ...under('With an older Kubernetes, upgrade to 1.26 or newer', upgradeKubelet(facts, nodeName(facts), 26)),
    ],
    weigh: (symptom, facts) => {
      const gate = hostProcessGate(facts);
      // The API server names a field that no release has there, whatever the gate of a kubelet is.
      const isOfField = ['api-misplaced-field', 'api-value'].includes(symptom.match.signature.id);
      if (gate === null || isOfField) return weighText(symptom);
      return weighing(gate.isOn ? 'possible' : 'confirmed', gate.evidence);
    },
  },
  'privileged-disallowed': {
    title: 'The API server runs with --allow-privileged=false',
    explain: 'The API server counts HostProcess containers as privileged.',
    reference: enhancement,
    fix: () => [
      onCluster(
        'Start kube-apiserver with --allow-privileged=true.',
        undefined,
        'Pods of the whole cluster can then be privileged: restrict them with Pod Security labels on namespaces.',
      ),
    ],
  },
  'pod-security': {
    title:
      'The namespace enforces a Pod Security level below privileged, or a policy of the cluster refuses HostProcess pods',
    explain:
      'The levels baseline and restricted refuse hostProcess and hostNetwork, and so do policies that copy them (Kyverno, Gatekeeper). A DaemonSet is accepted, with a warning, and its pods are refused.',
    reference: kubernetesPage('concepts/security/pod-security-standards/'),
    fix: ({ message, match }) => {
      if (match.signature.component === 'api-server') {
        return [
          onCluster(
            'See which admission webhooks and policies the cluster has.',
            'kubectl get validatingwebhookconfigurations,validatingadmissionpolicies',
          ),
          onCluster(
            'Ask the owner of the policy that the text names for an exception for the namespace of the pod; in OpenShift, let the service account of the pod use a SecurityContextConstraints such as privileged.',
            undefined,
            'Every pod of that namespace can then be a HostProcess pod.',
          ),
        ];
      }
      const namespace = namespaceOf(message) ?? '<namespace>';
      return verified(
        lines(shell`kubectl get namespace ${namespace} --show-labels`, shell`kubectl get pods -n ${namespace}`),
        `${enforce} is privileged, and the pod is there: its controller tries again within some minutes, but a pod without one must be created again.`,
        [
          onCluster(
            'Allow privileged pods in the namespace.',
            shell`kubectl label namespace ${namespace} ${`${enforce}=privileged`} --overwrite`,
            'Every pod of that namespace can then be privileged. Give HostProcess pods a namespace of their own.',
          ),
        ],
      );
    },
    weigh: weighPodSecurity,
  },
  'linux-only-field': {
    title: 'The pod sets os.name: windows and a field that exists for Linux only',
    explain: 'With os.name: windows the API server refuses fields that Windows does not support.',
    reference: kubernetesPage('concepts/windows/intro/#compatibility-v1-pod-spec'),
    fix: ({ match }) => [
      inManifest(`Remove ${match.captured.field ?? 'the field that the text names'} from the manifest.`),
    ],
  },
  'owner-by-number': {
    title: 'The pod sets runAsUser or fsGroup, and Windows has no owners by number',
    explain:
      'Without os.name: windows the API server accepts these fields of Linux. The kubelet then tries to make that number the owner of the files of a volume, such as the service account token, and Windows refuses.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/102849',
    fix: () => [
      inManifest('Remove runAsUser, runAsGroup and fsGroup from the securityContext of the pod and of its containers.'),
      inManifest(
        'Set os.name, with which the API server refuses such fields before the pod is made.',
        'os:\n  name: windows',
      ),
    ],
    weigh: (symptom) => {
      const volumes = volumesOf(symptom);
      const isOther = symptom.match.signature.id === 'volume-set-up' && volumes !== undefined && !isOfToken(symptom);
      return isOther ? weighing('ruled-out', evidence('volumes', volumes)) : weighText(symptom);
    },
  },
  'host-port-mismatch': {
    title: 'A hostPort differs from its containerPort, which the host network does not allow',
    explain:
      'On the host network a container listens on the node itself, so that its ports cannot be mapped to others.',
    reference: podRequirements,
    fix: () => [
      inManifest(
        'Make hostPort equal to containerPort, or remove hostPort.',
        'ports:\n- containerPort: 9182\n  hostPort: 9182',
      ),
    ],
  },
  'os-mismatch': {
    title: 'The operating system in the pod spec does not fit the node, or the fields of the pod',
    explain:
      'spec.os.name is linux or windows, in lower case. With linux the API server refuses windowsOptions. The kubelet rejects a pod whose spec.os.name, or whose kubernetes.io/os label in the node selector, is not that of the node.',
    reference: kubernetesPage('concepts/workloads/pods/#pod-os'),
    fix: () => [
      inManifest(
        'Set the operating system and the node selector to windows.',
        'os:\n  name: windows\nnodeSelector:\n  kubernetes.io/os: windows',
      ),
    ],
  },
  'misplaced-field': {
    title: 'hostProcess is set outside windowsOptions, in another spelling, or to a value that is not true or false',
    explain:
      'The field is securityContext.windowsOptions.hostProcess, of the pod or of a container. In any other place or spelling the API server drops it with a warning, or refuses the manifest, and the pod is not a HostProcess pod.',
    reference: podRequirements,
    fix: ({ match }) => [
      inManifest(
        match.captured.field === undefined
          ? 'Set hostProcess (in exactly this spelling) to true in windowsOptions.'
          : `Move ${match.captured.field} into windowsOptions.`,
        hostProcessLines,
      ),
    ],
    weigh: weighPart('hostProcess is in', ({ field, type }) => field ?? type),
  },
};

function weighIgnored(_: unknown, facts: KnownFacts): Weighing {
  const shim = shimFamily(facts);
  const silo = facts.identity && ifKnown(facts.identity.silo);
  if (shim?.family === 'none') return weighing('confirmed', shim.evidence);
  if (silo?.server) return weighing('likely', evidence('hostprobe itself runs in', 'an ordinary container'));
  return shim === null ? possible : weighing('possible', shim.evidence);
}

const enforce = 'pod-security.kubernetes.io/enforce';

const namespaceOf = ({ namespace, pod }: Message): string | undefined =>
  namespace ?? (pod?.includes('/') ? pod.split('/', 1)[0] : undefined);

/** The label can have changed since. Without a label the default of the API server applies, which is not known here. */
function weighPodSecurity(symptom: Symptom, facts: KnownFacts): Weighing {
  // Another policy than that of the namespace is not shown by its labels.
  if (symptom.match.signature.component === 'api-server') return weighText(symptom);
  const name = namespaceOf(symptom.message);
  const found = facts.cluster?.seen?.podSecurity.find(({ namespace }) => namespace === name);
  const level = found && ifKnown(found.labels)?.[enforce];
  if (level === undefined) return weighText(symptom);
  return weighing(level === 'privileged' ? 'ruled-out' : 'confirmed', evidence(`namespace ${name} enforces`, level));
}
