import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';

export const dnsPolicy: Rule = {
  id: 'dns-policy',
  title: 'dnsPolicy',
  why: "Windows has no ClusterFirstWithHostNet: HostProcess pods use the node's resolver, which does not know the names of services.",
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-windows',
  judge({ spec }) {
    if (spec.dnsPolicy !== 'ClusterFirstWithHostNet') return [];
    return [
      {
        path: ['spec', 'dnsPolicy'],
        message: 'ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve',
        fix: { steps: [inManifest('Remove it, and reach services by address, such as KUBERNETES_SERVICE_HOST.')] },
      },
    ];
  },
};
