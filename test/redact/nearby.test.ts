import { expect, test } from 'vitest';
import { nearby } from '../../agent/redact/notations/nearby.ts';

const name = 'DB_PASSWORD';

function valuesBelow(value: string): string[] {
  const text = `- name: "${name}"\n  value: "${value}"\n`;
  const start = text.indexOf(name);
  const found = nearby(text, { start, end: start + name.length, says: 'password', name });
  return [found ?? []].flat().map((one) => text.slice(one.start, one.end));
}

test('the value of a field below a name is taken as it stands, without its quotes', () => {
  expect(valuesBelow('Summer2024x')).toEqual(['Summer2024x']);
});

test.each(['summer-house', 'Db2Password1'])('a word, and the name of another secret, is none: %s', (value) => {
  expect(valuesBelow(value)).toEqual([]);
});
