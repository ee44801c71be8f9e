import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each([
  ['AUTH winter2026', 'AUTH [redacted:protocol-password]'],
  ['LOGIN alice winter2026', 'LOGIN alice [redacted:protocol-password]'],
  ['AUTH alice Osier_518!x', 'AUTH alice [redacted:protocol-password]'],
  ['carol : EAP "winter2026"', 'carol : EAP "[redacted:protocol-password]"'],
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

test.each([
  ['"AUTH" "walnut"', '"AUTH" "[redacted:protocol-password]"'],
  ['"AUTH" "app" "walnut"', '"AUTH" "app" "[redacted:protocol-password]"'],
  [
    '"HELLO" "3" "AUTH" "app" "walnut" "SETNAME" "w"',
    '"HELLO" "3" "AUTH" "app" "[redacted:protocol-password]" "SETNAME" "w"',
  ],
])('a password of a sign-in: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  '"AUTH" "walnut" "tree" "GET"',
  'Login OK: [host/node7.example.com] (from client ap port 0)',
  'Login incorrect: [m.weber/<via Auth-Type = eap>] (from client ap port 0)',
  'Login incorrect: [walnut/tree] of the forest',
  'authorization policy kubernetes-dashboard-viewer denied',
])('no password of a sign-in: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each(['AUTH failed with reason: no user', 'AUTH walnut failed', 'UNAUTH walnut failed with reason'])(
  'a sign-in without a password: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
