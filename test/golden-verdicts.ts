import { causes } from '../agent/causes/index.ts';
import { checks } from '../agent/checks/index.ts';
import { rowStatuses } from '../agent/fleet/row.ts';
import { rules } from '../agent/rules/index.ts';
import { signatures } from '../agent/signatures/index.ts';
import { stages } from '../agent/stages/index.ts';

/** What is judged, and what it is judged to be because of. Ids of one word are words of sentences too. */
const ids = [...checks, ...causes, ...signatures, ...rules, ...stages]
  .map(({ id }) => id)
  .filter((id) => id.includes('-'));
const anyOf = (words: readonly string[]) => words.toSorted((a, b) => b.length - a.length).join('|');

const judged =
  'pass|skip|hidden|warn|fail|unknown|error|info|healthy|degraded|unhealthy|confirmed|likely|possible|ruled-out|passes|fails|cannot-tell|warns|runs|does-not-run|sourced|derived|unverified|holds|HINT|WARNING';

/**
 * What of a line is a verdict: an id; a status at its beginning, between commas, as a value of JSON, as a class of HTML, in
 * brackets or in a table; a number of HTTP, of a table, of an exit code or that counts verdicts.
 */
const verdict = new RegExp(
  [
    `(?<![\\w-])(?:${anyOf(ids)})(?![\\w-])`,
    `(?<=^\\W*)(?:${judged})(?=[:,]|$| +\\S+$| {2,})`,
    `(?<=, )(?:${judged})(?=[:,])`,
    `"(?:status|verdict|weight|severity|certainty|check|signature|cause|rule|stage|hostProcess|recognised|warning|hint)": ?(?:"[\\w-]*"|true|false|null)`,
    `(?<=class="[^"]*)\\b(?:${judged})\\b(?!-)`,
    `\\((?:${judged}|ruled out)\\)`,
    `(?<![\\w-])(?:${anyOf(rowStatuses)})(?![\\w-])(?= {3,})`,
    `\\b(?:Confirmed|Likely|Possible)(?=[:,] )`,
    `-> \\d{3}\\b|"\\d{3}"(?=: \\{)`,
    `\\b\\d+ (?:${judged}|errors?|warnings?|notes?|passed|failed)\\b`,
    `(?<=^ *| {3})\\d+(?= {3}|$)`,
  ].join('|'),
  'gi',
);

/** The verdicts of a kept text, each behind what it is about: the last line above that is no further in and names something. */
function verdictsOf(text: string): string[] {
  const above: { indent: number; said: string }[] = [];
  return text.split('\n').flatMap((line) => {
    // Other fields of an object belong to the one that names it.
    const indent = line.search(/\S/) - (/"(?:check|signature|id|rule)":/.test(line) ? 1 : 0);
    const [heading] = /^(?:# [a-z][a-z-]*|(?:\$|====) .*)/.exec(line) ?? [];
    if (heading !== undefined) above.splice(0, above.length, { indent: -2, said: heading });
    const found = line.match(verdict);
    if (found === null) return [];
    const said = found.join(' ');
    while ((above.at(-1)?.indent ?? -2) >= indent) above.pop();
    const place = above.map((one) => one.said).join(' > ');
    above.push({ indent, said });
    return [place === '' ? said : `${place} > ${said}`];
  });
}

/** What changed from one kept text to another, apart from words: verdicts that went, and those that came. */
export function verdictChanges(before: string, after: string): string[] {
  const [old, now] = [verdictsOf(before), verdictsOf(after)];
  return [...without(old, now).map((line) => `- ${line}`), ...without(now, old).map((line) => `+ ${line}`)];
}

/** What some lines have more than others, as often as they have it more. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1);
  return some.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
