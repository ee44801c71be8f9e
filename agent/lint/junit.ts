import { showNodes } from '../target.ts';
import type { LintForm } from './form.ts';
import type { Lint, Problem } from './result.ts';

/** A suite per file, a case per pod: errors fail it, what is less is its output. What belongs to no pod is a case of its file. */
export const junit: LintForm = {
  id: 'junit',
  contentType: 'application/xml; charset=utf-8',
  render(result) {
    const suites = suitesOf(result);
    const failed = suites.reduce((sum, suite) => sum + suite.failures, 0);
    const cases = suites.reduce((sum, suite) => sum + suite.cases.length, 0);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="hostprobe lint" tests="${cases}" failures="${failed}">`,
      ...suites.map(({ file, cases: shown, failures }) =>
        [
          `  <testsuite name="${escapeXml(file)}" tests="${shown.length}" failures="${failures}">`,
          ...shown,
          '  </testsuite>',
        ].join('\n'),
      ),
      '</testsuites>',
      '',
    ].join('\n');
  },
};

interface Suite {
  file: string;
  cases: string[];
  failures: number;
}

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
    file,
    cases: group.map((one) => showCase(one.file, one.name, one.problems)),
    failures: group.filter((one) => one.problems.some(isError)).length,
  }));
}

const isError = ({ severity }: Problem) => severity === 'error';

function showCase(file: string, name: string, problems: readonly Problem[]): string {
  const errors = problems.filter(isError);
  const others = problems.filter((problem) => !isError(problem));
  const [first] = errors;
  const failure =
    first === undefined
      ? []
      : [
          `      <failure type="${escapeXml(first.rule)}" message="${escapeXml(first.message)}">${escapeXml(errors.map(show).join('\n'))}</failure>`,
        ];
  const output =
    others.length === 0 ? [] : [`      <system-out>${escapeXml(others.map(show).join('\n'))}</system-out>`];
  return [
    `    <testcase classname="${escapeXml(file)}" name="${escapeXml(name)}">`,
    ...failure,
    ...output,
    '    </testcase>',
  ].join('\n');
}

const show = ({ file, line, column, rule, message, fix, nodes }: Problem) =>
  `${file}:${line}:${column}: ${rule}: ${message}${nodes === null ? '' : ` (on ${showNodes(nodes)})`}${fix === null ? '' : `\n  Fix: ${fix}`}`;

/** Also without the characters that XML 1.0 cannot have at all. */
const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it takes out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
