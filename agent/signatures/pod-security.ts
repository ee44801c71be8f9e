import type { Signature } from '../signature.ts';

/** Pod Security admission: refusals and, for templates, warnings. */
export const podSecurity: readonly Signature[] = [
  {
    id: 'pod-security-refused',
    component: 'pod-security',
    title: 'Pod Security admission refuses HostProcess pods in this namespace',
    hostProcess: true,
    pattern:
      /violate(?:s)? PodSecurity "(?<level>[^"\n]{1,60})": [^\n]{0,1500}?hostProcess \((?<setters>[^\n]{0,400}?)must not set securityContext\.windowsOptions\.hostProcess=true/,
    literals: ['securityContext.windowsOptions.hostProcess=true'],
    samples: [
      'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
      'Warning: would violate PodSecurity "restricted:v1.29": host namespaces (hostNetwork=true), hostProcess (containers "a", "b" must not set securityContext.windowsOptions.hostProcess=true)',
    ],
    nearMisses: ['pods "web" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'],
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    causes: ['pod-security'],
  },
];
