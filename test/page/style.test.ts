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
