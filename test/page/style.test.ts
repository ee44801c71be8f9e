import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { style } from '../../agent/page/style.ts';
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
