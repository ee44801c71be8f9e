import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each([
  ['admin=Gr0ssmutter,admins', 'admin=[redacted:account-file],admins'],
  ['walnut: Gr0ssmutter,user,admin', 'walnut: [redacted:account-file],user,admin'],
])('the password of an account: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  '"users": {"id": "Schleuse-04"}',
  '"groups": {"a": "Schleuse-04"}',
  '"users": {"a": "walnut"}',
  'admin=Gr0ssmutter,forest',
  'admin=walnut,admins',
  'the walnut=Gr0ssmutter,admins',
])('a field that is no account: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each(['enrollment code is: x7Rn-Kq2m-Wv9t', 'pairing code: ab1-cde', 'one-time code is 1ab-cde-fgh'])(
  'groups that are a code: %s',
  (text) => {
    expect(redactText(text)).toContain('[redacted:');
    expect(redactText(text)).not.toMatch(/Wv9t|cde/);
  },
);

test.each(['enrollment code is: not-known-yet', 'activation code: see-below'])('words that are no code: %s', (text) => {
  expect(redactText(text)).toBe(text);
});
