import { inManifest } from '../fix.ts';
import { removeField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const dnsPolicy: Rule = {
  id: 'dns-policy',
  title: 'dnsPolicy',
  why: "Windows does not support ClusterFirstWithHostNet. HostProcess pods use the node's resolver, which does not know the names of services.",
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-windows',
  judge(pod) {
    if (pod.spec.dnsPolicy !== 'ClusterFirstWithHostNet') return [];
    const path = ['spec', 'dnsPolicy'];
    const message = 'ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve';
    const say = 'Reach services by their addresses; KUBERNETES_SERVICE_HOST holds that of the API server.';
    return [told(path, message, removeField(pod, path), inManifest(say))];
  },
};
