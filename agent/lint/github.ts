import { showFix } from '../fix/show.ts';
import type { LintForm } from './form.ts';
import { type Problem, saidOf } from './problems.ts';

/**
 * Annotations at the lines of a pull request: commands that a step of a GitHub workflow prints. Source: GitHub's
 * "Workflow commands for GitHub Actions", and actions/toolkit packages/core/src/command.ts for what must be escaped.
 */
export const github: LintForm = {
  id: 'github',
  contentType: 'text/plain; charset=utf-8',
  render: ({ problems }) => problems.map(annotation).join(''),
};

const commands = { error: 'error', warn: 'warning', info: 'notice' } as const;

function annotation(problem: Problem): string {
  const { rule, severity, file, line, column, fix } = problem;
  const place = { file, line, col: column, title: `hostprobe ${rule}` };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${escapedProperty(`${value}`)}`);
  const text = [saidOf(problem), ...(fix === null ? [] : showFix(fix))].join('\n');
  return `::${commands[severity]} ${properties.join(',')}::${escapedText(text)}\n`;
}

/** A text of a manifest with line breaks would otherwise end the command, and begin another. */
const escapedText = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string) => escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
