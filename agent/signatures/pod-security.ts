import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

/** Pod Security admission: refusals of pods, and warnings about templates and namespaces. */
export const podSecurity: readonly Signature[] = catalogue(
  {
    component: 'pod-security',
    hostProcess: true,
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  },
  [
    {
      id: 'pod-security-refused',
      title: 'Pod Security admission refuses HostProcess pods in this namespace',
      pattern:
        /violate(?:s)? PodSecurity "(?<level>[^"\n]{1,60})": [^\n]{0,1500}?hostProcess \((?<setters>[^\n]{0,400}?)must not set securityContext\.windowsOptions\.hostProcess=true/,
      sample:
        'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
      causes: ['pod-security'],
    },
    {
      id: 'pod-security-host-network',
      title: 'Pod Security admission refuses pods on the host network in this namespace',
      pattern: /violates? PodSecurity "(?<level>[^"\n]{1,60})": host namespaces \(hostNetwork=true\)(?=$|["'\s.])/,
      sample: 'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
      causes: ['pod-security'],
    },
    {
      id: 'pod-security-warning',
      title: 'A pod that runs in this namespace would be refused under the new Pod Security level',
      pattern: /^Warning: (?<pod>[a-z0-9.-]{1,253})[^\n:]{0,60}: [A-Za-z ,]{0,300}\bhostProcess(?:,|$)/,
      sample: 'Warning: agent-x7k2p: host namespaces, hostPath volumes, hostProcess',
      reference: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
      causes: ['pod-security'],
    },
  ],
);
