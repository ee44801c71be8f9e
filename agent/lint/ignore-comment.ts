import { suggest } from '../nearest.ts';
import { rules } from '../rules/index.ts';
import { readingRule, readingRules } from './reading.ts';
import type { Problem } from './result.ts';

/** A comment that silences one rule: `# hostprobe: ignore <rule> <reason>`. */
interface IgnoreComment {
  rule: string;
  reason: string;
  /** Where it stands. */
  line: number;
  column: number;
  /** The line that it speaks of: its own, or the next that holds something when it has a line to itself. */
  about: number;
}

const mark = 'hostprobe:';
const ids = [...rules, ...readingRules].map(({ id }) => id);

export type Silenced = Problem & { reason: string };

/**
 * Takes the problems of one file apart by the comments in it.
 * @param narrowed not all nodes were asked for, so that a comment may silence what holds on others
 */
export function applyComments(
  file: string,
  text: string,
  problems: readonly Problem[],
  narrowed: boolean,
): { problems: Problem[]; silenced: Silenced[] } {
  const comments = [...commentsIn(text)];
  const told = (
    comment: IgnoreComment,
    message: string,
    fix: string,
    severity = readingRule('ignore-comment').severity,
  ) => {
    const { line, column } = comment;
    const rest = { object: null, nodes: null, reference: null };
    return { rule: 'ignore-comment', severity, file, line, column, message, fix, ...rest };
  };
  const good = comments.filter(({ rule, reason }) => ids.includes(rule) && reason !== '');
  const bad = comments
    .filter((comment) => !good.includes(comment))
    .map((comment) =>
      comment.rule !== '' && !ids.includes(comment.rule)
        ? told(
            comment,
            `there is no rule ${comment.rule}; ${suggest(comment.rule, ids)}`,
            'hostprobe list rules names all.',
          )
        : told(
            comment,
            'it silences nothing without a rule and a reason',
            `Write # ${mark} ignore <rule> <why it is right here>.`,
          ),
    );
  const used = new Set<IgnoreComment>();
  const silenced: Silenced[] = [];
  const kept = problems.filter((problem) => {
    const comment = good.find(({ rule, about }) => rule === problem.rule && about === problem.line);
    if (comment === undefined) return true;
    used.add(comment);
    silenced.push({ ...problem, reason: comment.reason });
    return false;
  });
  const idle = narrowed ? [] : good.filter((comment) => !used.has(comment));
  const unused = idle.map((comment) =>
    told(comment, `${comment.rule} has nothing to say at line ${comment.about}`, 'Remove the comment.', 'info'),
  );
  return { problems: [...kept, ...bad, ...unused], silenced };
}

function* commentsIn(text: string): Generator<IgnoreComment> {
  let line = 1;
  let counted = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const end = endOfLine(text, at);
    const before = /(?:^|\s)#\s*$/.exec(text.slice(start, at));
    const ignore = /^\s*ignore(?:\s+(\S+)(?:\s+(\S.*?))?)?\s*$/.exec(text.slice(at + mark.length, end));
    if (before === null || ignore === null) continue;
    for (; counted < start; counted++) if (text[counted] === '\n') line++;
    const hash = text.slice(start, at).lastIndexOf('#');
    const isAlone = text.slice(start, start + hash).trim() === '';
    yield {
      rule: ignore[1] ?? '',
      reason: ignore[2] ?? '',
      line,
      column: hash + 1,
      about: isAlone ? line + linesToNext(text, end) : line,
    };
  }
}

const endOfLine = (text: string, at: number) => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

/** How many lines below there is one that is neither blank nor a comment. */
function linesToNext(text: string, from: number): number {
  let lines = 1;
  for (let start = from + 1; start < text.length; start = endOfLine(text, start) + 1, lines++) {
    if (!/^\s*(?:#|$)/.test(text.slice(start, endOfLine(text, start)))) break;
  }
  return lines;
}
