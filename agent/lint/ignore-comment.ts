import { suggest } from '../config/nearest.ts';
import { inManifest, onCluster, type Step } from '../fix.ts';
import { rules } from '../rules/index.ts';
import { type Found, readingRule, readingRules } from './problems.ts';

/** A comment that silences one rule: `# hostprobe: ignore <rule> <reason>`. */
interface IgnoreComment {
  rule: string;
  reason: string;
  /** Where it is. */
  file: string;
  line: number;
  column: number;
  /** The line that it applies to: its own, or the next line with content if it has a line to itself. */
  about: number;
}

const mark = 'hostprobe:';
const ids = [...rules, ...readingRules].map(({ id }) => id);

type Silenced = Found & { reason: string };

/**
 * Separates the problems of one file that its comments silence, and adds the problems of the comments themselves.
 * @param narrowed not all nodes were asked for, so that a comment may silence what holds on others
 */
export function applyComments(
  file: string,
  text: string,
  problems: readonly Found[],
  narrowed: boolean,
): { problems: Found[]; silenced: Silenced[] } {
  const comments = commentsIn(file, text);
  const good = comments.filter(isGood);
  const bad = comments.filter((comment) => !isGood(comment)).map(invalidComment);
  const byPlace = new Map(good.toReversed().map((comment) => [`${comment.rule} ${comment.about}`, comment]));
  const used = new Set<IgnoreComment>();
  const silenced: Silenced[] = [];
  const kept = problems.filter((problem) => {
    const comment = byPlace.get(`${problem.rule} ${problem.line}`);
    if (comment === undefined) return true;
    used.add(comment);
    silenced.push({ ...problem, reason: comment.reason });
    return false;
  });
  const idle = narrowed ? [] : good.filter((comment) => !used.has(comment));
  const unused = idle.map((comment) => unusedComment(comment, kept));
  return { problems: [...kept, ...bad, ...unused], silenced };
}

const isGood = ({ rule, reason }: IgnoreComment) => ids.includes(rule) && reason !== '';

function commentProblem(
  { file, line, column }: IgnoreComment,
  message: string,
  step: Step,
  severity = readingRule('ignore-comment').severity,
): Found {
  const rest = { object: null, nodes: null, reference: null, pod: null };
  return { rule: 'ignore-comment', severity, file, line, column, message, fix: { steps: [step] }, ...rest };
}

const invalidComment = (comment: IgnoreComment): Found =>
  comment.rule !== '' && !ids.includes(comment.rule)
    ? commentProblem(
        comment,
        `there is no rule ${comment.rule}; ${suggest(comment.rule, ids)}`,
        onCluster('See all rules.', 'hostprobe list rules'),
      )
    : commentProblem(
        comment,
        'it silences nothing without a rule and a reason',
        inManifest('Write the <rule>, and the <reason> why it is right here.', `# ${mark} ignore <rule> <reason>`),
      );

/** @param problems those that no comment silences */
function unusedComment(comment: IgnoreComment, problems: readonly Found[]): Found {
  const said = `${comment.rule} has nothing to say at line ${comment.about}`;
  const elsewhere = problems.filter(({ rule }) => rule === comment.rule).map(({ line }) => line);
  if (elsewhere.length === 0) return commentProblem(comment, said, inManifest('Remove the comment.'), 'info');
  const [nearest] = elsewhere.sort((one, other) => distance(comment, one) - distance(comment, other));
  return commentProblem(
    comment,
    `${said}, but at line ${nearest}`,
    inManifest('Move the comment there: it silences one line.'),
  );
}

const distance = ({ about }: IgnoreComment, line: number) => Math.abs(about - line);

function commentsIn(file: string, text: string): IgnoreComment[] {
  if (!text.includes(mark)) return [];
  const comments: IgnoreComment[] = [];
  // Those on a line of their own wait for the next line with content.
  let waiting: IgnoreComment[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    const comment = readComment(content, { file, line });
    if (comment !== null) comments.push(comment);
    if (/^\s*(?:#|$)/.test(content)) {
      if (comment !== null) waiting.push(comment);
      continue;
    }
    for (const one of waiting) one.about = line;
    waiting = [];
  }
  return comments;
}

function readComment(content: string, place: { file: string; line: number }): IgnoreComment | null {
  const found = /(?:^|\s)#[ \t]*hostprobe:[ \t]*ignore(?=\s|$)(.*)/.exec(content);
  if (found === null) return null;
  const [rule = '', ...reason] = (found[1] ?? '').trim().split(/\s+/);
  const column = content.indexOf('#', found.index) + 1;
  return { rule, reason: reason.join(' '), ...place, column, about: place.line };
}
