import { expect, test } from 'vitest';
import { findPrinted } from '../../agent/redact/printed.ts';

const found = (text: string) => findPrinted(text).map(({ start, end }) => text.slice(start, end));

test.each(['cat /etc/db-password\n', '$ cat /etc/db-password\n', 'x && sudo cat /etc/db-password\n'])(
  'what a command shows is found: %j',
  (command) => {
    expect(found(`${command}Summer2024x\n`)).toEqual(['Summer2024x']);
  },
);

test('a sentence that ends like a command shows nothing', () => {
  expect(found('the field has the type db-password\nSummer2024x\n')).toEqual([]);
});
