// Rewrites what test/golden.test.ts and test/readme.test.ts compare with, and shows what became different.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expectedFiles, nodesFolder, storyNames } from '../test/golden.ts';
import { expectedPage, pages, pathOf } from '../test/pages.ts';

const created: string[] = [];
const changed: string[] = [];

function write(path: string, text: string): void {
  if (!existsSync(path)) created.push(path);
  else if (readFileSync(path, 'utf8') === text) return;
  else changed.push(path);
  writeFileSync(path, text);
}

for (const story of storyNames()) {
  mkdirSync(join(nodesFolder, story), { recursive: true });
  for (const [name, text] of Object.entries(expectedFiles(story))) write(join(nodesFolder, story, name), text);
}
// Samples in README print reports of the stories.
for (const page of pages) write(pathOf(page), await expectedPage(page));

// The diff is against the last commit, so that it shows the whole change that a reviewer would see.
spawnSync('git', ['--no-pager', 'diff', '--', nodesFolder, ...pages.map(pathOf)], { stdio: 'inherit' });
const list = (paths: string[]) => paths.map((path) => `\n  ${relative(process.cwd(), path)}`).join('');
console.log(`${changed.length} rewritten${list(changed)}\n${created.length} new${list(created)}`);
