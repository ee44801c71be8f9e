import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';
import { listed, troubleWords } from './words.ts';

const hostProcess = '\\bhostProcess|HostProcess|hostprocess|host-process[- ](?:container|pod)';
/** Which level a pod does not keep, and that it is because of what HostProcess pods need. */
const podSecurity = String.raw`PodSecurity "(?<level>[^"\n]{1,60})": (?:[^\n]{0,1500}?hostProcess \([^\n]{0,400}?must not set securityContext\.windowsOptions\.hostProcess=true|host namespaces \(hostNetwork=true\)(?=$|["'\s.]))`;
/** On the line that names the field: who only speaks of policies, as a benchmark does, refuses nothing. */
const refusals = listed('denied | forbidden | disallow | violat | not allowed | not permitted');

/** Refusals and warnings of the API server, and of its Pod Security admission, about a pod or a template. Source: kubernetes pkg/apis/core/validation/validation.go at v1.29.0. */
export const apiServer: readonly Signature[] = catalogue({ component: 'api-server', hostProcess: true })({
  'api-mixed': {
    title: 'Some containers of the pod are HostProcess containers and some are not',
    said: [
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'pod hostProcess value must be identical if both are specified',
    ],
    causes: ['mixed-containers'],
  },
  'api-host-network': {
    title: 'The pod has HostProcess containers but does not use the host network',
    said: 'hostNetwork must be true if pod contains any hostProcess containers',
    causes: ['host-network-required'],
  },
  'api-privileged': {
    title: 'This cluster does not allow privileged containers',
    said: 'hostProcess containers are disallowed by cluster policy',
    causes: ['privileged-disallowed'],
  },
  'api-run-as-user': {
    title: 'The API server refuses the value of runAsUserName',
    hostProcess: false,
    pattern:
      /runAsUserName(?:: (?:Invalid|Required|Too long|Forbidden)(?: value: "(?<account>[^"\n]{0,300})")?| cannot (?:be|contain) |'s (?:Domain|User) )/,
    sample:
      'The Pod "agent" is invalid: spec.securityContext.windowsOptions.runAsUserName: Invalid value: ".\\\\svc": runAsUserName\'s Domain doesn\'t match the NetBios nor the DNS format',
    causes: ['run-as-user-invalid'],
  },
  'api-linux-field': {
    title: 'The pod sets spec.os to windows and a field that exists for Linux only',
    pattern: /(?<field>[A-Za-z][A-Za-z0-9.[\]]{0,199}): Forbidden: cannot be set for a windows pod/,
    sample: 'The Pod "agent" is invalid: spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
    causes: ['linux-only-field'],
  },
  'api-host-port': {
    title: 'On the host network a hostPort must equal its containerPort',
    hostProcess: false,
    pattern: /must match `?(?:hostPort|containerPort)`? when `?hostNetwork`? is (?:set to )?true/,
    sample:
      'The Pod "agent" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 80: must match `hostPort` when `hostNetwork` is true',
    causes: ['host-port-mismatch'],
  },
  'api-unknown-field': {
    title: 'This API server, or this kubectl, is too old to know the field hostProcess',
    pattern:
      /unknown field "(?:(?:[A-Za-z0-9.[\]]{1,200}\.)?windowsOptions\.hostProcess"|hostProcess" in io\.k8s\.api\.core\.v1\.WindowsSecurityContextOptions)/,
    samples: [
      'error: error validating "a.yaml": error validating data: ValidationError(Pod.spec.securityContext.windowsOptions): unknown field "hostProcess" in io.k8s.api.core.v1.WindowsSecurityContextOptions',
      'strict decoding error: unknown field "spec.securityContext.windowsOptions.hostProcess"',
    ],
    causes: ['feature-gate'],
  },
  'api-misplaced-field': {
    title: 'hostProcess is set in a place where Kubernetes has no such field',
    pattern:
      /unknown field "(?:(?!(?:[A-Za-z0-9.[\]]{1,200}\.)?windowsOptions\.hostProcess")(?<field>[A-Za-z0-9.[\]]{1,200}\.hostProcess)"|hostProcess" in io\.k8s\.api\.core\.v1\.(?!WindowsSecurityContextOptions)(?<type>[A-Za-z]{1,60}))/,
    sample: 'Warning: unknown field "spec.template.spec.securityContext.hostProcess"',
    causes: ['misplaced-field', 'feature-gate'],
  },
  'api-os-options': {
    title: 'The pod sets spec.os to linux and windowsOptions, or to neither linux nor windows',
    pattern:
      /windows options cannot be set for a linux pod|windowsOptions[^\n]{0,60}: Forbidden: cannot be set for a linux pod|spec\.os(?:\.name)?: Unsupported value: "(?<os>[^"\n]{0,60})"/,
    samples: [
      'The Pod "agent" is invalid: spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      'The Pod "agent" is invalid: spec.os: Unsupported value: "Windows": supported values: "linux", "windows"',
    ],
    causes: ['os-mismatch'],
  },
  'api-runtime-class': {
    title: 'The runtimeClassName of the pod names a RuntimeClass that does not exist',
    everywhere: true,
    pattern: /pod rejected: RuntimeClass "(?<handler>[^"\n]{1,253})" not found/,
    sample: 'pods "agent" is forbidden: pod rejected: RuntimeClass "windows-host" not found',
    causes: ['runtime-handler'],
  },
  'api-gate': {
    title:
      'A component of the cluster says that the feature gate of HostProcess containers is off, or does not know it',
    rest: true,
    // A label of the tests of Kubernetes is none.
    pattern: /(?<!Feature:)WindowsHostProcessContainers/,
    says: troubleWords.any,
    sample: "Error: containers need the feature gate 'WindowsHostProcessContainers', which is not enabled here: failed",
    causes: ['feature-gate'],
  },
  'api-policy': {
    title: 'A policy of the cluster refuses HostProcess pods',
    rest: true,
    pattern: new RegExp(
      `^(?=[^\\n]{0,3000}?\\b(?:${refusals.join('|')})\\w{0,4}\\b)[^\\n]{0,3000}?(?:${hostProcess})|denied the request:[\\s\\S]{0,3000}?(?:${hostProcess})`,
      'm',
    ),
    literals: ['admission webhook', 'ValidatingAdmissionPolicy'],
    says: refusals,
    sample:
      'admission webhook "validate.policy.example" denied the request: HostProcess containers are disallowed; spec.securityContext.windowsOptions.hostProcess must be unset or false',
    causes: ['pod-security'],
  },
  'api-host-network-policy': {
    title: 'A policy of the cluster refuses the host network, which HostProcess pods need',
    hostProcess: false,
    rest: true,
    pattern: /\bhostNetwork\b/,
    says: ['enied the request', 'denied request', 'isallow', 'ot allowed', 'ot permitted'],
    sample:
      'admission webhook "validation.gatekeeper.sh" denied the request: [psp-host-network-ports] The specified hostNetwork and hostPort are not allowed, pod: agent-x7k2p.',
    causes: ['pod-security'],
  },
  'api-value': {
    title: 'The API server refuses the field hostProcess, or a field beside it',
    rest: true,
    pattern:
      /windows(?:SecurityContext)?Options[^\n]{0,60}hostProcess|unknown field "[^"\n]{0,200}hostprocess"|unknown field "[^"\n]{0,40}" in io\.k8s\.api\.core\.v1\.WindowsSecurityContextOptions/i,
    literals: ['WindowsSecurityContextOptions', 'unknown field', 'cannot unmarshal', 'windowsOptions.hostProcess: '],
    sample:
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field WindowsSecurityContextOptions.spec.securityContext.windowsOptions.hostProcess of type bool',
    causes: ['misplaced-field', 'mixed-containers', 'feature-gate'],
  },
  'host-process-trouble': {
    component: 'kubelet',
    title: 'The text mentions a HostProcess container, and no error that hostprobe knows',
    hostProcess: false,
    rest: true,
    pattern: /[Hh]ost-?[Pp]rocess (?:containers?|pods?)\b|indowsOptions[^\n]{0,40}ostProcess|WindowsHostProcess/,
    literals: ['HostProcess container', 'hostProcess container'],
    says: troubleWords.any,
    unless: ['executable file not found'],
    sample: 'Error: the node does not support HostProcess containers of this kind',
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
    unknown: true,
  },
  'pod-security-refused': {
    component: 'pod-security',
    title: 'Pod Security admission refuses HostProcess pods, or the host network that they need, in this namespace',
    pattern: new RegExp(`violates ${podSecurity}`),
    samples: [
      'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
      'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    ],
    causes: ['pod-security'],
  },
  'pod-security-warning': {
    component: 'pod-security',
    title: 'Pod Security admission warns of HostProcess pods here, and refuses them where it enforces that level',
    pattern: new RegExp(
      `would violate ${podSecurity}|^Warning: (?<pod>[a-z0-9.-]{1,253})[^\\n:]{0,60}: [A-Za-z ,]{0,300}\\bhostProcess(?:,|$)`,
    ),
    sample: 'Warning: agent-x7k2p: host namespaces, hostPath volumes, hostProcess',
    causes: ['pod-security'],
  },
});
