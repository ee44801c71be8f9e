import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each([
  ['AUTH winter2026', 'AUTH [redacted:protocol-password]'],
  ['LOGIN alice winter2026', 'LOGIN alice [redacted:protocol-password]'],
  ['AUTH alice Osier_518!x', 'AUTH alice [redacted:protocol-password]'],
  ['carol : EAP "winter2026"', 'carol : EAP "[redacted:protocol-password]"'],
  ['http-basic contoso.com alice Tamarind518!x', 'http-basic contoso.com alice [redacted:command-password]'],
])('the password of a sign-in: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  // Mechanisms of SASL.
  'AUTH EXTERNAL',
  'AUTH CRAM-MD5',
  'AUTH SCRAM-SHA-256',
  // Names of machines and of what signs in.
  'LOGIN node-01',
  'AUTH node-01.contoso.com',
  'could not register windows-server',
  'the provider failed to sign-in kubelet-client',
])('what is signed in stays: %s', (text) => {
  expect(redactText(text)).toBe(text);
});
