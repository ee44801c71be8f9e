import { lint } from '../../agent/lint.ts';
import { anyNode } from '../rules/lint.ts';

/** A pod with an error, a warning, a note and a silenced problem; an ordinary pod; a service; and a broken document. */
export const result = lint(
  [
    {
      file: 'deploy/agent.yaml',
      text: `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: ops}
spec:
  selector: {matchExpressions: [{key: none, operator: DoesNotExist}]}
  template:
    spec:
      nodeSelector: {kubernetes.io/os: windows}
      securityContext:
        windowsOptions: {hostProcess: true, runAsUserName: Administrators}
      dnsPolicy: ClusterFirstWithHostNet # hostprobe: ignore dns-policy "<tools> & so on"
      containers: [{name: a, image: r/a:1}]
---
kind: Service
`,
    },
    {
      file: 'C:\\k\\broken #1.yaml',
      text: 'kind: Pod\n\tspec: 1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: r/a:1}]}\n',
    },
  ],
  { nodes: anyNode, all: false },
);
