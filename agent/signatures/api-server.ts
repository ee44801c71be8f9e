import type { Signature } from '../signature.ts';

const validation = 'https://github.com/kubernetes/kubernetes/blob/v1.29.0/pkg/apis/core/validation/validation.go';

/** What the API server says of a pod, or of a template, that it does not take. */
export const apiServer: readonly Signature[] = [
  {
    id: 'api-mixed',
    component: 'api-server',
    title: 'Some containers of the pod are HostProcess and some are not',
    hostProcess: true,
    pattern: /If pod contains any hostProcess containers then all containers must be HostProcess containers/,
    literals: ['If pod contains any hostProcess containers'],
    samples: [
      'The Pod "agent" is invalid: spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
    ],
    nearMisses: ['all containers must be HostProcess containers'],
    reference: validation,
    causes: ['mixed-containers'],
  },
  {
    id: 'api-host-process-differs',
    component: 'api-server',
    title: 'The pod and one of its containers say different things about hostProcess',
    hostProcess: true,
    pattern: /pod hostProcess value must be identical if both are specified/,
    literals: ['pod hostProcess value must be identical'],
    samples: [
      'The Pod "agent" is invalid: spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
    ],
    nearMisses: ['value must be identical if both are specified'],
    reference: validation,
    causes: ['mixed-containers'],
  },
  {
    id: 'api-host-network',
    component: 'api-server',
    title: 'The pod has HostProcess containers and no host network',
    hostProcess: true,
    pattern: /hostNetwork must be true if pod contains any hostProcess containers/,
    literals: ['hostNetwork must be true if pod contains any hostProcess containers'],
    samples: [
      'The Pod "agent" is invalid: spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ],
    nearMisses: ['hostNetwork must be true'],
    reference: validation,
    causes: ['host-network-required'],
  },
  {
    id: 'api-privileged',
    component: 'api-server',
    title: 'This cluster allows no privileged containers',
    hostProcess: true,
    pattern: /hostProcess containers are disallowed by cluster policy/,
    literals: ['hostProcess containers are disallowed by cluster policy'],
    samples: [
      'The Pod "agent" is invalid: spec.securityContext.windowsOptions.hostProcess: Forbidden: hostProcess containers are disallowed by cluster policy',
    ],
    nearMisses: ['privileged containers are disallowed by cluster policy'],
    reference: validation,
    causes: ['privileged-disallowed'],
  },
  {
    id: 'api-run-as-user',
    component: 'api-server',
    title: 'The API server does not take the spelling of runAsUserName',
    hostProcess: true,
    pattern:
      /(?:Invalid value: "(?<account>[^"\n]{0,300})": )?runAsUserName(?: cannot (?:be an empty string|contain control characters|contain more than one backslash)|'s (?:Domain length must be under|Domain doesn't match|User cannot be empty|User length must not be longer|User cannot contain))(?<rule>[^\n]{0,200})/,
    literals: ['runAsUserName cannot', "runAsUserName's Domain", "runAsUserName's User"],
    samples: [
      'The Pod "agent" is invalid: spec.securityContext.windowsOptions.runAsUserName: Invalid value: ".\\\\svc": runAsUserName\'s Domain doesn\'t match the NetBios nor the DNS format',
    ],
    nearMisses: ['runAsUserName is set to NT AUTHORITY\\SYSTEM'],
    reference: validation,
    causes: ['run-as-user-invalid'],
  },
  {
    id: 'api-linux-field',
    component: 'api-server',
    title: 'The pod says that it is for Windows and sets a field that only Linux has',
    hostProcess: true,
    pattern: /(?<field>[A-Za-z0-9.[\]]{1,200}): Forbidden: cannot be set for a windows pod/,
    literals: ['cannot be set for a windows pod'],
    samples: ['The Pod "agent" is invalid: spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod'],
    nearMisses: ['windows options cannot be set for a linux pod'],
    reference: validation,
    causes: ['linux-only-field'],
  },
  {
    id: 'api-host-port',
    component: 'api-server',
    title: 'On the host network, a hostPort must be the same as its containerPort',
    hostProcess: true,
    pattern: /must match `?(?:hostPort|containerPort)`? when `?hostNetwork`? is (?:set to )?true/,
    literals: [
      'must match `hostPort`',
      'must match `containerPort`',
      'must match hostPort',
      'must match containerPort',
    ],
    samples: [
      'The Pod "agent" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 80: must match `hostPort` when `hostNetwork` is true',
    ],
    nearMisses: ['must match the regex'],
    reference: validation,
    causes: ['host-port-mismatch'],
  },
  {
    id: 'api-unknown-field',
    component: 'api-server',
    title: 'This API server, or this kubectl, does not know the field hostProcess',
    hostProcess: true,
    pattern: /unknown field "(?:[A-Za-z0-9.[\]]{1,200}\.)?hostProcess"/,
    literals: ['unknown field'],
    samples: [
      'error: error validating "a.yaml": error validating data: ValidationError(Pod.spec.securityContext.windowsOptions): unknown field "hostProcess" in io.k8s.api.core.v1.WindowsSecurityContextOptions',
      'strict decoding error: unknown field "spec.securityContext.windowsOptions.hostProcess"',
    ],
    nearMisses: ['strict decoding error: unknown field "spec.hostprocess"'],
    reference:
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support',
    causes: ['feature-gate'],
  },
];
