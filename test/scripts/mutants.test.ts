import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { project } from '../../image/folder.ts';
import { equivalentIn, equivalents } from '../../scripts/mutate/equivalent.ts';
import { mutantsOf } from '../../scripts/mutate/mutants.ts';
import { pickEvenly } from '../../scripts/mutate/pick.ts';

const changed = (text: string) => mutantsOf('x.ts', text).map((mutant) => mutant.text);

test('each change is one place', () => {
  expect(changed('const a = b === c;')).toEqual(['const a = b !== c;']);
  expect(changed('const a = b ? true : 0;')).toEqual([
    'const a = true ? true : 0;',
    'const a = false ? true : 0;',
    'const a = b ? false : 0;',
    'const a = b ? true : (0 + 1);',
  ]);
  expect(changed('{ if (!a) call(); b(); }')).toEqual([
    '{ if (true) call(); b(); }',
    '{ if (false) call(); b(); }',
    '{ if (a) call(); b(); }',
    '{ if (!a) call(); ; }',
  ]);
  expect(changed("names.some((name) => name.toLowerCase() === 'x')")).toContain(
    "names.every((name) => name.toLowerCase() === 'x')",
  );
});

test('a method of every object is not a change', () => {
  expect(changed('a.toString()')).toEqual([]);
});

test('the size of a buffer is left alone', () => {
  expect(changed('Buffer.alloc(8 * most)')).toEqual(['Buffer.alloc()']);
  expect(changed('fill({ bytes: 16 * 1024 })')).toEqual(['fill()', '({ bytes: 16 * 1024 })', 'fill({  })']);
});

test('a boolean becomes the other one', () => {
  expect(changed('({ other: true })')).toContain('({ other: false })');
});

test('what a list, an object or a call holds is left out, one at a time', () => {
  expect(changed('const a = [b, c];')).toEqual(['const a = [c, b];', 'const a = [c];', 'const a = [b];']);
  expect(changed('const a = { b, c };')).toEqual(['const a = {  c };'.replace('  ', ' '), 'const a = { b };']);
  expect(changed('const a = f(b, c);')).toEqual(['const a = f(c, b);', 'const a = f(b);']);
  expect(changed('const a = f(b);')).toEqual(['const a = f();', 'const a = (b);']);
});

test('a text becomes empty, a pattern matches nothing, and names of properties and modules stay', () => {
  expect(changed("const a = 'b';")).toEqual(["const a = '';"]);
  expect(changed("const a = '';")).toEqual(["const a = 'x';"]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template in a program
  expect(changed('const a = `b${c}`;')).toEqual(['const a = `${c}`;']);
  expect(changed('const a = /b/;')).toEqual(['const a = /(?!)/;']);
  expect(changed("export { a } from './a.ts';\nconst b = { 'c-d': e };")).toEqual([
    "export { a } from './a.ts';\nconst b = {  };",
  ]);
});

test('each is a program, so that only a test can refuse it', () => {
  for (const file of ['agent/causes/mount.ts', 'agent/publish/pod-events.ts', 'agent/cli/status.ts']) {
    for (const { text, what } of mutantsOf(file, readFileSync(join(project, file), 'utf8')))
      expect(() => parseAst(text, { lang: 'ts' }), what).not.toThrow();
  }
});

test('the last clause of a text is left out, and the first way of a pattern, in whatever group it is', () => {
  expect(changed("const a = 'Start it; that takes some minutes.';")).toContain("const a = 'Start it';");
  expect(changed('const a = /x[|)](?:ab\\|c|cd|e)f|g/;')).toContain('const a = /x[|)](?:cd|e)f|g/;');
  expect(changed('const a = /b[|]/;')).toEqual(['const a = /(?!)/;']);
});

test('values in a text change places', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template in a program
  expect(changed('const a = `${b} is ${c}`;')).toContain('const a = `${c} is ${b}`;');
});

test('an await, a method that guards or tidies, and a sum are left out', () => {
  expect(changed('const a = await b;')).toEqual(['const a = (b);']);
  expect(changed('const a = b(c).catch(() => null);')).toContain('const a = b(c);');
  expect(changed('const a = b.trim();')).toEqual(['const a = b;']);
  expect(changed('a += b;')).toEqual(['a = b;']);
  expect(changed('a ??= b;')).toEqual(['a = b;']);
});

test('types and imports are left alone', () => {
  expect(changed("import { a } from './a.ts';\ntype B = 1 | 2;\ninterface C { d: true }")).toEqual([]);
});

test('a sample is spread over the whole list, and is the same each time', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);
  expect(pickEvenly(all, 4)).toEqual([12, 37, 62, 87]);
  expect(pickEvenly(all, 500)).toEqual(all);
  // Another seed takes others.
  expect(pickEvenly(all, 4, 1)).toEqual([2, 27, 52, 77]);
});

test('each mutant that counts as equivalent is one of its file', () => {
  for (const file of new Set(equivalents.map((one) => one.file))) {
    const { equivalent, unmatched } = equivalentIn(file, mutantsOf(file, readFileSync(join(project, file), 'utf8')));
    expect(unmatched).toEqual([]);
    expect(equivalent.size).toBe(equivalents.filter((one) => one.file === file).length);
  }
});

test('what is no mutant of its file any more is told', () => {
  const { file, what } = equivalents[0] ?? {};
  expect(equivalentIn(`${file}`, []).unmatched.map((one) => one.what)).toContain(what);
});
