import { type Cause, possible, type Weighing, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import type { Message } from '../message.ts';
import { kubeletCommandLines, shimFamily } from '../node/evidence.ts';
import type { KnownFacts } from '../snapshot.ts';

const requirements =
  'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements';
const enhancement =
  'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support';
const forPod = 'securityContext.windowsOptions.hostProcess: true';

/** What the pod says of itself, and what the cluster lets it be. */
export const podCauses: readonly Cause[] = [
  {
    id: 'mixed-containers',
    title: 'Some containers of the pod are HostProcess containers and some are not',
    explain: 'All containers of a pod, init and debug containers too, must be HostProcess containers, or none.',
    reference: requirements,
    checks: [],
    fix: () =>
      unsplit(
        `Say it once, for the whole pod: spec.${forPod}, and remove hostProcess from the containers (a container that says false is refused). What must not run on the host belongs into another pod.`,
      ),
    weigh: weighText,
  },
  {
    id: 'host-network-required',
    title: 'The pod does not use the host network',
    explain: 'HostProcess containers have no network of their own.',
    reference: requirements,
    checks: [],
    fix: () =>
      unsplit(
        'Add spec.hostNetwork: true (in a template: spec.template.spec.hostNetwork: true). Its ports are then ports of the node.',
      ),
    weigh: weighText,
  },
  {
    id: 'host-process-ignored',
    title: 'The pod asks for HostProcess, and the node did not treat it so',
    explain:
      'containerd before 1.6 does not know HostProcess containers and starts them as ordinary ones, without an error. Kubelets 1.22 to 1.24 without a later patch overlook it when only the containers say it and not the pod.',
    reference: 'https://github.com/kubernetes/kubernetes/pull/110140',
    checks: ['containerd-version', 'shim-version', 'host-process'],
    fix: () =>
      unsplit(
        `Say it for the pod: spec.${forPod}; use containerd 1.7 or newer with the shim of the same release, and a kubelet of 1.25 or newer.`,
      ),
    weigh: weighIgnored,
  },
  {
    id: 'host-process-disabled',
    title: 'HostProcess containers are switched off on this node by an annotation',
    explain:
      'microsoft.com/disable-hostprocess-container, on the pod or in the runtime handler of containerd, forbids them.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/pkg/annotations/annotations.go',
    checks: [],
    fix: () =>
      unsplit(
        'Remove the annotation microsoft.com/disable-hostprocess-container from the pod and from whatever adds it, or run the pod on nodes that allow HostProcess containers.',
      ),
    weigh: weighText,
  },
  {
    id: 'hyperv-isolation',
    title: 'The runtime handler of the pod isolates by Hyper-V',
    explain: 'In a virtual machine there is no host to run on.',
    reference: 'https://github.com/microsoft/hcsshim/blob/main/cmd/containerd-shim-runhcs-v1/pod.go',
    checks: [],
    fix: () => unsplit('Remove spec.runtimeClassName from the pod, or name one whose handler is runhcs-wcow-process.'),
    weigh: weighText,
  },
  {
    id: 'feature-gate',
    title: 'WindowsHostProcessContainers is off, or this Kubernetes is older than it',
    explain:
      'The feature is on from Kubernetes 1.23 on unless switched off, and cannot be switched off from 1.26 on. Kubernetes 1.22 needs the gate; older releases do not have the field.',
    reference: enhancement,
    checks: [],
    fix: () =>
      unsplit(
        'Take WindowsHostProcessContainers=false out of --feature-gates (and featureGates in the configuration file) of the kubelet and of the API server and restart them; better, upgrade to Kubernetes 1.26 or newer, kubectl too.',
      ),
    weigh: (sighting, facts) => {
      const gate = kubeletCommandLines(facts)
        .map((line) => /WindowsHostProcessContainers=(true|false)/i.exec(line)?.[0])
        .find((found) => found !== undefined);
      if (gate === undefined) return weighText(sighting);
      return weighing(/false$/i.test(gate) ? 'confirmed' : 'possible', evidence('kubelet command line', gate));
    },
  },
  {
    id: 'privileged-disallowed',
    title: 'The API server runs with --allow-privileged=false',
    explain: 'A HostProcess container counts as privileged.',
    reference: enhancement,
    checks: [],
    fix: () =>
      unsplit(
        'Start kube-apiserver with --allow-privileged=true. Risk: the whole cluster may then ask for privileged containers; limit it by Pod Security labels on namespaces.',
      ),
    weigh: weighText,
  },
  {
    id: 'pod-security',
    title: 'The namespace enforces a Pod Security level below privileged',
    explain:
      'baseline and restricted both refuse hostProcess and hostNetwork. For a DaemonSet the manifest is accepted, and its pods never appear.',
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    checks: [],
    fix: ({ message }) =>
      unsplit(
        `Label the namespace: kubectl label namespace ${namespaceOf(message) ?? '<namespace>'} ${enforce}=privileged --overwrite. Risk: every pod of that namespace may then be privileged; give HostProcess pods a namespace of their own.`,
      ),
    weigh: ({ message }, facts) => weighPodSecurity(message, facts),
  },
  {
    id: 'linux-only-field',
    title: 'The pod has os.name: windows and a field that only Linux has',
    explain: 'With os.name the API server refuses what Windows cannot do; without it these fields are ignored.',
    reference: 'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec',
    checks: [],
    fix: ({ match }) => unsplit(`Remove ${match.captured.field ?? 'that field'} from the manifest.`),
    weigh: weighText,
  },
  {
    id: 'host-port-mismatch',
    title: 'A hostPort differs from its containerPort, which the host network does not allow',
    explain: 'With hostNetwork a container listens on the node itself, so there is nothing to translate.',
    reference: requirements,
    checks: [],
    fix: () => unsplit('Make hostPort equal to containerPort, or leave hostPort out.'),
    weigh: weighText,
  },
];

function weighIgnored(_: unknown, facts: KnownFacts): Weighing {
  const shim = shimFamily(facts);
  const silo = facts.identity && given(facts.identity.silo);
  if (shim?.family === 'none') return weighing('confirmed', shim.evidence);
  if (silo?.server) return weighing('likely', evidence('hostprobe itself runs in', 'an ordinary container'));
  return shim === null ? possible : weighing('possible', shim.evidence);
}

const enforce = 'pod-security.kubernetes.io/enforce';

const namespaceOf = ({ namespace, pod }: Message): string | undefined =>
  namespace ?? (pod?.includes('/') ? pod.split('/', 1)[0] : undefined);

/** The label may have been changed since; without one the API server's own default counts, which nobody here knows. */
function weighPodSecurity(message: Message, facts: KnownFacts): Weighing {
  const name = namespaceOf(message);
  const told = facts.cluster?.seen?.podSecurity.find(({ namespace }) => namespace === name);
  const level = told && given(told.labels)?.[enforce];
  if (level === undefined) return weighing('possible', evidence('the text', message.text.slice(0, 160)));
  return weighing(level === 'privileged' ? 'ruled-out' : 'confirmed', evidence(`namespace ${name} enforces`, level));
}
