import { expect } from 'vitest';
import type { Problem } from '../../agent/lint/problems.ts';
import { lint } from '../../agent/lint.ts';
import { type NodeKind, nodeKinds } from '../../agent/node/new-pod.ts';
import { deploying, faultsOf } from '../fix.ts';
import { applied, isMechanical } from './apply.ts';

export const anyNode: readonly NodeKind[] = nodeKinds;
export const volumeNode: readonly NodeKind[] = ['1.6'];
export const fallbackNode: readonly NodeKind[] = ['1.7 without bind filter'];
export const bindNode: readonly NodeKind[] = ['2.x with bind filter'];

/** What one rule says of a manifest, as "line:column severity message"; each with a fix that works. */
export const lintWith =
  (rule: string) =>
  (text: string, nodes: readonly NodeKind[] = anyNode, kubernetes: string | null = null): string[] => {
    const input = { file: 'a.yaml', text };
    const problems = lint([input], { nodes, all: false, kubernetes }).problems.filter(
      (problem) => problem.rule === rule,
    );
    expectFixes(problems, text, { nodes, all: false, kubernetes });
    return problems.map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);
  };

/** Each problem comes with a fix of the right form; where a program could carry it out, the problem is gone afterwards. */
export function expectFixes(problems: readonly Problem[], text: string, options: Parameters<typeof lint>[1]): void {
  for (const { fix, message, rule, object } of problems) {
    if (fix === null) throw new Error(`${rule} has no fix for ${message}`);
    expect([...faultsOf(fix), ...deploying(fix)], message).toEqual([]);
    if (!isMechanical(fix)) continue;
    const left = lint([{ file: 'a.yaml', text: applied(text, fix, object) }], options).problems;
    expect(weightOf(left, rule), `${message} after ${JSON.stringify(fix.steps)}`).toBeLessThan(
      weightOf(problems, rule),
    );
  }
}

/** How much a rule has to say; a warning that is left of an error counts less. */
const weightOf = (problems: readonly Problem[], name: string) =>
  problems
    .filter(({ rule }) => rule === name)
    .reduce((sum, { severity }) => sum + { error: 100, warn: 10, info: 1 }[severity], 0);

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
