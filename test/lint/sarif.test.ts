import { createRequire } from 'node:module';
import Draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fixSchema } from '../../agent/fix/schema.ts';
import type { Lint } from '../../agent/lint/problems.ts';
import { sarif } from '../../agent/lint/sarif.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { textOf } from '../fix.ts';
import { anyNode, hostProcessPod } from '../rules/lint.ts';
import { result } from './results.ts';

/** The published schema; the rest of that package, a matcher for another test runner, is not used. */
const published: object = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// One of its patterns has a stray bracket, which only expressions without the flag u take.
const ajv = new Draft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
formats.default(ajv);
const isSarif = ajv.compile(published);

/** What GitHub's code scanning asks for beside the schema, and the parts that the tests read. */
const text = z.object({ text: z.string().min(1).max(1024) });
const schema = z.object({
  runs: z
    .array(
      z.object({
        tool: z.object({
          driver: z.object({
            name: z.string(),
            rules: z.array(
              z.object({
                id: z.string(),
                name: z.string().max(255),
                shortDescription: text,
                fullDescription: text,
                help: text,
                properties: z.object({
                  'problem.severity': z.enum(['error', 'warning', 'recommendation']),
                  precision: z.enum(['very-high', 'high', 'medium', 'low']),
                  tags: z.array(z.string()).max(20),
                }),
              }),
            ),
          }),
        }),
        results: z.array(
          z.object({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['note', 'warning', 'error']),
            message: z.object({ text: z.string().min(1) }),
            locations: z
              .array(
                z.object({
                  physicalLocation: z.object({
                    artifactLocation: z.object({ uri: z.string().regex(/^[!-~]+$/) }),
                    region: z.object({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
                  }),
                }),
              )
              .length(1),
            properties: z.object({ fix: fixSchema }).optional(),
            partialFingerprints: z.object({ 'hostprobe/v1': z.string() }),
            suppressions: z.array(z.object({ kind: z.string(), justification: z.string() })).optional(),
          }),
        ),
      }),
    )
    .length(1),
});

function read(result: Lint) {
  const log: unknown = JSON.parse(sarif.render(result, plainView));
  isSarif(log);
  expect(isSarif.errors).toBeNull();
  return schema.parse(log);
}

describe('sarif', () => {
  const log = read(result);
  const run = log.runs[0];
  if (run === undefined) throw new Error('no run');
  const { driver } = run.tool;

  test('has a result for every problem, which finds its rule by its index', () => {
    expect(run.results.map(({ ruleId, level: found }) => `${ruleId} ${found}`)).toEqual([
      'host-network error',
      'syntax error',
      'local-group warning',
      'os-name note',
      // Silenced by a comment.
      'dns-policy warning',
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('names the object that a result is about, where there is one', () => {
    const [{ results }] = JSON.parse(sarif.render(result, plainView)).runs;
    const named = new Map(
      results.map(({ ruleId, locations }: { ruleId: string; locations: { logicalLocations?: object[] }[] }) => [
        ruleId,
        locations[0]?.logicalLocations,
      ]),
    );
    expect(named.get('host-network')).toEqual([{ fullyQualifiedName: 'DaemonSet ops/agent', kind: 'object' }]);
    expect(named.get('syntax')).toBeUndefined();
  });

  test('has the fix in the message, and as data', () => {
    const found = run.results.find(({ ruleId }) => ruleId === 'host-network');
    const fix = result.problems.find(({ rule }) => rule === 'host-network')?.fix;
    expect(found?.properties).toEqual({ fix });
    expect(found?.message.text.split('\n').slice(1).join('\n')).toBe(textOf(fix));
  });

  test('counts columns in the units that it names, behind a letter of two of them', () => {
    const container = "{name: a, image: r/a:1, command: ['🙂'], securityContext: {runAsNonRoot: true}}";
    const line = `  containers: [${container}]`;
    const found = lint([{ file: 'a', text: hostProcessPod(line) }], { nodes: anyNode, all: false });
    const [shown] = JSON.parse(sarif.render(found, plainView)).runs;
    const { region } = shown.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'run-as-non-root').locations[0]
      .physicalLocation;
    const before = line.slice(0, line.indexOf('runAsNonRoot'));
    const units = shown.columnKind === 'utf16CodeUnits' ? before.length : [...before].length;
    expect(region.startColumn).toBe(units + 1);
    expect(shown.columnKind).toBe('utf16CodeUnits');
  });

  test('gives each problem its own fingerprint, which stays when lines move', () => {
    const prints = (text: string) => {
      const found = lint([{ file: 'deploy/agent.yaml', text }], { nodes: anyNode, all: false });
      const log = read(found);
      return log.runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints['hostprobe/v1']) ?? [];
    };
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  securityContext: { windowsOptions: { hostProcess: true } }\n  containers: [{ name: a, image: r/a:1 }]\n`;
    const one = prints(text);
    expect(one.length).toBeGreaterThan(1);
    expect(prints(`# moved\n\n${text}`)).toEqual(one);
    const twice = prints(`${text}---\n${text}`);
    expect(new Set(twice).size).toBe(2 * one.length);
    expect(twice).toEqual(expect.arrayContaining(one));
    // Another pod before it, with the same problems, leaves it as it was.
    const other = text.replace('name: a }', 'name: b }');
    expect(prints(`${other}---\n${text}`)).toEqual(expect.arrayContaining(one));
  });

  // Source: docs.github.com, "SARIF results exceed one or more limits".
  test('has no more than 25,000 results, the errors first', () => {
    const [first] = result.problems;
    if (first === undefined) throw new Error('no problem');
    const many = Array.from({ length: 25_000 }, () => ({ ...first, severity: 'info' as const, fix: null }));
    const text = sarif.render({ ...result, problems: [...many, { ...first, fix: null }] }, plainView);
    const [most, ...others] = [...text.matchAll(/^ {10}"level": "(\w+)"/gm)].map(([, level]) => level);
    expect([most, others.length]).toEqual(['error', 24_999]);
  });

  test('names files by URIs', () => {
    const uris = run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect([...new Set(uris)]).toEqual(['deploy/agent.yaml', 'file:///C:/k/broken%20%231.yaml']);
  });

  test('standard input has a URI', () => {
    const found = read(lint([{ file: 'standard input', text: 'kind: [' }], { nodes: anyNode, all: false }));
    expect(found.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('file:///dev/stdin');
  });

  test('is what the schema allows, and the schema would not allow everything', () => {
    expect(isSarif({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', rule: [] } } }] })).toBe(false);
    expect(isSarif({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', informationUri: 'no URI' } } }] })).toBe(
      false,
    );
  });

  test('names a file relative to the folder that lint ran in, without a ./', () => {
    const files = ['././deploy/a.yaml', '.\\deploy\\a.yaml', 'deploy/é a.yaml', '/srv/a#1.yaml'];
    const found = lint(
      files.map((file) => ({ file, text: 'kind: [' })),
      { nodes: anyNode, all: false },
    );
    const uris = read(found).runs[0]?.results.map(
      ({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(['deploy/a.yaml', 'deploy/a.yaml', 'deploy/%C3%A9%20a.yaml', 'file:///srv/a%231.yaml']);
  });

  test('shows what a comment silences as suppressed, with the reason', () => {
    const suppressed = run.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed).toMatchObject([
      { ruleId: 'dns-policy', suppressions: [{ kind: 'inSource', justification: '"<tools> & so on"' }] },
    ]);
  });
});
