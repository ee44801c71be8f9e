import { expect, test } from 'vitest';
import { createMemory } from '../../agent/redact/memory.ts';
import { findAnnotated } from '../../agent/redact/structures/annotated.ts';

const found = (text: string) => findAnnotated(text, createMemory()).map(({ start, end }) => text.slice(start, end));

test.each([
  ['in quotes', "    login(password)\n          │\n          └ 'Summer2024x'\n", ['Summer2024x']],
  ['without quotes', '    login(password)\n          └ Summer2024x\n', ['Summer2024x']],
  ['in double quotes, at the end', '    login(password)\n          └ "the winter"', ['the winter']],
  ['with a line break of Windows', '    login(token)\r\n          └ Summer2024x\r\n', ['Summer2024x']],
  ['beside another', "login(password, user)\n      │         └ 'admin'\n      └ 'winter'\n", ['winter']],
  ['beside an object', "login(password, cfg)\n      │         └ <Config at 0x1f>\n      └ 'winter'\n", ['winter']],
  ['behind another name', "login(user, password)\n      │     └ 'winter'\n      └ 'admin'\n", ['winter']],
  ['in two places', "f(password)\n  └ 'winter'\n\ng(x, secret)\n     └ 'nightly'\n", ['winter', 'nightly']],
])('a value that a traceback draws below its name is taken as it stands: %s', (_, text, values) => {
  expect(found(text)).toEqual(values);
});

test.each([
  ['below another name', "    login(user)\n          └ 'winter'\n"],
  ['below a key, which may be that of a map', "    login(key)\n          └ 'winter'\n"],
  ['below no name', "    login(password)\n         └ 'winter'\n"],
  ['below the first name of a dotted one', "    login(user.name)\n          └ 'winter'\n"],
  ['below nothing', "└ 'winter'\n"],
  ['in a tree', 'password\n└── winter\n'],
  ['in a line that is no note', 'login(password)\n      └ winter and more\n'],
])('nothing is found %s', (_, text) => {
  expect(found(text)).toEqual([]);
});
