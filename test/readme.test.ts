import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { checks } from '../agent/checks/index.ts';
import { commands } from '../agent/cli/index.ts';
import { plainView } from '../agent/renderer.ts';
import { renderers } from '../agent/renderers/index.ts';
import { text } from '../agent/renderers/text.ts';
import { readSnapshot } from '../agent/snapshot.ts';
import { scenarios } from '../scripts/lab/scenarios.ts';
import { run } from './run.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const readme = read('README.md');

/** First cells of the table below a heading, without code marks. */
const rowsBelow = (heading: string) => {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (`.*?) \| (.*) \|$/gm)].map(([, ids = '', text = '']) => ({ ids, text }));
};

describe('README.md', () => {
  test('lists every check with its title, in the order of the report', () => {
    expect(rowsBelow('What it checks')).toEqual(checks.map(({ id, title }) => ({ ids: `\`${id}\``, text: title })));
  });

  test('names every command', () => {
    const named = rowsBelow('Commands').flatMap(({ ids }) => [...ids.matchAll(/`(\w+)`/g)].map(([, id]) => id));
    expect(named.toSorted()).toEqual(commands.map(({ id }) => id).toSorted());
  });

  test('names every form of the report', () => {
    const forms = rowsBelow('Commands').find(({ ids }) => ids === '`report`')?.text;
    for (const { id } of renderers) expect(forms).toContain(id);
  });

  test('shows a report that hostprobe really gives', () => {
    const path = 'test/nodes/nssm-user-account/snapshot.json';
    expect(readme).toContain(`report --facts ${path}`);
    expect(readme).toContain(text.render(assess(readSnapshot(read(path), path)), plainView).trimEnd());
  });

  test('shows what predict answers for one pod on several nodes', async () => {
    const [, command = ''] = /^npm run -s hostprobe -- (predict (?:.*\\\n)*.*)$/m.exec(readme) ?? [];
    const words = command.replaceAll('\\\n', ' ').split(/\s+/);
    const args = words.map((word) => (word.startsWith('test/') ? pathOf(word) : word));
    const { stdout, stderr } = await run(args);
    expect(stderr).toBe('');
    expect(readme).toContain(`\n${stdout.trimEnd()}\n`);
  });

  test('names a scenario that there is', () => {
    const [, name = ''] = /--scenario ([\w.-]+)/.exec(readme) ?? [];
    expect(Object.keys(scenarios)).toContain(name);
  });
});
