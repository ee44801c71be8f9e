import { given } from '../../fact.ts';
import { inManifest } from '../../fix.ts';
import type { Point } from '../../stage/prediction.ts';
import { event, fails, type Subject } from '../../stage.ts';
import { clusterNode } from './cluster-node.ts';

const selectorText = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";

/** @param open gets what the node must have and nobody knows */
export function judgeSelector({ pod, facts, node }: Subject, open: string[]): Point[] {
  const labels = labelsOf(facts, node);
  const points: Point[] = [];
  for (const [label, wanted] of Object.entries(pod.spec.nodeSelector)) {
    const has = labels.get(label);
    if (has === undefined) open.push(`the node has the label ${label}=${wanted}`);
    else if (has !== wanted) {
      points.push(
        fails(`nodeSelector wants ${label}=${wanted}, and this node has ${has}`, {
          // A pod that names its node meets no scheduler, but a kubelet that goes by the selector too.
          expect: pod.spec.nodeName === undefined ? event(selectorText, 'The number of nodes differs.') : null,
          fix: { steps: [inManifest(`Set ${label}: ${has} in nodeSelector for this node.`)] },
        }),
      );
    }
  }
  return points;
}

/** Labels that Kubernetes sets by itself, from the API or from what Windows says. */
function labelsOf(facts: Subject['facts'], name: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>([
    ['kubernetes.io/os', 'windows'],
    ['kubernetes.io/hostname', name],
  ]);
  const version = facts.os && given(facts.os.version);
  if (version !== undefined) labels.set('node.kubernetes.io/windows-build', `10.0.${version.build}`);
  if (facts.os !== undefined)
    labels.set('kubernetes.io/arch', facts.os.architecture === 'x64' ? 'amd64' : facts.os.architecture);
  for (const [label, value] of Object.entries(clusterNode(facts)?.labels ?? {})) labels.set(label, value);
  return labels;
}
