import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pathOf } from '../pages.ts';
import { hostProcessPod } from '../rules/lint.ts';
import { saved } from '../run.ts';
import { scratchFolder } from './scratch.ts';

const bad = () => saved(hostProcessPod('  hostPID: true\n  containers: [{name: a}]'));
const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

/** As pre-commit does it for `language: script`: the first word of the entry is a file of the repository. */
async function preCommit(files: readonly string[]) {
  const [hook] = parse(readFileSync(pathOf('.pre-commit-hooks.yaml'), 'utf8'));
  expect(hook).toMatchObject({ id: 'hostprobe-lint', language: 'script' });
  const [program = '', ...args] = hook.entry.split(' ');
  return await execa(pathOf(program), [...args, ...files], {
    ...{ cwd: scratchFolder(), env: environment, extendEnv: false, reject: false },
  });
}

test('the hook of pre-commit runs lint, and passes where no HostProcess pod is changed', async () => {
  expect(await preCommit([pathOf('manifests/chart/values.yaml')])).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await preCommit([bad()]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('spec.hostPID: Forbidden: cannot be set for a windows pod');
});

/** As a runner of GitHub does it for a composite action. */
async function action(inputs: Record<string, string>) {
  const folder = '.github/actions/lint';
  const { inputs: declared, runs } = parse(readFileSync(pathOf(`${folder}/action.yml`), 'utf8'));
  expect(runs.using).toBe('composite');
  const [step] = runs.steps;
  const given = (name: string) => inputs[name] ?? declared[name].default;
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, text]) => [
      name,
      text.replace(/^\$\{\{ inputs\.(\w+) \}\}$/, (_, input: string) => given(input)),
    ]),
  );
  return await execa(step.shell, ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    ...{ cwd: scratchFolder(), env: { ...environment, ...env, GITHUB_ACTION_PATH: pathOf(folder) } },
    ...{ extendEnv: false, reject: false },
  });
}

test('the action of GitHub runs lint on files, with flags, and writes SARIF', async () => {
  const file = bad();
  expect(await action({ files: pathOf('manifests/chart/values.yaml') })).toMatchObject({ exitCode: 0 });
  expect(await action({ files: pathOf('manifests/chart/values.yaml'), flags: '--require' })).toMatchObject({
    exitCode: 2,
  });
  const { exitCode, stdout } = await action({ files: file });
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('error windows-fields')]);
  const sarif = join(scratchFolder(), 'found.sarif');
  expect(await action({ files: file, sarif })).toMatchObject({ exitCode: 1, stdout: '' });
  expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
});
