import { showFix } from '../fix/show.ts';
import { showNodeKinds } from '../node/new-pod.ts';
import { type Case, junitType, type Suite, showJunit } from '../print/junit.ts';
import type { LintForm } from './form.ts';
import type { Lint, Problem } from './problems.ts';

/**
 * A suite per file, a case per pod: errors fail it, lesser problems are its output. A problem without a pod is a case
 * of its file.
 */
export const junit: LintForm = {
  id: 'junit',
  contentType: junitType,
  render(result) {
    return showJunit('hostprobe lint', suitesOf(result));
  },
};

function suitesOf({ pods, problems }: Lint): Suite[] {
  const cases = new Map<string, { file: string; name: string; problems: Problem[] }>();
  const caseOf = (file: string, name: string) => {
    const key = JSON.stringify([file, name]);
    const found = cases.get(key) ?? { file, name, problems: [] };
    cases.set(key, found);
    return found;
  };
  for (const { file, object } of pods) caseOf(file, object);
  for (const problem of problems) caseOf(problem.file, problem.object ?? 'the file').problems.push(problem);
  return [...Map.groupBy(cases.values(), ({ file }) => file)].map(([file, group]) => ({
    name: file,
    cases: group.map((one) => judged(one.file, one.name, one.problems)),
  }));
}

function judged(file: string, name: string, problems: readonly Problem[]): Case {
  const [errors, others] = [problems.filter(isError), problems.filter((problem) => !isError(problem))];
  const [first] = errors;
  const text = errors.map(show).join('\n');
  return {
    classname: file,
    name,
    failure: first === undefined ? null : { type: first.rule, message: first.message, text },
    skipped: null,
    output: others.map(show).join('\n'),
  };
}

const isError = ({ severity }: Problem) => severity === 'error';

const show = ({ file, line, column, rule, message, fix, nodes }: Problem) =>
  `${file}:${line}:${column}: ${rule}: ${message}${nodes === null ? '' : ` (on ${showNodeKinds(nodes)})`}${showBelow(fix)}`;

const showBelow = (fix: Problem['fix']) =>
  fix === null
    ? ''
    : showFix(fix)
        .map((line) => `\n  ${line}`)
        .join('');
