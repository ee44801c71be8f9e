import { lint } from '../../agent/lint.ts';
import { type NodeKind, nodeKinds } from '../../agent/node/kind.ts';

export const anyNode: readonly NodeKind[] = nodeKinds;
export const volumeNode: readonly NodeKind[] = ['1.6'];
export const fallbackNode: readonly NodeKind[] = ['1.7 without bind filter'];
export const bindNode: readonly NodeKind[] = ['2.x with bind filter'];

/** What one rule says of a manifest, as "line:column severity message". */
export const lintWith =
  (rule: string) =>
  (text: string, nodes: readonly NodeKind[] = anyNode): string[] =>
    lint([{ file: 'a.yaml', text }], { nodes, all: false })
      .problems.filter((problem) => problem.rule === rule)
      .map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);

/** A pod of this spec, which starts in line 5; `head` is more of its metadata, in line 3. */
export const podOf = (spec: string, head = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: agent${head}}\nspec:\n${spec.replace(/^\n/, '')}`;

/** The fields that a HostProcess pod must have, in lines 5 to 10; what follows is in line 11. */
export const hostProcessPod = (rest: string, head = ''): string => podOf(`${required}${rest.replace(/^\n/, '')}`, head);

const required = `  hostNetwork: true
  os: {name: windows}
  nodeSelector: {kubernetes.io/os: windows}
  securityContext:
    windowsOptions:
      {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}
`;

/** A HostProcess pod that runs as this user, which is named in line 9. */
export const podRunningAs = (name: string): string =>
  podOf(`
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: ${JSON.stringify(name)}
  containers: [{name: a}]
`);
