import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each(['terminal password 493817, next', '(password 12345)', 'the password is 493817'])('digits: %s', (text) => {
  expect(redactText(text)).toBe(text.replace(/\d+/, '[redacted:key]'));
});

test.each(['password 493817 times', 'password 1326, denied', 'password 493817/2, denied'])(
  'no password: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
