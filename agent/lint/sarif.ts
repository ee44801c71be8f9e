import { rules } from '../rules/index.ts';
import { showNodes } from '../target.ts';
import type { LintForm } from './form.ts';
import type { Silenced } from './ignore-comment.ts';
import { type About, readingRules } from './reading.ts';
import type { Problem } from './result.ts';

/** SARIF 2.1.0, as code scanning of GitHub and Azure DevOps reads it. Source: OASIS sarif-v2.1.0-errata01. */
export const sarif: LintForm = {
  id: 'sarif',
  contentType: 'application/sarif+json; charset=utf-8',
  render({ tool, problems, silenced }) {
    const { name, version } = tool;
    const driver = { name, version, informationUri: guide, rules: all.map(describe) };
    const results = [...problems.map(resultOf), ...silenced.map(silencedResult)];
    const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
    return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
  },
};

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/';
const all: readonly About[] = [...rules, ...readingRules];
const indexes = new Map(all.map(({ id }, index) => [id, index]));
const levels = { error: 'error', warn: 'warning', info: 'note' } as const;

const describe = ({ id, title, why, severity, reference }: About) => ({
  id,
  name: id.replaceAll(/(?:^|-)(.)/g, (_found, first: string) => first.toUpperCase()),
  shortDescription: { text: title },
  fullDescription: { text: why },
  help: { text: why },
  ...(reference === null ? {} : { helpUri: reference }),
  defaultConfiguration: { level: levels[severity] },
});

function resultOf({ rule, severity, file, line, column, object, message, fix, nodes }: Problem) {
  const where = nodes === null ? '' : ` (on ${showNodes(nodes)})`;
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule) ?? -1,
    level: levels[severity],
    message: { text: `${message}${where}.${fix === null ? '' : ` ${fix}`}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
        ...(object === null ? {} : { logicalLocations: [{ fullyQualifiedName: object, kind: 'object' }] }),
      },
    ],
  };
}

const silencedResult = (problem: Silenced) => ({
  ...resultOf(problem),
  suppressions: [{ kind: 'inSource', justification: problem.reason }],
});

/** A relative path stays one; one from the root, or with a drive, becomes a file: URI. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
