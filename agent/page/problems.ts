import type { ComponentChild } from 'preact';
import type { FindingStatus } from '../check.ts';
import type { Lint, Problem } from '../lint/problems.ts';
import { showNodeKinds } from '../node/new-pod.ts';
import { diagnosesOf } from '../renderers/html/diagnoses.ts';
import { h, mark, masthead, readable, showTime } from '../renderers/html/document.ts';
import { factsTable } from '../renderers/html/facts.ts';
import { fixOf, loudGroups, quietGroups, referenceOf } from '../renderers/html/findings.ts';
import { outlineSection } from '../renderers/html/outline.ts';
import { causesLeft, certaintyOf, type Explanation, notOurs, type Report } from '../report.ts';
import { button, verdictLine } from './controls.ts';
import type { Explained, Linted } from './task.ts';
import { pageWords } from './words.ts';

const marks: Readonly<Record<Problem['severity'], FindingStatus>> = { error: 'fail', warn: 'warn', info: 'skip' };

/** What lint found, file by file, what will be refused first. @param goTo shows a line of the text that was pasted */
export function problemsView(result: Linted, pasted: string, goTo: (line: number) => void): ComponentChild {
  const { lint, lines } = readable({ lint: result.lint, lines: result.lines });
  const files = Map.groupBy(lint.problems.keys(), (index) => lint.problems[index]?.file ?? '');
  return [
    headOf(lint),
    [...files].map(([file, indexes]) =>
      h('section', { 'aria-label': file, key: file })(
        h('h2')(file),
        h('ol', { class: 'problems' })(
          worstFirst(indexes, lint.problems).map((index) => {
            const problem = lint.problems[index];
            return problem && problemOf(problem, lines[index] ?? '', file === pasted ? goTo : null);
          }),
        ),
      ),
    ),
    asideOf(lint),
  ];
}

const severities = Object.keys(marks);
const worstFirst = (indexes: readonly number[], problems: readonly Problem[]) =>
  indexes.toSorted(
    (a, b) => severities.indexOf(problems[a]?.severity ?? '') - severities.indexOf(problems[b]?.severity ?? ''),
  );

function headOf({ problems, pods }: Lint): ComponentChild {
  const count = (severity: Problem['severity']) => problems.filter((one) => one.severity === severity).length;
  const [error, warn, info] = [count('error'), count('warn'), count('info')];
  if (pods.length === 0 && problems.length === 0) return verdictLine('skip', pageWords.noPods);
  const like = error > 0 ? 'fail' : warn > 0 ? 'warn' : 'pass';
  return verdictLine(like, pageWords.lintVerdicts[like], pageWords.problems(error, warn, info, pods.length));
}

function problemOf(problem: Problem, line: string, goTo: ((line: number) => void) | null): ComponentChild {
  const { severity, rule, message, fix, nodes, reference, object } = problem;
  return h('li', { class: `card ${marks[severity]}` })(
    h('h3')(mark(marks[severity]), h('span')(`${pageWords.severities[severity]}: ${message} `, h('code')(rule))),
    h('p', { class: 'place' })(
      goTo === null
        ? pageWords.lineOf(problem.line, problem.column)
        : button(pageWords.goTo(problem.line, problem.column), () => goTo(problem.line)),
      object === null ? null : h('span')(object),
    ),
    line === '' ? null : h('pre', { class: 'source' })(h('code')(line)),
    nodes === null ? null : h('p', { class: 'more' })(pageWords.onNodes(showNodeKinds(nodes))),
    fix === null ? null : fixOf(fix, message),
    reference === null ? null : h('p', { class: 'more' })(pageWords.see, referenceOf(reference)),
  );
}

function asideOf({ passedOver, silenced }: Lint): ComponentChild {
  const kinds = Object.entries(passedOver).map(([kind, count]) => `${count} x ${kind}`);
  return [
    kinds.length === 0 ? null : h('p', { class: 'more' })(pageWords.passedOver(kinds.join(', '))),
    silenced.length === 0 ? null : h('p', { class: 'more' })(pageWords.silenced(silenced.length)),
  ];
}

/** The failures of a text, as the report page shows those of a node. */
export function explanationView(explanation: Explanation, node: Explained['node']): ComponentChild {
  if (!explanation.recognised)
    return [verdictLine('unknown', pageWords.nothingFound), h('p', { class: 'card nothing' })(pageWords.unrecognised)];
  // Checks are of a node: they are linked to where its report is.
  const diagnoses = readable(explanation.diagnoses).map((diagnosis) => ({ ...diagnosis, checks: [] }));
  return [
    diagnosisHead(diagnoses),
    diagnosesOf({ diagnoses }),
    h('p', { class: 'more' })(node === null ? pageWords.withoutNode : pageWords.basedOn(node.name, showTime(node.at))),
  ];
}

/** The first cause of the first failure. */
function diagnosisHead(diagnoses: Explanation['diagnoses']): ComponentChild {
  const first = diagnoses.find(({ hostProcess }) => hostProcess);
  if (first === undefined) return verdictLine('skip', notOurs);
  const left = causesLeft(first);
  const [cause] = left;
  if (cause === undefined) return verdictLine('unknown', pageWords.noCause, first.title);
  const like = cause.weight === 'confirmed' ? 'fail' : 'warn';
  return verdictLine(like, `${certaintyOf(left)}: ${cause.title}`, [h('code')(cause.id), ` ${first.title}`]);
}

/** The report of a node, in the parts of the page that its agent shows. */
export function reportView(result: Report): ComponentChild {
  const report = readable(result);
  const loud = [diagnosesOf(report), ...loudGroups(report)].filter((part) => part !== null);
  const findings = h('div', { class: 'findings' })(loud, quietGroups(report), factsTable(report));
  const outline = h('div')(outlineSection(report));
  return h('div', { class: 'report' })(
    masthead(report),
    loud.length > 0
      ? h('div', { class: 'columns busy' })(findings, outline)
      : h('div', { class: 'columns quiet' })(outline, findings),
  );
}
