import { expect, test } from 'vitest';
import { pair } from '../../../../agent/redact/notations/joints.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const far = (count: number) => `"value":"hazelnut",${' '.repeat(count)}"name":"password"}`;

test.each<[text: string, ...values: string[]]>([
  ['{"name": "password", "value": "hazelnut"}', 'hazelnut'],
  ['{"name":"password","type":"x","value":"two words, three"}', 'two words, three'],
  ['name: password\n  value: hazelnut\n', 'hazelnut'],
  ['{key: db/password, value: hazel,nut}', 'hazel'],
  ['{"name":"password","value":null}'],
  ['{"other":"password","value":"hazelnut"}'],
  ['{"name":"password","other":"hazelnut"}'],
  // In the reverse order.
  ['{"value":"hazelnut","name":"password"}', 'hazelnut'],
  ["{value: 'hazelnut', key: 'password'}", 'hazelnut'],
  ['{"value":"null","name":"password"}'],
  ['{"value":"hazelnut","other":"password"}'],
  [far(474), 'hazelnut'],
  [far(475)],
])('in %j', (text, ...values) => {
  expect(valuesBy(pair, text)).toEqual(values);
});

test.each([
  ['{"value":"val","name":"DB_PASSWORD"}', '{"value":"[redacted:env]","name":"DB_PASSWORD"}'],
  ['{"value":"name","name":"DB_PASSWORD"}', '{"value":"[redacted:env]","name":"DB_PASSWORD"}'],
  [`env: ${far(0)}`, 'env: "value":"[redacted:env]","name":"password"}'],
  [
    JSON.stringify({ log: '{"name":"DB_PASSWORD","value":"hazelnut"}' }),
    JSON.stringify({ log: '{"name":"DB_PASSWORD","value":"[redacted:env]"}' }),
  ],
  [
    JSON.stringify({ log: '{"value":"hazelnut","name":"DB_PASSWORD"}' }),
    JSON.stringify({ log: '{"value":"[redacted:env]","name":"DB_PASSWORD"}' }),
  ],
])('the value goes, and the names of the fields stay: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test('what Format-List prints is a value up to 1024 characters', () => {
  const printed = (length: number) => valuesBy(pair, `Name  : password\nValue : ${'w'.repeat(length)}\n`);
  expect(printed(1024)).toEqual(['w'.repeat(1024)]);
  expect(printed(1025)).toEqual([]);
});
