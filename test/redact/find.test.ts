import { expect, test } from 'vitest';
import { createRedactor, redactText } from '../../agent/redact.ts';

test('a secret is found below three encodings, and is looked for no deeper', () => {
  let text = 'password=Summer2024x and more';
  const found = Array.from({ length: 6 }, () => {
    const isFound = createRedactor().find(text).length > 0;
    text = `see ${Buffer.from(text).toString('base64')}`;
    return isFound;
  });
  expect(found).toEqual([true, true, true, true, false, false]);
});

test('the shortest text with a secret has seven characters, also where it is encoded', () => {
  const encoded = (text: string) => Buffer.from(text, 'utf16le').toString('base64');
  const isFound = (text: string) => createRedactor().find(text).length > 0;
  expect([isFound('pwd=a1b'), isFound(`see ${encoded('pwd=a1b')}`)]).toEqual([true, true]);
  expect([isFound('pwd=a1'), isFound(`see ${encoded('pwd=a1')}`)]).toEqual([false, false]);
});

test.each([
  [
    'a key with a placeholder in it, on both sides of it',
    'a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n[redacted:random]\n[redacted:hex]\nAb12\n-----END RSA PRIVATE KEY----- b',
    'a [redacted:private-key][redacted:random]\n[redacted:hex][redacted:private-key] b',
  ],
  [
    'a value that comes again without its name',
    'password=Winter2024x, and before Winter2024x',
    'password=[redacted:key], and before [redacted:key]',
  ],
  [
    'a name and its value in escapes',
    `x ${[...'password=hunter2'].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')} y`,
    'x [redacted:key] y',
  ],
  ['a value in quotes, which stay', "password='hunter2', x", "password='[redacted:key]', x"],
  ['nothing where there is a reference', 'password=$(PASSWORD) and more', 'password=$(PASSWORD) and more'],
  ['nothing in a text without a sign', 'the node is ready again', 'the node is ready again'],
  [
    'a value that comes before and after its name',
    'a Winter2024x b Winter2024x pwd=Winter2024x, Winter2024x',
    'a [redacted:key] b [redacted:key] pwd=[redacted:key], [redacted:key]',
  ],
  ['no ordinary word that comes again', 'password=summerday, a summerday', 'password=[redacted:key], a summerday'],
  ['no number that comes again', 'password=20242025, a 20242025', 'password=[redacted:key], a 20242025'],
  ['no short value that comes again', 'password=Win2024, a Win2024', 'password=[redacted:key], a Win2024'],
  [
    'a value of eight characters that comes again',
    'password=Wint2024, a Wint2024',
    'password=[redacted:key], a [redacted:key]',
  ],
  ['a name and its value in UTF-16', `x ${[...'password=hunter2'].join('\0')}\0 y`, 'x [redacted:key]\0 y'],
])('what is taken out is %s', (_, text, clean) => {
  expect(redactText(text)).toBe(clean);
});
