import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const service: Rule = {
  id: 'service',
  title: 'Services in front of HostProcess pods',
  why: 'A HostProcess pod has the address of its node. On Windows the load balancer of HNS does not lead from a pod to the address of its own node, so that the Service works from elsewhere and not from pods of the same node.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes/kubernetes/issues/126795',
  judge: (pod, { services = [] }) => {
    const selecting = services
      .filter(({ namespace }) => namespace === pod.namespace || namespace === null || pod.namespace === null)
      .filter(({ selector }) => Object.entries(selector).every(([name, value]) => pod.labels[name] === value));
    // Files that are judged together may hold the same Service.
    return [...new Set(selecting.map(({ name }) => name))].map((name) =>
      told(
        ['metadata', 'labels'],
        `Service ${name} selects these pods: other pods of the same node may not reach them by its address`,
        inManifest(
          'Let clients on the node use its address instead of the Service.',
          'env:\n- name: NODE_IP\n  valueFrom: {fieldRef: {fieldPath: status.hostIP}}',
        ),
        inManifest(
          'Where only Prometheus or another program outside of the node asks the pods one by one, make the Service headless: clusterIP: None.',
        ),
        inManifest('Or serve pods of the node from a DaemonSet of ordinary pods.'),
      ),
    );
  },
};
