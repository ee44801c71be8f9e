import { showFix } from '../fix/show.ts';
import { type Case, junitType, type Suite, showJunit } from '../print/junit.ts';
import type { LintForm } from './form.ts';
import { type Lint, type Problem, saidOf } from './problems.ts';

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

const show = (problem: Problem) => {
  const { file, line, column, rule, fix } = problem;
  const toDo = fix === null ? [] : showFix(fix).map((one) => `  ${one}`);
  return [`${file}:${line}:${column}: ${rule}: ${saidOf(problem)}`, ...toDo].join('\n');
};
