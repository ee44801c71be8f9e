import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allCommands } from '../agent/cli/index.ts';
import { usualHistoryBounds } from '../agent/history/lines.ts';
import { renderers } from '../agent/renderers/index.ts';
import { scenarios } from '../scripts/lab/scenarios.ts';
import { expectedPage, pages, pathOf } from './pages.ts';

const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const readme = read('README.md');
const ofGithub = readdirSync(pathOf('.github')).filter((name) => name.endsWith('.md'));
const markdown = [
  ...['README.md', 'agent/README.md', 'image/README.md', 'manifests/README.md'],
  ...ofGithub.map((name) => `.github/${name}`),
];

/** First cells of the table below a heading, without code marks. */
const rowsBelow = (heading: string) => {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (`.*?) \| (.*) \|$/gm)].map(([, ids = '', text = '']) => ({ ids, text }));
};

test.each(pages)('%s has the parts that hostprobe writes as they are now', async (path) => {
  expect(await expectedPage(path), 'if the new text is right: npm run golden').toBe(read(path));
});

describe('README.md', () => {
  test('names every command', async () => {
    const named = rowsBelow('Commands').flatMap(({ ids }) => [...ids.matchAll(/`(\w+)`/g)].map(([, id]) => id));
    const fix = 'the table below "## Commands" in README.md has one row for each command in agent/cli/index.ts';
    expect(named.toSorted(), fix).toEqual(
      (await allCommands())
        .filter(({ hidden }) => hidden !== true)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('is short, with one picture, and says in one place where this repository is', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(200);
    expect(readme.match(/<img |!\[/g)).toHaveLength(1);
    const places = markdown
      .filter((page) => page !== 'README.md')
      .filter((page) => /OWNER\/|<owner>|<URL of/i.test(read(page)));
    expect(places, 'write $REPOSITORY, which README.md sets').toEqual([]);
    expect(readme.match(/^REPOSITORY=OWNER\/REPOSITORY$/gm)).toHaveLength(1);
    expect(readme.match(/\bghcr\.io\/(?!\$REPOSITORY)|github\.com\/(?!\$REPOSITORY)/g)).toBeNull();
  });

  test('says the opposite of no command', async () => {
    const opposites = [
      ...['before after', 'with without', 'most least', 'first last', 'newest oldest', 'healthy unhealthy', 'all no'],
      ...['why whether', 'do not', 'runs stops', 'this another', 'start stop', 'accepts refuses', 'differs agrees'],
    ].flatMap((pair) => [pair.split(' '), pair.split(' ').reverse()]);
    const words = (text: string) => new Set(text.toLowerCase().match(/[a-z]+/g));
    const compared = (await allCommands()).flatMap(({ id, summary }) => {
      const rows = rowsBelow('Commands').filter(({ ids }) => ids.includes(`\`${id}\``));
      const [said, told] = [words(summary), words(rows.map(({ text }) => text).join(' '))];
      return opposites.flatMap(([one = '', other = '']) => {
        if (told.size === 0 || !told.has(one) || told.has(other)) return [];
        return [{ id, one, isSaid: said.has(one), isOpposed: said.has(other) && !said.has(one) }];
      });
    });
    expect(compared.filter(({ isSaid }) => isSaid).length).toBeGreaterThan(8);
    expect(compared.filter(({ isOpposed }) => isOpposed)).toEqual([]);
  });

  test('names every form of the report', () => {
    const forms = rowsBelow('Commands').find(({ ids }) => ids === '`report`')?.text;
    for (const { id } of renderers) expect(forms, 'add it to the row of `report` in README.md').toContain(id);
  });

  test('says how large the history grows where it cannot be shortened', () => {
    expect(read('.github/rights.md')).toContain(
      `history.jsonl\` (at most ${(2 * usualHistoryBounds.maxBytes) / 1024} KiB)`,
    );
  });

  test('names a scenario that there is', () => {
    const [, name = ''] = /--scenario ([\w.-]+)/.exec(read('.github/CONTRIBUTING.md')) ?? [];
    expect(Object.keys(scenarios)).toContain(name);
  });
});

/** Where GitHub lets a link lead on a page: its headings in lower case, without punctuation, blanks as dashes. */
const anchorsOf = (page: string) =>
  [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

test.each(markdown)('every link of %s leads to a file and a heading that exist', (path) => {
  const page = read(path);
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)|<img src="([^"]*)"/g)];
  const broken = links.flatMap(([, to = '', anchor, image]) => {
    const target = to === '' && image === undefined ? path : join(dirname(path), image ?? to);
    if (!existsSync(pathOf(target))) return [`${target}: no such file`];
    if (anchor === undefined || anchorsOf(read(target)).includes(anchor)) return [];
    return [`${target}#${anchor}: no such heading`];
  });
  expect(broken).toEqual([]);
});

test('image/README.md says what each file does', () => {
  const section = read('image/README.md').split('\n## Files\n')[1]?.split('\n## ')[0] ?? '';
  const named = [...section.matchAll(/`([\w.-]+?)\/?`/g)].map(([, name]) => name);
  const files = readdirSync(pathOf('image')).filter((name) => !['README.md', '.gitignore', 'out'].includes(name));
  expect(files.filter((name) => !named.includes(name))).toEqual([]);
});

test('the contents of README.md name its sections, in their order', () => {
  const [, ...sections] = readme.split('\n## ').map((section) => section.split('\n', 1)[0]);
  const contents = [...(readme.split('\n## ')[0] ?? '').matchAll(/\[([^\]]+)\]\(#/g)].map(([, name]) => name);
  expect(contents, 'the links above the first section of README.md').toEqual(sections);
});
