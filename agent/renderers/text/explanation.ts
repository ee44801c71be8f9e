import { inItsFolder, makeReport, saveFacts, showFix } from '../../fix/show.ts';
import { bringsChange } from '../../fix.ts';
import { wrap, wrapLines } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import { causesLeft, type Diagnosis, isRecognised } from '../../report.ts';
import { showAnswer } from './answer.ts';
import { showDiagnosis, showSummary } from './diagnosis.ts';

const unrecognised = `hostprobe recognises no error here. A status such as CrashLoopBackOff says that a pod failed, not why: explain the pod (hostprobe explain pod/<name>), the output of kubectl describe pod or kubectl logs --previous, or the log of containerd. If the node is in trouble, such as a full disk or a stopped service, run ${makeReport} ${inItsFolder} on the node. hostprobe explain --list lists the known errors.`;

/**
 * What `explain` prints: the first screen of each failure, or all that is known.
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
  const ours = diagnoses.filter(({ hostProcess }) => hostProcess);
  const isOpen = ours.some(({ causes }) => causes.filter(({ weight }) => weight === 'possible').length > 1);
  const more = all || ours.length === 0 ? '' : 'All steps and reasons: add --all. ';
  const basis =
    node !== null && isRecognised(diagnoses)
      ? `Based on the facts of ${node.node} at ${node.at}.`
      : isOpen && !asked
        ? `To decide by facts: --node <name>, or --facts node.json (${saveFacts}, ${inItsFolder} on the node).`
        : '';
  const blocks = [
    showSummary(diagnoses, view),
    ...diagnoses.map((diagnosis, index) =>
      !diagnosis.hostProcess
        ? showDiagnosis(diagnosis, view)
        : all
          ? showDiagnosis(withoutBringing(diagnosis), view, { why, all })
          : isSaid(diagnosis, diagnoses.slice(0, index))
            ? say(`${diagnosis.signature}: ${diagnosis.title}. The same cause: ${firstOf(diagnosis)}.`)
            : showAnswer(diagnosis, view, { why, brief: ours.length > 1 }),
    ),
    all ? showBringing(ours, view) : '',
    `${more}${basis}` === '' ? '' : say(`${more}${basis}`),
    ...toRead(diagnoses).map(say),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const firstOf = (diagnosis: Diagnosis) => causesLeft(diagnosis)[0]?.id;

/** How to open what the sentences name by an id. */
function toRead(diagnoses: readonly Diagnosis[]): string[] {
  const [first, ...more] = new Set(diagnoses.flatMap(({ references = [] }) => references.map(({ id }) => id)));
  if (first === undefined) return [];
  return [`To read about ${more.length === 0 ? first : 'one of these causes'}: hostprobe explain ${first}`];
}

/** Whether one before it has the same first cause: one fix is for both. */
const isSaid = (diagnosis: Diagnosis, before: readonly Diagnosis[]): boolean =>
  firstOf(diagnosis) !== undefined && before.some((one) => one.hostProcess && firstOf(one) === firstOf(diagnosis));

const withoutBringing = (diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  causes: diagnosis.causes.map((cause) => ({
    ...cause,
    fix: { ...cause.fix, steps: cause.fix.steps.filter((step) => !bringsChange(step)) },
  })),
});

/** What brings a change of the manifest to its pod, once for all fixes. */
function showBringing(diagnoses: readonly Diagnosis[], view: View): string {
  const fixes = diagnoses.flatMap(causesLeft).map(({ fix }) => fix);
  const most = fixes.map(({ steps }) => steps.filter(bringsChange)).sort((a, b) => b.length - a.length)[0] ?? [];
  if (most.length === 0) return '';
  return wrapLines(['After a change of the manifest:', ...showFix({ steps: most }).slice(1)], { ...view, indent: 0 });
}
