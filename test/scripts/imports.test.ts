import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../../image/folder.ts';

/** The folders of the project's code, each with the others that it may import. */
const folders: Readonly<Record<string, readonly string[]>> = {
  agent: [],
  image: ['agent'],
  // Goldens and some benchmarks use what tests use.
  scripts: ['agent', 'image', 'test'],
  test: ['agent', 'image', 'scripts'],
};

const topOf = (path: string) => path.split('/')[0] ?? '';

/** Top-level folders and files that the imports of a source name. */
function importedBy(path: string): string[] {
  const source = readFileSync(join(project, path), 'utf8');
  return [...source.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'(\.[^']+)'/g)].map(([, specifier = '']) =>
    topOf(relative(project, join(project, dirname(path), specifier)).replaceAll('\\', '/')),
  );
}

test.each(Object.entries(folders))('%s/ imports only folders that it may import: %j', (folder, allowed) => {
  const sources = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.m?ts$|\.mjs$/.test(path));
  expect(sources.length).toBeGreaterThan(0);
  const complaints = sources.flatMap((path) =>
    importedBy(path)
      .filter((other) => other in folders && other !== folder && !allowed.includes(other))
      .map((other) => `${path} may not import from ${other}/`),
  );
  expect(complaints).toEqual([]);
});
