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

// Sources: the manual of each program.
test.each([
  ...[
    'remcom \\\\srv /user:adm /pwd:#',
    'truecrypt /v a.tc /p #',
    'veracrypt /v a.hc /p #',
    'psexec \\\\srv -u adm -p # cmd',
  ],
  ...[
    'pvk2pfx -pvk a.pvk -p # -spc a.cer',
    'buildah login -u bob -p # reg.example',
    'skopeo login -u bob -p # reg.example',
  ],
  ...['mongodump', 'mongorestore', 'mongoexport', 'mongoimport', 'rabbitmqadmin', 'cypher-shell'].map(
    (one) => `${one} -u bob -p #`,
  ),
  ...['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldapwhoami', 'ldappasswd', 'ldapcompare'].map(
    (one) => `${one} -x -D cn=adm,dc=corp -w #`,
  ),
  ...[
    'snmpwalk',
    'snmpget',
    'snmpgetnext',
    'snmpset',
    'snmptrap',
    'snmpinform',
    'snmpbulkwalk',
    'snmpbulkget',
    'snmptable',
  ].flatMap((one) => [
    `${one} -v2c -c # 10.0.0.2`,
    `${one} -v3 -u mon -A # 10.0.0.2`,
    `${one} -v3 -u mon -X # 10.0.0.2`,
  ]),
  ...['choco push a.nupkg -k #', 'nuget push a.nupkg --api-key #', 'choco push a.nupkg -k=#'],
  ...['rabbitmqctl add_user bob #', 'rabbitmqctl change_password bob #', 'rabbitmqctl authenticate_user bob #'],
  ...['sqlplus', 'sqlldr', 'expdp', 'impdp', 'rman target'].map((one) => `${one} scott/#`),
  ...[
    '7z x -p# a.7z',
    'rar x -p# a.rar',
    'unrar x -p# a.rar',
    'nmcli dev wifi connect Lab password #',
    'rclone obscure #',
  ],
  ...["btoa('bob:#')", "b64encode(b'bob:#')", "base64_encode('bob:#')", 'GetBytes("bob:#")'],
  ...[
    'gocryptfs a b',
    'ssh-add -',
    'glab auth login',
    'buildah login -u bob --password-stdin reg.example',
    'gpg2 --passphrase-fd 0',
  ].map((one) => `echo # | ${one}`),
  ...['wrangler secret put API', 'secret-tool store --label a b c', 'kubeseal --raw'].map(
    (one) => `echo -n # | ${one}`,
  ),
])('a password in a command: %s', (text) => {
  const redacted = redactText(text.replace('scott/#', 'scott/Walnut9x@orcl').replace('#', 'Walnut9x'));
  expect(redacted).toMatch(/\[redacted:[\w-]+\]/);
  expect(redacted.replace(/\[redacted:[\w-]+\]/, '#')).toBe(text);
});

test.each(['dcmsend +U walnut +P -v pacs01', 'dcmsend +P Hazel pacs01', 'ikev1 pre-shared-key required'])(
  'no password in a command: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
