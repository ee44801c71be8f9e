import { plural } from '../fact.ts';
import { countProblems } from '../lint.ts';
import { newestMinor } from '../manifest/kubernetes.ts';
import { nodeKinds, showNodeKinds } from '../node/new-pod.ts';
import { printable } from '../print/printable.ts';
import { paint, wrap, wrapFix } from '../print/text.ts';
import type { View } from '../renderer.ts';
import type { LintForm } from './form.ts';
import { type Lint, notHostProcess, type Problem, saidOf } from './problems.ts';

/** As compilers print it, so that editors and terminals make links of it: file:line:column: severity rule: message. */
export const text: LintForm = {
  id: 'text',
  contentType: 'text/plain; charset=utf-8',
  render(result, view) {
    const shown = result.problems.filter(({ severity }) => view.verbose || severity !== 'info');
    const blocks = [...shown.map((problem) => showProblem(problem, view)), wrap(summary(result, view), left(view))];
    return `${blocks.join('\n')}\n`;
  },
};

const left = (view: View) => ({ ...view, indent: 0 });

const marks = { error: ['error', 'red'], warn: ['warning', 'yellow'], info: ['note', 'cyan'] } as const;

function showProblem(problem: Problem, view: View): string {
  const { file, line, column, severity, rule, fix } = problem;
  const [word, colour] = marks[severity];
  const place = printable(`${file}:${line}:${column}:`, view.ascii);
  // The place stays whole, because terminals make a link of it: a word of its length stands in for it.
  const words = `${'-'.repeat(place.length)} ${word} ${rule}: ${saidOf(problem)}`.replaceAll('\n', ' ');
  const said = wrap(words, { ...view, indent: 4 })
    .trimStart()
    .slice(place.length);
  const head = `${place}${said.replace(word, paint(word, ['bold', colour], view))}`;
  return fix === null ? head : `${head}\n${wrapFix(fix, { ...view, indent: 4 })}`;
}

function summary(result: Lint, view: View): string {
  const { pods, files, silenced, nodes, kubernetes, problems } = result;
  const counts = countProblems(problems);
  const found = [plural(counts.error, 'error'), plural(counts.warn, 'warning'), plural(counts.info, 'note')];
  const hidden = !view.verbose && counts.info > 0 ? ' (--verbose shows notes)' : '';
  const isEmpty = problems.length === 0 && silenced.length === 0 && Object.keys(result.passedOver).length === 0;
  const none = isEmpty ? 'No object of Kubernetes found' : 'No HostProcess pod found';
  const judged = pods.length === 0 ? none : `${plural(pods.length, 'HostProcess pod')} judged`;
  const countsShown = pods.length === 0 && problems.length === 0 ? '' : `: ${found.join(', ')}${hidden}`;
  return [
    // Only images were given.
    files === 0
      ? `Images judged${countsShown || ': no problem found'}.`
      : `${judged} in ${plural(files, 'file')}${countsShown}.`,
    ...(silenced.length > 0 ? [`Silenced by comments: ${plural(silenced.length, 'problem')}.`] : []),
    ...(nodes.length < nodeKinds.length ? [`Judged for ${showNodeKinds(nodes)}.`] : []),
    ...(kubernetes === `1.${newestMinor}` ? [] : [`Judged by the rules of Kubernetes ${kubernetes}.`]),
    ...passedOver(result),
  ].join('\n');
}

function passedOver({ passedOver: kinds }: Lint): string[] {
  const counts = Object.entries(kinds).map(([kind, count]) => `${count} x ${kind}`);
  const hint = Object.keys(kinds).some((kind) => kind.endsWith(notHostProcess)) ? ' --all judges other pods too.' : '';
  return counts.length === 0 ? [] : [`Skipped: ${counts.join(', ')}.${hint}`];
}
