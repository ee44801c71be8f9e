import { expect, test } from 'vitest';
import { gap } from '../../agent/redact/rewritten/text-view.ts';
import { viewsOf } from '../../agent/redact/rewritten.ts';

const allOf = (text: string) => [...viewsOf(text)].filter((view) => view !== null);
const textsOf = (text: string) => allOf(text).map((view) => view.text);
const letters = 'aB3dE5gH7jK9mN2pQ4rS6tU8wXaB3dE5gH7jK9mN2pQ4rS6tU8wXaB3dE5gH';

test.each([
  ['a plain text', 'plain\ntext', []],
  ['escapes', 'a%41', ['aA']],
  ['escapes inside of escapes, up to three times', '%2525252541', ['%25252541', '%252541', '%2541']],
  ['UTF-16 in another encoding', 'a\0b\0', ['ab']],
  ['UTF-16 with escapes', 'a\0%\x004\x001\0', ['a%41', 'aA']],
  ['UTF-16 that is escaped', 'a\\u0000b\\u0000', ['ab', 'a\0b\0']],
  ['a line that was broken', `${letters}\nrest2of3it`, [`${letters}rest2of3it`]],
  [
    'such a line with escapes',
    `%41${letters.slice(3)}\nrest2of3it`,
    [`%41${letters.slice(3)}rest2of3it`, `A${letters.slice(3)}${gap}\n`],
  ],
  ['a command over two lines', 'net user a \\\n  winter26', ['net user a winter26']],
  ['a list of arguments', "['net', 'user', 'a', 'winter26']", [`${gap}\nnet user a winter26${gap}\n`]],
  ['a log of a container', '2026-11-01T12:00:00.1Z stdout F a', ['a']],
])('%s is searched as well in another form', (_, text, views) => {
  expect(textsOf(text)).toEqual(views);
});

test('each character of a form tells where it comes from', () => {
  const originsIn = (text: string) =>
    allOf(text).map(({ text: shown, startOf, endOf }) =>
      [...shown].map((_, index) => text.slice(startOf(index), endOf(index))),
    );
  expect(originsIn('a%2541b')).toEqual([
    ['a', '%25', '4', '1', 'b'],
    ['a', '%2541', 'b'],
  ]);
  expect(originsIn('a\0b')).toEqual([['a', 'b']]);
});
