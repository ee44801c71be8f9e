import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { anyWord, regexp } from '../../agent/redact/regexp.ts';

const mostUnnamed = 200;
/** What a list of words has, also with other endings: `errors?`, `changé\w*`, `(?:mit|ohne)`. */
const isList =
  /^(?:[\p{L}\p{M}\p{N}\s|_'’.,:<>/@-]|\\w\*?|\\d\*|\\d\{0,3\}|\\\.|[?*+]|\[[^\]^]{1,5}\]|\(\?:|\)|\(\?!|\\b|\\s\?|\\p\{L\}[*?])+$/u;

test('a regular expression of more than 200 characters has names for its parts', () => {
  const root = new URL('../../agent/redact/', import.meta.url).pathname;
  const files = globSync('**/*.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(30);
  const long = files.flatMap((file) =>
    readFileSync(`${root}/${file}`, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
      .flatMap((line) => line.split(/\$\{[^}]*\}| » /))
      .filter((part) => part.length > mostUnnamed && !isList.test(part.replace(/^[^'"`]*(['"`])(.*)\1[^'"`]*$/, '$2')))
      .map((part) => `${file}: ${part.trim().slice(0, 80)} (${part.length})`),
  );
  expect(long, 'give its parts names, and put them together with regexp').toEqual([]);
});

test('a regular expression is put together from its parts', () => {
  const word = String.raw`\w{2,3}`;
  expect(regexp.iu`^${word}\.(?:exe)$`).toEqual(/^\w{2,3}\.(?:exe)$/iu);
  expect(['set', 'Not set', 'unset', 'set up'].map((one) => anyWord('set|not set').test(one))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
