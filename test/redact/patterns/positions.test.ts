import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';

/** Passwords of small letters, which only their place tells. */
test.each([
  [
    'snmp-server user monitor ops v3 auth sha tamarind priv aes 128 winterly',
    'snmp-server user monitor ops v3 auth sha [redacted:device-password] priv aes 128 [redacted:device-password]',
  ],
  [
    'createUser monitor SHA tamarind AES winterly',
    'createUser monitor SHA [redacted:device-password] AES [redacted:device-password]',
  ],
  ["Enter passphrase for key '/k/id_rsa': tamarind", "Enter passphrase for key '/k/id_rsa': [redacted:prompt]"],
  ["Enter passphrase for key 'C:\\k\\id_rsa': tamarind", "Enter passphrase for key 'C:\\k\\id_rsa': [redacted:prompt]"],
  ['Enter PEM pass phrase: tamarind', 'Enter PEM pass phrase: [redacted:prompt]'],
  ['Password for svc-web: tamarind', 'Password for svc-web: [redacted:prompt]'],
  [
    "Password for 'https://git.contoso.com:8443': tamarind",
    "Password for 'https://git.contoso.com:8443': [redacted:prompt]",
  ],
  ['  stats auth admin:tamarind', '  stats auth admin:[redacted:user-password]'],
  ['log in with admin/tamarind', 'log in with admin/[redacted:log-in]'],
  ['login: svc_backup / tamarind', 'login: svc_backup / [redacted:log-in]'],
  ['Zugang: sa/tamarind', 'Zugang: sa/[redacted:log-in]'],
  ['try postgres:tamarind', 'try postgres:[redacted:log-in]'],
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

test.each([
  ['1.2.840.113549.1.9.7: "walnut"', '1.2.840.113549.1.9.7: "[redacted:typed]"'],
  ['2.5.4.35=walnut', '2.5.4.35=[redacted:typed]'],
  ['bad SNMP community string: walnut', 'bad SNMP community string: [redacted:snmp-community]'],
  ['RMAN> connect target walnut/w9MkQd4@PRODDB', 'RMAN> connect target walnut/[redacted:user-password]@PRODDB'],
])('a secret that its place tells: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  '-object secret,format=raw,file=/etc/master-key.aes',
  '-object rng-random,data=9aXk2Lp7',
  'token read from the file: missing',
  '1.2.840.113549.1.9.14: "walnut"',
  '11.2.840.113549.1.9.7: "walnut"',
  'Invalid community string from 10.1.1.1',
  'unknown community received',
  'invalid community walnut of trees',
  'wrong community: expired',
  'POST /login HTTP/1.1\\r\\nHost: a',
  '530 Login or password incorrect!',
])('only looks like it: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  'iscsicli.exe LoginTarget iqn.1992-08.com.example:sn.7d1 T * * * * * * * * * * * node walnuttree 1 * 0',
  '"C:\\bin\\mosquitto_pub.exe" -P walnuttree -t a',
  'openssl.exe enc -aes256 -k walnuttree -in a',
  'mkstore.exe -wrl . -createCredential db user walnuttree',
  'ipmitool.exe -H 10.1.1.1 -P walnuttree chassis status',
  'mc.exe alias set site http://minio key walnuttree',
])('a program by the name of its file: %s', (text) => {
  expect(redactText(text)).toBe(
    text.replace('walnuttree', /snmp/.test(text) ? '[redacted:snmp-community]' : '[redacted:command-password]'),
  );
});

const sixteen = 'f8:3c:a1:77:0e:d2:94:5b:bb:60:18:c3:2f:e9:d4:05';

test.each([
  ['the token:\n  q8ZkT4wLm1Vx\nnext', 'q8ZkT4wLm1Vx'],
  ['the token:\n  q8zkt4wlm1vx\n', 'q8zkt4wlm1vx'],
])('a key on the line below: %s', (text, secret) => {
  expect(redactText(text)).not.toContain(secret);
});

test.each([`PMKID: ${sixteen}`, 'the key is:\n\n    kubernetes-dashboard\n', '27000@lic01'])('no key: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test('who signs in, and how', () => {
  expect(redactText('logged in as ops using Winter26')).toBe('logged in as ops using [redacted:log-in]');
  expect(redactText('logged in as ops using NTLMv2')).toBe('logged in as ops using NTLMv2');
});
