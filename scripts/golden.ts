// Rewrites what test/golden.test.ts compares with, and shows what became different.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expectedFiles, nodesFolder, storyNames } from '../test/golden.ts';

const created: string[] = [];
const changed: string[] = [];
for (const story of storyNames()) {
  mkdirSync(join(nodesFolder, story), { recursive: true });
  for (const [name, text] of Object.entries(expectedFiles(story))) {
    const path = join(nodesFolder, story, name);
    if (!existsSync(path)) created.push(path);
    else if (readFileSync(path, 'utf8') === text) continue;
    else changed.push(path);
    writeFileSync(path, text);
  }
}

// The diff is against the last commit, so that it shows the whole change that a reviewer would see.
spawnSync('git', ['--no-pager', 'diff', '--', nodesFolder], { stdio: 'inherit' });
const list = (paths: string[]) => paths.map((path) => `\n  ${relative(process.cwd(), path)}`).join('');
console.log(`${changed.length} rewritten${list(changed)}\n${created.length} new${list(created)}`);
