import { inItsFolder, makeReport, saveFacts } from '../../fix/show.ts';
import { wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import type { Diagnosis } from '../../report.ts';
import { showSummary } from '../text.ts';
import { showDiagnosis } from './diagnosis.ts';

const unrecognised = `hostprobe recognises no error here. A status such as CrashLoopBackOff or CreateContainerError says that something failed, not what: give hostprobe explain the name of the pod as pod/<name>, the output of kubectl describe pod or kubectl logs --previous, or the log of containerd. If the node itself is in trouble, such as a full disk or a stopped service, run ${makeReport} ${inItsFolder} on the node. hostprobe explain --list lists the error texts that it knows: those of HostProcess pods, and of containerd and the kubelet that start them.`;

/**
 * What `explain` prints.
 * @param options.why explains why a cause leads to the failure
 * @param options.all print every cause in full, not only the first ones
 * @param options.node the node with the facts that weighed the causes; null: none
 * @param options.asked whether the caller itself says why there are no facts
 */
export function showExplanation(
  diagnoses: readonly Diagnosis[],
  view: View,
  {
    why,
    all,
    node,
    asked = false,
  }: {
    why: (cause: string) => string;
    all: boolean;
    node: { node: string; at: string } | null;
    asked?: boolean;
  },
): string {
  const say = (text: string) => wrap(text, { ...view, indent: 0 });
  if (diagnoses.length === 0) {
    return `${say(unrecognised)}\n`;
  }
  const isOpen = diagnoses.some(({ causes }) => causes.filter(({ weight }) => weight === 'possible').length > 1);
  const basis =
    node !== null
      ? say(`Based on the facts of ${node.node} at ${node.at}.`)
      : isOpen && !asked
        ? say(
            `The facts of the node confirm causes or rule them out: run ${saveFacts} ${inItsFolder} on the node, then hostprobe explain --facts node.json ... here; or use --node with its name in the cluster, or with https://<node>:20258, if its agent runs.`,
          )
        : '';
  const blocks = [
    showSummary(diagnoses, view),
    ...diagnoses.map((diagnosis) => showDiagnosis(diagnosis, view, { why, all })),
    basis,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
