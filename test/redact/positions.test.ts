import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

/** Passwords of small letters, which only their place tells. */
test.each([
  ['user create monitor SHA tamarind', 'user create monitor SHA [redacted:command-password]'],
  [
    'snmp-server user monitor ops v3 auth sha tamarind priv aes 128 winterly',
    'snmp-server user monitor ops v3 auth sha [redacted:command-password] priv aes 128 [redacted:command-password]',
  ],
  [
    'snmp-server user monitor ops auth md5 tamarind priv aes-128 winterly',
    'snmp-server user monitor ops auth md5 [redacted:command-password] priv aes-128 [redacted:command-password]',
  ],
  [
    'snmp-server user monitor ops auth md5 tamarind priv winterly',
    'snmp-server user monitor ops auth md5 [redacted:command-password] priv [redacted:command-password]',
  ],
  [
    'createUser monitor SHA tamarind AES winterly',
    'createUser monitor SHA [redacted:command-password] AES [redacted:command-password]',
  ],
  ["Enter passphrase for key '/k/id_rsa': tamarind", "Enter passphrase for key '/k/id_rsa': [redacted:prompt]"],
  ["Enter passphrase for key 'C:\\k\\id_rsa': tamarind", "Enter passphrase for key 'C:\\k\\id_rsa': [redacted:prompt]"],
  ['Enter PEM pass phrase: tamarind', 'Enter PEM pass phrase: [redacted:prompt]'],
  ['Password for svc-web: tamarind', 'Password for svc-web: [redacted:prompt]'],
  [
    "Password for 'https://git.contoso.com:8443': tamarind",
    "Password for 'https://git.contoso.com:8443': [redacted:prompt]",
  ],
  [
    'username netadmin privilege 15 secret tamarind',
    'username netadmin privilege 15 secret [redacted:device-password]',
  ],
  ['  stats auth admin:tamarind', '  stats auth admin:[redacted:user-password]'],
  ['log in with admin/tamarind', 'log in with admin/[redacted:log-in]'],
  ['login: svc_backup / tamarind', 'login: svc_backup / [redacted:log-in]'],
  ['Zugang: sa/tamarind', 'Zugang: sa/[redacted:log-in]'],
  ['try postgres:tamarind', 'try postgres:[redacted:log-in]'],
  ['user kubelet password tamarind', 'user kubelet password [redacted:said]'],
  ['reset-admin-password tamarind', 'reset-admin-password [redacted:command-password]'],
  ["'tamarind' | saslpasswd2 -p alice", "'[redacted:command-password]' | saslpasswd2 -p alice"],
  ["'tamarind' | saslpasswd -p alice", "'[redacted:command-password]' | saslpasswd -p alice"],
  ["'tamarind' | kinit alice", "'[redacted:command-password]' | kinit alice"],
])('%s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  'user create monitor SHA256 AES128',
  'user create monitor SHA AES256: the passwords are asked for',
  'snmp-server user monitor ops auth sha priv aes-128',
  'Password for svc-web: expired',
  'Password for svc-web: incorrect',
  'username netadmin password expired',
  'enable password required',
  'log in with admin / disabled',
  'log in with admin/dashboard',
  'chown: use root:1000 for C:\\data',
  'use root:latest',
  // A form to be filled in by hand.
  'Login: root / ____________',
  'user svc-web password expired',
  'user svc-web password policy',
  'set-password failed',
  'call to the change-password endpoint',
])('no password stands there: %s', (text) => {
  expect(redactText(text)).toBe(text);
});
