import type { Signature } from '../../signature.ts';

/** What keeps a pod off a node before any part of it starts there. */
export const schedulingLookAlikes: readonly Signature[] = [
  {
    id: 'no-node-fits',
    component: 'scheduler',
    title:
      'No node fits the pod, for the reasons in the text: compare its nodeSelector, affinity, tolerations, requests and claims with the nodes (kubectl describe node)',
    hostProcess: false,
    pattern: /\d\/\d{1,5} nodes are available: /,
    literals: [' nodes are available: '],
    unless: ["didn't have free ports for the requested pod ports"],
    samples: ['0/1 nodes are available: 1 node(s) had untolerated taint(s).'],
    nearMisses: ["0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."],
    reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
    causes: [],
  },
  {
    id: 'object-missing',
    component: 'api-server',
    title: 'The pod names an object, or a key of one, that the cluster does not have: create it, or correct the name',
    hostProcess: false,
    pattern:
      /(?:namespaces|serviceaccount|^Error: (?:secret|configmap)|failed for volume "[^"\n]{1,253}" : (?:secret|configmap)) "[^"\n]{1,253}" not found|no PriorityClass with name |couldn't find key [^\s]{1,253} in |references non-existent (?:config|secret) key: /,
    literals: [
      'looking up service account',
      'no PriorityClass with name',
      "couldn't find key",
      'references non-existent',
    ],
    says: ['not found', 'no PriorityClass with name', "couldn't find key", 'references non-existent'],
    samples: ['namespaces "monitoring" not found', "Error: couldn't find key a in ConfigMap ops/settings"],
    nearMisses: ['pods "agent" not found'],
    reference: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
    causes: [],
  },
];
