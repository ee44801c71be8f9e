import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keptFiles } from './golden.ts';
import { verdictChanges } from './golden-verdicts.ts';

const clusterSaid = 'cli/cluster-said.txt';
const kept: Record<string, string> = {
  ...(await keptFiles()),
  [clusterSaid]: readFileSync(new URL(clusterSaid, import.meta.url), 'utf8'),
};

/** Of each kind of kept file: what a status, a cause, a weight or a code of an answer looks like there, and another one. */
const changes: readonly [file: string, form: string, from: RegExp, to: string][] = [
  ['nodes/nssm-user-account/report.txt', 'a finding', /^fail(?= containerd-account$)/m, 'warn'],
  ['nodes/nssm-user-account/report.txt', 'the status', /^unhealthy(?=: )/m, 'degraded'],
  ['nodes/containerd-user-account/report.txt', 'a weight', /^ {2}confirmed(?= containerd-account$)/m, '  likely'],
  ['nodes/containerd-user-account/report.txt', 'a cause', /(?<=^ {2}[a-z]+ )containerd-account$/m, 'security-product'],
  ['nodes/whole-reports.txt', 'text', /^PASS(?= {4}cri-endpoint)/m, 'WARN'],
  ['nodes/whole-reports.txt', 'json', /(?<="status": )"fail"/, '"warn"'],
  ['nodes/whole-reports.txt', 'json of a cause', /(?<="id": )"containerd-account"/, '"security-product"'],
  ['nodes/whole-reports.txt', 'html', /(?<=class="card )fail/, 'warn'],
  ['said.txt', 'the cause of a fix', /^containerd-account(?=, logon-denied$)/m, 'security-product'],
  ['said.txt', 'what a stage says', /(?<=^stage admission, )fails/m, 'warns'],
  ['said.txt', 'what a rule says', /(?<=^rule [a-z-]+, )error/m, 'warn'],
  ['said.txt', 'what a check says', /^ {2}fail(?=: )/m, '  warn'],
  ['said.txt', 'what hides a fact', /^hidden(?=, )/m, 'unknown'],
  ['explain/said.txt', 'the first cause of a text', /^ {4}containerd-account(?=, )/m, '    security-product'],
  ['explain/said.txt', 'a weight', /\(ruled-out\)/, '(likely)'],
  ['lint/offences.txt', 'a severity', /^ {2}error(?=: )/m, '  warn'],
  ['predict/said.txt', 'a verdict', /^ {2}fails(?=: )/m, '  warns'],
  ['cli/said.txt', 'an exit code', /^ {2}2(?= {3}a pod could not be judged)/m, '  1'],
  ['cli/said.txt', 'json for an assistant', /(?<="certainty": )"likely"/, '"possible"'],
  [clusterSaid, 'a node in a table', /Unhealthy(?= {3})/, 'Degraded'],
  [clusterSaid, 'a count in a table', /(?<=bind {5})1(?= {6}0)/, '0'],
  [clusterSaid, 'a cause in a table', /containerd-account(?= {3})/, 'security-product'],
  [clusterSaid, 'how sure a cause is', /^Possible(?=[:,])/m, 'Likely'],
  ['server/said.txt', 'the status of an answer', /-> 404/, '-> 200'],
  ['server/said.txt', 'a status that a route may answer', /"503": \{/, '"501": {'],
];

const changed = (file: string, from: RegExp | string, to: string) => {
  const text = kept[file] ?? '';
  expect(text, `${file} has no ${from}`).toMatch(from);
  return verdictChanges(text, text.replace(from, to));
};

test.each(changes)('in %s a change of %s is listed', (file, _, from, to) => {
  const listed = changed(file, from, to);
  expect(listed.map((line) => line.charAt(0)).toSorted()).toContain('+');
  expect(listed.filter((line) => line.startsWith('+')).join()).toMatch(
    new RegExp(to.replaceAll(/^(?!-)\W+|\W+$/g, ''), 'i'),
  );
  expect(listed.some((line) => line.startsWith('-'))).toBe(true);
});

describe('what npm run golden lists', () => {
  test('is known for each kind of kept file', () => {
    const known = new Set(changes.map(([file]) => file.replace(/^nodes\/[^/]+\/report/, 'nodes/*/report')));
    /** The shape of JSON, what Kubernetes refuses in its own words, the page before it is asked, its markup, and what differs
     * between nodes: none holds a verdict. */
    const without = [
      'nodes/formats.txt',
      'lint/claims-said.txt',
      'page/said.txt',
      'page/forms.txt',
      'compare/said.txt',
    ];
    const kinds = new Set(
      Object.keys(kept)
        .filter((file) => !file.endsWith('.json'))
        .map((file) => file.replace(/^nodes\/[^/]+\/report/, 'nodes/*/report')),
    );
    expect([...kinds].toSorted()).toEqual([...known, ...without].toSorted());
  });

  test.each(Object.keys(kept).filter((file) => !file.endsWith('.json')))('of %s has no change of words', (file) => {
    const text = kept[file] ?? '';
    const reworded = text.replaceAll(/(?<=^(?![$=]).* )(?:the|a|an|of|is|that|not)(?= [a-z])/gm, 'xyz');
    expect(verdictChanges(text, reworded)).toEqual([]);
    expect(verdictChanges(text, text)).toEqual([]);
  });

  test('says where, and how often', () => {
    const before = '# a-text\n    containerd-account\n# b-text\n    containerd-account\n';
    const after = '# a-text\n    containerd-account\n# b-text\n    security-product\n';
    expect(verdictChanges(before, after)).toEqual(['- # b-text > containerd-account', '+ # b-text > security-product']);
    expect(verdictChanges('  fail: x\n  fail: y\n', '  fail: x\n')).toEqual(['- fail']);
  });
});
