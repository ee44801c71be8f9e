import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fleetPage } from '../../agent/fleet/html.ts';
import { style } from '../../agent/page/style.ts';
import { style as reportStyle } from '../../agent/renderers/html/style.ts';
import { project } from '../../image/folder.ts';

/** The classes that the markup of pages gives to its elements, as far as they are written out. */
const given = new Set(
  globSync('agent/**/*.ts', { cwd: project })
    .flatMap((file) => readFileSync(`${project}/${file}`, 'utf8').match(/\b(?:class: |classList\.)[^\n]*/g) ?? [])
    .flatMap((attribute) => attribute.match(/(?<=['` ])[a-z][\w-]*(?=['` ])/g) ?? []),
);

/** Classes that are a status, a weight, a verdict or the kind of a note, which data gives. */
const ofData = ['healthy', 'degraded', 'unhealthy', 'pass', 'skip', 'fail', 'likely', 'confirmed', 'hidden'];

test('each class that has a style is given to an element', () => {
  const styled = new Set([...style.matchAll(/\.([a-z][\w-]*)(?=[^{}"]*\{)/g)].map(([, name = '']) => name));
  expect(styled.size).toBeGreaterThan(50);
  expect([...styled].filter((name) => !given.has(name) && !ofData.includes(name))).toEqual([]);
});

test('each colour that is used has a value, for a light and a dark screen and for paper, and each that has one is used', () => {
  const names = (css: string, pattern: RegExp) =>
    [...new Set([...css.matchAll(pattern)].map(([, name = '']) => name))].sort();
  const defined = (css: string) => names(css, /(--[a-z-]+):/g);
  expect(defined(style)).toEqual(names(style, /var\((--[a-z-]+)\)/g));
  const colours = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) =>
    defined(block).filter((name) => !['--sans', '--mono'].includes(name)),
  );
  expect(colours).toHaveLength(3);
  for (const one of colours) expect(one).toEqual(colours[0]);
});

test('a status has the colour of its name', () => {
  const rules = [
    ...style.matchAll(/^\.(\w+), \.\w+ \{ --is: var\(--(\w+)\); \}$|^\.(\w+) \{ --is: var\(--(\w+)\); \}$/gm),
  ];
  const pairs = rules.map(([, one, colour, alone, own]) => [one ?? alone, colour ?? own]);
  expect(pairs.map(([name]) => name).sort()).toEqual(['fail', 'pass', 'skip', 'unknown', 'warn']);
  expect(pairs.filter(([name, colour]) => name !== colour)).toEqual([]);
});

/** The style of the page of many nodes. */
const fleetStyle =
  /<style>(.*?)<\/style>/s.exec(fleetPage({ context: '', at: new Date(0), groups: [], rows: [] }))?.[1] ?? '';

/** Each declaration in its order, with the condition and the selector that it is for. */
function declarationsOf(css: string) {
  const found: { media: string; selector: string; property: string; value: string }[] = [];
  const take = (media: string, block: string) => {
    for (const [, selectors = '', body = ''] of block.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      for (const selector of selectors.split(',').map((one) => one.trim())) {
        for (const one of body.split(';').filter((part) => part.includes(':'))) {
          const [property = '', ...value] = one.split(':');
          found.push({ media, selector, property: property.trim(), value: value.join(':').trim() });
        }
      }
    }
  };
  for (const [, media = '', inMedia = '', plain = ''] of css.matchAll(
    /(@media[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}|((?:[^{}@]+\{[^{}]*\}\s*)+)/g,
  )) {
    take(media.trim(), media === '' ? plain : inMedia);
  }
  return found;
}

test.each([
  ['the report', reportStyle],
  ['the page that explains', style],
  ['many nodes', fleetStyle],
])('in the style of %s what is for a screen or for paper comes after what it replaces', (_, css) => {
  const all = declarationsOf(css);
  expect(all.filter(({ media }) => media !== '').length).toBeGreaterThan(10);
  const late = all.flatMap((one, at) => {
    const isBase = ({ media, selector, property }: typeof one) =>
      media === '' && selector === one.selector && property === one.property;
    return one.media !== '' && !one.value.endsWith('!important') && all.slice(at).some(isBase)
      ? [`${one.media} ${one.selector} ${one.property}`]
      : [];
  });
  expect(late).toEqual([]);
});

test('what a page has of its own comes after the style that all pages share, so that it can replace it', () => {
  for (const css of [style, fleetStyle]) {
    expect(css.startsWith(reportStyle)).toBe(true);
    expect(css.length).toBeGreaterThan(reportStyle.length);
  }
});

test('nothing is declared twice in one rule, and no rule is empty', () => {
  for (const css of [style, fleetStyle]) {
    expect(css).not.toMatch(/\{\s*\}/);
    for (const [, body = ''] of css.matchAll(/\{([^{}]*)\}/g)) {
      const names = body.split(';').flatMap((one) => /^\s*([a-z-]+):/.exec(one)?.[1] ?? []);
      expect(names).toEqual([...new Set(names)]);
    }
  }
});
