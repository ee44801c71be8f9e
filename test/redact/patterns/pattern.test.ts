import { expect, test } from 'vitest';
import { whole } from '../../../agent/redact/patterns/pattern.ts';
import { redactText } from '../../../agent/redact.ts';

test.each([
  ['The Wi-Fi key is winter2026', 'The Wi-Fi key is [redacted:said]'],
  ['The Wi-Fi key is Tamarind_Osier!', 'The Wi-Fi key is [redacted:said]'],
])('a word that is like a password, where a password is told: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  ' ip ospf authentication message-digest',
  ' ip authentication key-chain eigrp 1 branch-keys',
  'The Wi-Fi key is renewed every week',
  'the kennwort from yesterday to tomorrow',
])('a word of a sentence or of a setting stays: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  ['word', 'word'],
  ['eyJ', ['eyJ']],
  ['<net |<net.exe', ['<net ', '<net.exe']],
])('what a text must have before a pattern is tried: %s', (needs, list) => {
  expect(whole('id', /x/g, needs).needs).toEqual(list);
});
