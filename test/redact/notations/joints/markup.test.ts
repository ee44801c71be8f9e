import { expect, test } from 'vitest';
import type { Notation } from '../../../../agent/redact/notations/joints.ts';
import { attribute, element } from '../../../../agent/redact/notations/joints.ts';

function valueBy(notation: Notation, text: string): string | null {
  const name = 'password';
  const start = text.indexOf(name);
  const [found] = [notation(text, { start, end: start + name.length, says: 'password', name }) ?? []].flat();
  return found === undefined ? null : text.slice(found.start, found.end);
}

test.each([
  ['<password>winter</password>', 'winter'],
  ['<password>winter \n</password>', 'winter'],
  ['<password a="b">winter</password>', 'winter'],
  ['<password><![CDATA[winter]]></password>', 'winter'],
  ['<password><![CDATA[win<ter]]></password>', 'win<ter'],
  [`<${'n'.repeat(40)}:password>winter</x>`, 'winter'],
  [`<${'n'.repeat(41)}:password>winter</x>`, null],
  ['password>winter</password>', null],
  ['<password></password>', null],
  ['<password>null</password>', null],
  ['<password><![CDATA[]]></password>', null],
  ['<password is winter', null],
  // Without an end tag.
  ['<password>winter', null],
  ['<password>winter<b>', null],
  [`<password>${'x'.repeat(8192)}</password>`, 'x'.repeat(8192)],
  [`<password>${'x'.repeat(8193)}</password>`, null],
])('the text of an element is the value of its name: %s', (text, value) => {
  expect(valueBy(element, text)).toBe(value);
});

test.each([
  ['<add key="password" value="winter"/>', 'winter'],
  ['<add key="password" type="a" value="winter"/>', 'winter'],
  ['value="winter" key="password"', 'winter'],
  ['<add Value=\'winter\' name="password"/>', 'winter'],
  ['<add value="null" key="password"/>', null],
  ['<add b="password" value="winter"/>', null],
  [`<add value="winter"${' '.repeat(481)}key="password"/>`, 'winter'],
  [`<add value="winter"${' '.repeat(482)}key="password"/>`, null],
  ['<Data Name="password">winter</Data>', 'winter'],
  ['<Data Name="password"><![CDATA[win<ter]]></Data>', 'win<ter'],
  ['<Data Name="password">winter', null],
  ['<Data Name="password"></Data>', null],
  ['<Data Name="password">null</Data>', null],
  [`<Data Name="password"><a b="${'x'.repeat(60)}"></Data>`, null],
  [`<Data Name="password">${'x'.repeat(8192)}</Data>`, 'x'.repeat(8192)],
  [`<Data Name="password">${'x'.repeat(8193)}</Data>`, null],
])('the value of an attribute is that of its name: %s', (text, value) => {
  expect(valueBy(attribute, text)).toBe(value);
});

test('a value that is part of the word "value" is cut where it stands', () => {
  const text = '<add value="val" key="password"/>';
  const start = text.indexOf('password');
  expect(attribute(text, { start, end: start + 8, says: 'password', name: 'password' })).toEqual({
    start: 12,
    end: 15,
  });
});
