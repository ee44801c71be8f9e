import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** What promtool has to say against a text of metrics: parse errors and names against the rules; empty when all is well. */
export async function complaintsOfPromtool(text: string): Promise<string> {
  const { exitCode, all } = await execa('promtool', ['check', 'metrics'], { input: text, all: true, reject: false });
  return exitCode === 0 ? all : `${all}\nexit code ${exitCode}`;
}

/** Runs promtool on a configuration of Prometheus; what it has to say, empty when all is well. */
export async function complaintsAboutConfig(config: object): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  const file = join(folder, 'prometheus.yaml');
  writeFileSync(file, JSON.stringify(config));
  const { exitCode, all } = await execa('promtool', ['check', 'config', '--lint=all', '--lint-fatal', file], {
    all: true,
    reject: false,
  });
  rmSync(folder, { recursive: true });
  return exitCode === 0 ? '' : all;
}

/** Runs promtool on files of rules and rule tests; what it has to say, empty when all is well. */
export async function complaintsAboutRules(rules: object, tests: readonly object[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  const [rulesFile, testFile] = [join(folder, 'rules.yaml'), join(folder, 'test.yaml')];
  writeFileSync(rulesFile, JSON.stringify(rules));
  writeFileSync(testFile, JSON.stringify({ rule_files: [rulesFile], evaluation_interval: '1m', tests }));
  const checked = await execa('promtool', ['check', 'rules', rulesFile], { all: true, reject: false });
  const tested = await execa('promtool', ['test', 'rules', testFile], { all: true, reject: false });
  rmSync(folder, { recursive: true });
  return [checked, tested].map(({ exitCode, all }) => (exitCode === 0 ? '' : all)).join('');
}
