import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { utf8 } from '../decode/bytes.ts';
import { showFix } from '../fix/show.ts';
import { rules } from '../rules/index.ts';
import { toolHome } from '../version.ts';
import type { LintForm } from './form.ts';
import { type About, type Lint, type Problem, readingRules, saidOf } from './problems.ts';

/**
 * SARIF 2.1.0, as code scanning of GitHub and Azure DevOps reads it. Source: OASIS sarif-v2.1.0-errata01, and GitHub's
 * "SARIF support for code scanning" for what it requires in addition.
 */
export const sarif: LintForm = {
  id: 'sarif',
  contentType: 'application/sarif+json; charset=utf-8',
  render({ tool, problems, silenced }) {
    const { name, version } = tool;
    const home = toolHome === '' ? {} : { informationUri: toolHome };
    const driver = { name, version, ...home, rules: all.map(describe) };
    const fingerprint = createFingerprints();
    const inOrder = problems.toSorted((a, b) => ranks[a.severity] - ranks[b.severity]);
    const results = [
      ...inOrder.map((problem) => resultOf(problem, fingerprint)),
      ...silenced.map((problem) => silencedResult(problem, fingerprint)),
    ].slice(0, maxResults);
    const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
    return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
  },
};

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const all: readonly About[] = [...rules, ...readingRules];
const indexes = new Map(all.map(({ id }, index) => [id, index]));
/** Code scanning refuses a run of more, and shows the first 5,000 of it: what weighs most comes first. */
const maxResults = 25_000;
const ranks = { error: 0, warn: 1, info: 2 } as const;
const levels = { error: 'error', warn: 'warning', info: 'note' } as const;
/** What code scanning sorts alerts by: its own words. */
const severities = { error: 'error', warn: 'warning', info: 'recommendation' } as const;

const describe = ({ id, title, why, severity, reference }: About) => ({
  id,
  name: id.replaceAll(/(?:^|-)(.)/g, (_found, first: string) => first.toUpperCase()),
  shortDescription: { text: title },
  fullDescription: { text: why },
  help: { text: why },
  ...(reference === null ? {} : { helpUri: reference }),
  defaultConfiguration: { level: levels[severity] },
  properties: { 'problem.severity': severities[severity], precision: 'high', tags: ['kubernetes', 'windows'] },
});

type Fingerprint = (problem: Problem) => string;

/**
 * Identifies a problem when the lines around it have moved. Not under the name primaryLocationLineHash: that one
 * GitHub's upload computes itself from the lines of the file, and warns about every other value.
 */
function createFingerprints(): Fingerprint {
  const seen = new Map<string, number>();
  return ({ file, rule, object, message }) => {
    const key = JSON.stringify([file, rule, object, message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${bytesToHex(sha256(utf8(key))).slice(0, 32)}:${count}`;
  };
}

function resultOf(problem: Problem, fingerprint: Fingerprint) {
  const { rule, severity, file, line, column, object, fix } = problem;
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule) ?? -1,
    level: levels[severity],
    message: { text: [`${saidOf(problem)}.`, ...(fix === null ? [] : showFix(fix))].join('\n') },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
        ...(object === null ? {} : { logicalLocations: [{ fullyQualifiedName: object, kind: 'object' }] }),
      },
    ],
    partialFingerprints: { 'hostprobe/v1': fingerprint(problem) },
    ...(fix === null ? {} : { properties: { fix } }),
  };
}

const silencedResult = (problem: Lint['silenced'][number], fingerprint: Fingerprint) => ({
  ...resultOf(problem, fingerprint),
  suppressions: [{ kind: 'inSource', justification: problem.reason }],
});

/** As manifests from it are called. */
const standardInput = 'standard input';

/** A relative path stays relative, without a leading ./; an absolute path, or one with a drive, becomes a file: URI. */
function uriOf(file: string): string {
  if (file === standardInput) return 'file:///dev/stdin';
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/+)+/, '');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
