import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each([
  [
    'crypto isakmp key tamarind address 203.0.113.9',
    'crypto isakmp key [redacted:device-password] address 203.0.113.9',
  ],
  ...[
    'vrrp 10 authentication text',
    'standby 1 authentication md5 key-string',
    'ip ospf message-digest-key 1 md5',
    'ip ospf authentication-key 0',
    'neighbor 10.0.0.2 password',
    'wpa-psk ascii 0',
    'pre-shared-key local',
  ].map((before) => [`${before} tamarind`, `${before} [redacted:device-password]`]),
  [
    'snmpusm -v3 -u monitor -a SHA -A tamarind -x AES -X winterly 10.0.0.2',
    'snmpusm -v3 -u monitor -a SHA -A [redacted:command-password] -x AES -X [redacted:command-password] 10.0.0.2',
  ],
])('a key of a network device, of small letters: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each(['BGP: neighbor 10.0.0.2 password changed', 'ospf: authentication-key mismatch'])(
  'no key stands there: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);

test('a flag for a password, cut short', () => {
  expect(redactText('isql.exe -user SYSDBA -pas Walnut9x a.fdb')).toBe(
    'isql.exe -user SYSDBA -pas [redacted:user-password] a.fdb',
  );
});

test.each([
  ['asa(config)# ikev1 pre-shared-key hazel', 'hazel', 'device-password'],
  [' ikev2 pre-shared-key hazel', 'hazel', 'device-password'],
])('a password in a command: %s', (text, secret, id) => {
  expect(redactText(text)).toBe(text.replace(secret, `[redacted:${id}]`));
});

test.each(['dcmsend +U walnut +P -v pacs01', 'dcmsend +P Hazel pacs01', 'ikev1 pre-shared-key required'])(
  'no password in a command: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
