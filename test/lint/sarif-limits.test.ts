import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sarif } from '../../agent/lint/sarif.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';

const log = z.object({
  runs: z.array(
    z.object({
      tool: z.object({ driver: z.object({ rules: z.array(z.unknown()) }) }),
      results: z.array(
        z.object({
          level: z.string(),
          locations: z.array(z.unknown()),
          partialFingerprints: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});

const render = (...texts: string[]) => {
  const inputs = texts.map((text, index) => ({ file: `deploy/${index}.yaml`, text }));
  return sarif.render(lint(inputs, { nodes: anyNode, all: false }), plainView);
};
const read = (...texts: string[]) => log.parse(JSON.parse(render(...texts)));

const pod = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  securityContext: {windowsOptions: {hostProcess: true}}\n${more}  containers: [{name: a, image: r/a:1}]\n`;

/**
 * What GitHub takes of one file. Source: docs.github.com, "SARIF results exceed one or more limits":
 * runs 20, results of a run 25,000 (the first 5,000 are shown), rules 25,000, locations of a result 1,000,
 * gzipped 10 MB.
 */
describe('the limits of code scanning', () => {
  test('are kept for a folder of many files: one run, the errors first', () => {
    const pods = Array.from({ length: 1500 }, (_, index) => pod(`a${index}`)).join('---\n');
    const { runs } = read(...Array.from({ length: 25 }, () => pod('a')), pods);
    const results = runs[0]?.results ?? [];
    const failed = new Map<string, string>();
    if (runs.length > 20) failed.set('runs', `${runs.length}`);
    expect(results.length).toBeGreaterThan(5000);
    const firstOther = results.findIndex(({ level }) => level !== 'error');
    const lastError = results.findLastIndex(({ level }) => level === 'error');
    if (firstOther < lastError) failed.set('errors first', 'the first 5,000 are those that are shown');
    if (results.some(({ locations }) => locations.length > 1000)) failed.set('locations', 'more than 1,000');
    compareGaps(failed, new URL('sarif-limits.gaps.txt', import.meta.url));
  });

  test('fingerprints stay when lines, documents and other problems come before, and when the version changes nothing', () => {
    const prints = (text: string) =>
      (read(text).runs[0]?.results ?? []).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    const plain = prints(pod('b'));
    expect(plain.length).toBeGreaterThan(1);
    for (const text of [
      `# one\n\n# two\n${pod('b')}`,
      `${pod('z')}---\n${pod('b')}`,
      pod('b').replaceAll('\n', '\r\n'),
      pod('b', '  dnsPolicy: ClusterFirstWithHostNet\n'),
      pod('b', '  # a comment\n'),
    ]) {
      expect(prints(text), text).toEqual(expect.arrayContaining(plain));
    }
  });

  test('fingerprints distinguish two problems of one rule in one pod', () => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true\n  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}\n  containers:\n  - {name: a, ports: [{containerPort: 80, hostPort: 81}]}\n  - {name: b, ports: [{containerPort: 80, hostPort: 81}]}\n`;
    const prints = (read(text).runs[0]?.results ?? []).map(({ partialFingerprints }) =>
      JSON.stringify(partialFingerprints),
    );
    expect(new Set(prints).size).toBe(prints.length);
  });
});
