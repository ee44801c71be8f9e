import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project } from '../../image/folder.ts';
import { anywhere, besideTheAgent, elsewhere, inCluster, notRun, ofTheImage } from './met.ts';
import { shownIn } from './shown.ts';

const read = (path: string) => readFileSync(join(project, path), 'utf8');
const readmes = [
  ...['README.md', 'image/README.md', 'manifests/README.md'],
  ...readdirSync(join(project, '.github'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `.github/${name}`),
];
const shown = readmes.flatMap((path) => shownIn(read(path)));

const run = [...anywhere, ...besideTheAgent, ...inCluster, ...ofTheImage].map(([command]) => command);
const met = [...run, ...Object.keys(elsewhere), ...Object.keys(notRun)];

describe('the commands that READMEs show', () => {
  test('are each run by a test, or listed with the nearest command that is', () => {
    const unmet = shown.filter((command) => !met.includes(command));
    expect(unmet, 'add a row for each of these commands to test/commands/met.ts').toEqual([]);
  });

  test('have no row more than there are commands, but for curl, which is tried in more ways', () => {
    const extra = besideTheAgent.map(([command]) => command);
    const unshown = met.filter((command) => !shown.includes(command) && !extra.includes(command));
    expect(unshown, 'no README shows these any more: remove their rows from test/commands/met.ts').toEqual([]);
  });

  test.each(Object.entries(elsewhere))('%s is run where its row says', (_command, [file, words]) => {
    expect(read(file)).toContain(words);
  });

  test('are found in blocks and in sentences, without comments, and forms in tables are none', () => {
    const readme =
      'Run `npm test`, or\n`kubectl apply\n-k x`, not `test`.\n```\na b \\\n  c   # d\n```\n| `npm start` |\n```\nhostprobe 0.1\n```\n';
    expect(shownIn(readme)).toEqual(['a b c', 'npm test', 'kubectl apply -k x']);
  });
});

test('the firewall rule is for the port of the manifests', () => {
  const port = /-LocalPort (\d+)/.exec(read('manifests/README.md'))?.[1];
  expect(read('manifests/base/daemon-set.yaml')).toContain(`hostPort: ${port}\n`);
});
