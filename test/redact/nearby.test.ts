import { expect, test } from 'vitest';
import { nearby } from '../../agent/redact/notations/nearby.ts';

const name = 'DB_PASSWORD';

test('the value of a field below a name is taken as it stands, without its quotes', () => {
  const text = `- name: "${name}"\n  value: "Summer2024x"\n`;
  const start = text.indexOf(name);
  const found = nearby(text, { start, end: start + name.length, says: 'password', name });
  expect([found ?? []].flat().map((one) => text.slice(one.start, one.end))).toEqual(['Summer2024x']);
});
