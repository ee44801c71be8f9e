import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readingRules } from '../../agent/lint/problems.ts';
import { lint } from '../../agent/lint.ts';
import type { Rule } from '../../agent/rule.ts';
import { rules } from '../../agent/rules/index.ts';
import { claimants } from '../../agent/signatures/index.ts';
import { manifestWith } from '../pod.ts';
import { boundaries } from './boundaries.ts';
import { anyNode, podOf } from './lint.ts';

const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending) && name !== `index${ending}`)
    .map((name) => name.slice(0, -ending.length))
    .sort();
const ids = rules.map(({ id }) => id);
const isRule = (one: unknown): one is Rule => typeof one === 'object' && one !== null && 'judge' in one && 'id' in one;

describe('the list of rules', () => {
  test('holds every rule that a file of agent/rules exports, with a test for each', async () => {
    const modules = await Promise.all(
      filesIn('../../agent/rules/', '.ts').map((name) => import(`../../agent/rules/${name}.ts`)),
    );
    const exported = modules.flatMap((module) => Object.values(module)).flatMap((one) => (isRule(one) ? [one.id] : []));
    expect(ids.toSorted()).toEqual(exported.toSorted());
    expect(ids.toSorted()).toEqual(filesIn('./', '.test.ts'));
  });

  test('has unique ids and titles', () => {
    const all = [...rules, ...readingRules];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  test.each(rules)('$id has a title, a reason and a reference in the right form', (rule) => {
    expect(rule.title).toMatch(/[^.]$/);
    expect(rule.why).toMatch(/\.\)?$/);
    expect(rule.reference).toMatch(/^https:\/\//);
  });
});

test.each(boundaries.map((row) => [row[0], row[1], row] as const))(
  'the rule %s begins and ends where it should: %s',
  (_rule, _what, [rule, , pod, said = [], nodes = anyNode]) => {
    const { problems } = lint([manifestWith(pod)], { nodes, all: false });
    const shown = problems
      .filter((problem) => problem.rule === rule)
      .map(({ severity, message, fix }) =>
        [`${severity} ${message}`, ...(fix?.steps ?? []).flatMap(({ say, run = '' }) => [say, run])].join('\n'),
      );
    if (said.length === 0) expect(shown).toEqual([]);
    for (const part of said) expect(shown.join('\n')).toContain(part);
  },
);

test('explain recognises every message of the API server', () => {
  const text = podOf(`
  os: {name: windows}
  hostPID: true
  securityContext: {hostprocess: true, windowsOptions: {hostProcess: true, runAsUserName: ".\\\\svc"}}
  containers:
  - {name: a, ports: [{containerPort: 1, hostPort: 2}]}
  - {name: b, securityContext: {windowsOptions: {hostProcess: false}}}
`);
  const hosted = `${text}  hostNetwork: true\n`;
  const said = [text, hosted].flatMap(
    (manifest) => lint([{ file: 'a', text: manifest }], { nodes: anyNode, all: false }).problems,
  );
  const known = said.flatMap(({ rule, message }) =>
    claimants(message)
      .filter(({ rest }) => rest === undefined)
      .map(({ id }) => `${rule} ${id}`),
  );
  expect([...new Set(known)].sort()).toEqual([
    'host-network api-host-network',
    'host-ports api-host-port',
    'host-process-containers api-mixed',
    'host-process-value api-mixed',
    'run-as-user-form api-run-as-user',
    'windows-fields api-linux-field',
  ]);
});
