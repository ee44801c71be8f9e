// Rewrites what test/golden.test.ts and test/readme.test.ts compare with, and shows what became different.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { assess } from '../agent/assess.ts';
import { composed } from '../test/composed.ts';
import { forms, keptFiles } from '../test/golden.ts';
import { verdictChanges } from '../test/golden-verdicts.ts';
import { expectedPage, pages, pathOf } from '../test/pages.ts';
import { nodesFolder, snapshotOf, snapshotText, storeSnapshot, storyNames } from '../test/stories.ts';
import { runProgram } from './run-program.ts';

const help = `npm run golden                              writes the goldens again, and shows the difference
npm run -s golden -- --show <story>         the whole report of a story
npm run -s golden -- --show <story> <form>  ${Object.keys(forms).join(', ')}, or snapshot: the file that --facts reads
`;

function show(story: string, form = 'text'): string {
  if (!storyNames().includes(story)) throw new Error(`${story} is none of the stories: ${storyNames().join(', ')}`);
  if (form === 'snapshot') return snapshotText(story);
  const render = forms[form];
  if (render === undefined) throw new Error(`${form} is none of the forms:\n${help}`);
  return render(assess(snapshotOf(story)));
}

const created: string[] = [];
const changed: string[] = [];

function write(path: string, text: string): void {
  if (!existsSync(path)) created.push(path);
  else if (readFileSync(path, 'utf8') === text) return;
  else changed.push(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** What commands say of a cluster: its test has the API server, so it writes the answers itself. */
async function writeClusterSaid(): Promise<{ path: string; text: string }> {
  const path = join(dirname(nodesFolder), 'cli/cluster-said.txt');
  const before = readFileSync(path, 'utf8');
  const args = [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--update',
    '--reporter=dot',
    'test/cli/cluster-said.test.ts',
  ];
  const code = await runProgram('vitest/vitest.mjs', args, new AbortController().signal);
  if (code !== 0) throw new Error('test/cli/cluster-said.test.ts failed for another reason than its kept answers');
  const text = readFileSync(path, 'utf8');
  if (text !== before) changed.push(path);
  return { path, text };
}

/** As of the last commit; empty if it is new since. */
const committed = (path: string) =>
  spawnSync('git', ['show', `HEAD:./${path}`], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;

async function rewrite(): Promise<void> {
  // A story that was added as `facts` prints it is stored as the others are.
  for (const story of storyNames()) if (!(story in composed)) storeSnapshot(story, JSON.parse(snapshotText(story)));
  const files = Object.entries(await keptFiles()).map(([file, text]) => ({
    path: join(dirname(nodesFolder), file),
    text,
  }));
  for (const { path, text } of files) write(path, text);
  // Samples in README print reports of the stories.
  for (const page of pages) {
    files.push({ path: pathOf(page), text: await expectedPage(page) });
    write(pathOf(page), files.at(-1)?.text ?? '');
  }
  files.push(await writeClusterSaid());
  // The diff is against the last commit, so that it shows the whole change that a reviewer would see.
  spawnSync('git', ['--no-pager', 'diff', '--', nodesFolder, ...files.map(({ path }) => path)], { stdio: 'inherit' });
  const list = (paths: string[]) => paths.map((path) => `\n  ${relative(process.cwd(), path)}`).join('');
  console.log(`${changed.length} rewritten${list(changed)}\n${created.length} new${list(created)}`);
  const verdicts = files.flatMap(({ path, text }) => {
    const file = relative(process.cwd(), path);
    return verdictChanges(committed(file), text).map((line) => `${file}: ${line}`);
  });
  console.log(
    verdicts.length === 0
      ? 'Only words changed: no status, count or cause.'
      : `Statuses and causes that changed, apart from words:\n${verdicts.map((line) => `  ${line}`).join('\n')}`,
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) process.stdout.write(help);
else if (values.show !== undefined) process.stdout.write(show(values.show, positionals[0]));
else await rewrite();
