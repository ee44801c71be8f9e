import { describe, expect, test } from 'vitest';
import { findInCommandOutput, isHeading, showsSecret } from '../../../agent/redact/structures/command-output.ts';

const found = (text: string) => findInCommandOutput(text).map(({ start, end }) => text.slice(start, end));

describe('what a command shows is found', () => {
  test.each([
    // A file that holds only a secret.
    ['cat /etc/db-password\nwinter\n', ['winter']],
    ['$ cat /etc/db-password\nwinter\n', ['winter']],
    ['x && sudo cat /etc/db-password\nwinter\n', ['winter']],
    ['ready\nPS C:\\> gc C:\\k\\smtp.secret -Raw\r\nwinter\r\nPS C:\\>', ['winter']],
    ['C:\\>type C:\\k\\token.txt\nwinter', ['winter']],
    ['cat "/etc/db password"\nwinter\n', ['winter']],
    ["$(cat '/etc/db-password')\nwinter\n", ['winter']],
    ['Get-Content -Path C:\\k\\apiKey.txt -Encoding UTF8\nwinter\n', ['winter']],
    ['kubectl exec web -- cat /var/run/secrets/dbconf\nwinter\n', ['winter']],
    ['cat /etc/db-password\n  winter  \nnightly\n', ['winter', 'nightly']],
    ['cat /etc/db-password\nabcd\n', ['abcd']],
    ['cat /etc/db-password\nc2Vj==\n', ['c2Vj==']],
    [`${'x'.repeat(380)} | cat /etc/db-password\nwinter\n`, ['winter']],
    ['cat /etc/db-password\n-----BEGIN X-----\nwinter\n', []],
    ['cat "/etc/db-password old"\nwinter\n', ['winter']],
    ['cat /etc/db-password\n#winterly\n', ['#winterly']],
    ['cat /etc/db-password\r\nadmin:winter\r\nC:\\k>dir\r\n', ['winter']],
    ['kestrel\ncat /etc/db-password\nwinter', ['winter']],
    ['cat /etc/db-password\n\nwinter\n', []],
    ['cat /etc/db-password\n$ ls\nwinter\n', []],
    ['cat /etc/db-password\nno such file\nwinter\n', []],
    ['cat /etc/db-password\nabc\n', []],
    ['cat /etc/db-password\n<password>\nwinter\n', []],
    ['cat /etc/hosts\nwinter\n', []],
    ['cat /etc/ssh/id_rsa_key.pub\nwinter\n', []],
    ['cat /var/run/secrets/namespace\nwinter\n', []],
    ['the field has the type db-password\nwinter\n', []],
    // Of a list of accounts, the password behind each.
    ['cat /etc/haproxy/userlist\nadmin:winter\nbackup:nightly:x\n', ['winter', 'nightly']],
    ['cat /etc/db-password\n"admin" "winter"\n', ['winter']],
    ['cat /etc/db-password\nadmin:{PLAIN}winter\nkestrel\n', ['winter', 'kestrel']],
    ['cat /etc/chap.key\nnode01 admin:winter\n', ['winter']],
    ['cat /etc/tls.key\nadmin:winter\n', []],
    ['cat /etc/db-password\nadmin:<password>\n', []],
    // The name of a file in a comment, above its content.
    ['# password\nadmin:winter\n', []],
    ['# /etc/hosts\nadmin:winter\n', []],
    ['# /etc/db-password\nwinter\n', []],
    // The same in a heading.
    ['== C:\\zabbix\\psk.txt\nwinter\n== C:\\zabbix\\agent.conf\nkestrel\n', ['winter']],
    ['==> /etc/db-password <==\nwinter\n', ['winter']],
    ['--- C:\\Program Files\\app\\db.pass ---\r\nwinter\r\n', ['winter']],
    ['## /etc/db-password\n\nwinter\nhazelnut\n', ['winter', 'hazelnut']],
    ['Contents of token.txt:\nwinter', ['winter']],
    ['[C:\\k\\db.token]\nwinter\n', ['winter']],
    ['C:\\k\\token:\n0123456789abcdef0123456789abcdef\n', ['0123456789abcdef0123456789abcdef']],
    ['C:\\k\\token:\nwinter\n', []],
    ['== passphrase\nwinter kestrel hazelnut\n', ['winter kestrel hazelnut']],
    ['== token.txt\nwinter kestrel nightly\n', []],
    ['== passphrase\nno such file\n', []],
    ['== db-auth.txt\nopsuser\nwinter\n', ['winter']],
    ['== db-auth.txt\nopsuser\nwinter\nkestrel\n', ['opsuser', 'winter', 'kestrel']],
    ['== passwords\nwinter\n', []],
    ['## `C:\\zabbix\\psk.txt`\n```\nwinter\n```\n', ['winter']],
    ['psk.txt:\n```\n0123456789abcdef0123456789abcdef\n```\n', ['0123456789abcdef0123456789abcdef']],
    ['== C:\\k\\secrets ==\ndb-credentials\ntls-cert\n', []],
    ['== passwords\nWinter2026x\n', ['Winter2026x']],
    ['== psk.txt\nmissing\n', []],
    ['== psk.txt\n<psk>\n', []],
    ['== C:\\vault\\role-id\nwinter\n', []],
    ['== C:\\vault\\secret-id-accessor\nwinter\n', []],
    ['[token]\nwinter\n', []],
    ['[HKEY_LOCAL_MACHINE\\SECURITY\\Secrets\\token]\nwinter\n', []],
    [`//registry.npmjs.org/:_authToken=\${NPM_TOKEN}\n@corp:registry=https://nexus.corp.local/npm/\n`, []],
    // A variable.
    ['$ echo $DB_PASSWORD\nwinter\n', ['winter']],
    ['printenv DB_PASSWORD\nwin,ter', ['win,ter']],
    ['C:\\>echo %DB_PASSWORD%\nwinter\n', ['winter']],
    ['$cred.GetNetworkCredential().Password\nwinter\n', ['winter']],
    ['$ echo $DB_PASSWORD\nabc\n', []],
    ['$ echo $DB_PASSWORD\nthe winter\n', []],
    ['$ echo $DB_PASSWORD\n\nwinter\n', []],
    ['$ echo $DB_PASSWORD\n', []],
    ['$ echo $HOME\nwinter\n', []],
    // A command that shows a secret.
    ['openssl rand -base64 12\nq8Zr2LmXp0Vt\n', ['q8Zr2LmXp0Vt']],
    ['pass show corp/mail\r\n  "Winter2026x"\r\n', ['Winter2026x']],
    ['kubeadm token create\nabcdef.0123456789abcdef', ['abcdef.0123456789abcdef']],
    ['az acr login --expose-access-token\naZ3kQ9xLm2pW8vT4yR6s\n', ['aZ3kQ9xLm2pW8vT4yR6s']],
    ['Reset-Password\nWinter26\n', ['Winter26']],
    ['pass show corp/mail\nwin2026\n', []],
    ['pass show corp/mail\nwinterly\n', []],
    ['pass show corp/mail\nstore/Winter2026\n', []],
    ['pass show corp/mail\nstore\\Winter2026\n', []],
    ['pass show corp/mail\nadmin@db01:Winter2026\n', []],
    ['pass show corp/mail\n\nWinter2026x\n', []],
    ['pass list\nWinter2026x\n', []],
  ])('%j', (text, secrets) => {
    expect(found(text)).toEqual(secrets);
  });
});

test('20 lines of a file are looked at', () => {
  expect(found(`cat /etc/db-password\n${'winter\n'.repeat(30)}`)).toHaveLength(20);
});

test.each([
  ['wg genkey', true],
  ['vault kv get -field=value secret/db', true],
  ['kubectl get secret db -o jsonpath={.data.p}', true],
  ['vault kv list secret/db', false],
  ['', false],
])('%j shows a secret: %s', (line, expected) => {
  expect(showsSecret(line)).toBe(expected);
});

test.each([
  ['== C:\\k\\token', true],
  ['==> /etc/db-password <==', true],
  ['/etc/db-password:', true],
  ['== C:\\k\\config', false],
  ['the token is in C:\\k\\token', false],
])('whether %j is the name of a file above its secret', (line, is) => {
  expect(isHeading(line)).toBe(is);
});
