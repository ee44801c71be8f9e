import type { Signature } from '../signature.ts';

/** Pod Security admission: refusals of pods, and warnings about templates and namespaces. */
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
    nearMisses: [
      'pods "web" is forbidden: violates PodSecurity "baseline:latest": privileged (container "a" must not set)',
    ],
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    causes: ['pod-security'],
  },
  {
    id: 'pod-security-host-network',
    component: 'pod-security',
    title: 'Pod Security admission refuses pods on the host network in this namespace',
    hostProcess: true,
    pattern: /violates? PodSecurity "(?<level>[^"\n]{1,60})": host namespaces \(hostNetwork=true\)(?=$|["'\s.])/,
    literals: ['host namespaces (hostNetwork=true)'],
    samples: ['pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'],
    nearMisses: ['violates PodSecurity "baseline:latest": host namespaces (hostPID=true)'],
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    causes: ['pod-security'],
  },
  {
    id: 'pod-security-warning',
    component: 'pod-security',
    title: 'A pod that runs in this namespace would be refused under the new Pod Security level',
    hostProcess: true,
    pattern: /^Warning: (?<pod>[a-z0-9.-]{1,253})[^\n:]{0,60}: [A-Za-z ,]{0,300}\bhostProcess(?:,|$)/,
    literals: ['host namespaces'],
    samples: ['Warning: agent-x7k2p: host namespaces, hostPath volumes, hostProcess'],
    nearMisses: ['Warning: web-1: host namespaces, hostPath volumes'],
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    causes: ['pod-security'],
  },
];
