import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Everything that may tell a person to type a command: what ships, and what is read beside it. */
const texts = execFileSync('git', ['ls-files', 'agent', 'manifests', 'image', '.github', 'README.md'], {
  encoding: 'utf8',
}).split('\n');

test('no command sends a token to whoever answers: one over TLS names the certificate', () => {
  const commands = texts
    .filter((path) => path !== '')
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => /\bcurl\b.*Authorization: Bearer.*https:/.test(line));
  expect(commands.length).toBeGreaterThan(2);
  expect(commands.filter((line) => !/--pinnedpubkey|--cacert/.test(line))).toEqual([]);
});
