import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sarif } from '../../agent/lint/sarif.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { anyNode } from '../rules/lint.ts';
import { result } from './results.ts';

/**
 * What SARIF 2.1.0 requires of the objects that are used, and lets them have: its schema allows no other properties
 * (additionalProperties: false throughout).
 */
const message = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const uri = z.string().refine((text) => URL.canParse(text, 'file:///'), 'is no URI reference');
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: uri.regex(/^[!-~]+$/).refine((text) => !/[ "<>\\^`{|}]/.test(text)) }),
    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
  }),
  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })).optional(),
});
const schema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          informationUri: z.url(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              name: z.string(),
              shortDescription: message,
              fullDescription: message,
              help: message,
              helpUri: z.url().optional(),
              defaultConfiguration: z.strictObject({ level }),
              properties: z.strictObject({
                'problem.severity': z.enum(['error', 'warning', 'recommendation']),
                precision: z.enum(['very-high', 'high', 'medium', 'low']),
                tags: z.array(z.string()).max(20),
              }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level,
          message,
          locations: z.array(location).length(1),
          partialFingerprints: z.record(z.string().regex(/\/v\d+$/), z.string()),
          suppressions: z
            .array(z.strictObject({ kind: z.enum(['inSource', 'external']), justification: z.string() }))
            .optional(),
        }),
      ),
    }),
  ),
});

describe('sarif', () => {
  const log = schema.parse(JSON.parse(sarif.render(result, plainView)));
  const run = log.runs[0];
  if (run === undefined) throw new Error('no run');
  const { driver } = run.tool;

  test('has a result for every problem, which finds its rule by its index', () => {
    expect(run.results.map(({ ruleId, level: found }) => `${ruleId} ${found}`)).toEqual([
      'host-network error',
      'os-name note',
      'local-group warning',
      'syntax error',
      'dns-policy warning',
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('tells each problem by a fingerprint of its own, which stays when lines move', () => {
    const prints = (text: string) => {
      const found = lint([{ file: 'deploy/agent.yaml', text }], { nodes: anyNode, all: false });
      const log = schema.parse(JSON.parse(sarif.render(found, plainView)));
      return log.runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints['hostprobe/v1']) ?? [];
    };
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  securityContext: { windowsOptions: { hostProcess: true } }\n  containers: [{ name: a }]\n`;
    const one = prints(text);
    expect(one.length).toBeGreaterThan(1);
    expect(prints(`# moved\n\n${text}`)).toEqual(one);
    const twice = prints(`${text}---\n${text}`);
    expect(new Set(twice).size).toBe(2 * one.length);
    expect(twice).toEqual(expect.arrayContaining(one));
  });

  test('names files by URIs', () => {
    const uris = run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect([...new Set(uris)]).toEqual(['deploy/agent.yaml', 'file:///C:/k/broken%20%231.yaml']);
  });

  test('shows what a comment silences as suppressed, with the reason', () => {
    const suppressed = run.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed).toMatchObject([
      { ruleId: 'dns-policy', suppressions: [{ kind: 'inSource', justification: '"<tools> & so on"' }] },
    ]);
  });
});
