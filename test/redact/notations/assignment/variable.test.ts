import { describe, expect, test } from 'vitest';
import { isOfWords } from '../../../../agent/redact/notations/assignment.ts';
import { secretsIn } from '../../secrets-in.ts';

const phrase = 'seven green kettles on ice';

describe('a value of several words goes whole', () => {
  test.each([
    ['between two variables', `TEMP=C:\\t\nBACKUP_PASSPHRASE=${phrase}\nTZ=UTC`],
    ['below one', `TEMP=C:\\t\nBACKUP_PASSPHRASE=${phrase}`],
    ['above one', `BACKUP_PASSPHRASE=${phrase}\nTZ=UTC`],
    ['with line breaks of Windows', `TEMP=C:\\t\r\nBACKUP_PASSPHRASE=${phrase}\r\nTZ=UTC\r\n`],
    ['below set', `C:\\>set\nBACKUP_PASSPHRASE=${phrase}`],
    ['below printenv', `$ printenv\nBACKUP_PASSPHRASE=${phrase}`],
    ['below what lists the drive of variables', `PS C:\\> dir env:\nBACKUP_PASSPHRASE=${phrase}`],
    ['in a list of YAML', `- TZ=UTC\n- BACKUP_PASSPHRASE=${phrase}`],
    ['in a mapping of YAML', `  LOG_LEVEL: info\n  BACKUP_PASSPHRASE: ${phrase}`],
    ['behind a secret that is no password', `TZ=UTC\nAPP_SECRET=${phrase}`],
    ['in small letters', `user=svc\npassword=${phrase}`],
    ['in a list of Go', `env=[TZ=UTC BACKUP_PASSPHRASE=${phrase} OS=Windows_NT]`],
    ['at the end of a list of Go', `env=[TZ=UTC BACKUP_PASSPHRASE=${phrase}]`],
    ['as Format-List prints it', `Name  : BACKUP_PASSPHRASE\r\nValue : ${phrase}\r\n`],
    [
      'in a log that repeats lines',
      `${'I1101 12:00:00.000001 the kubelet is running\n'.repeat(120)}TZ=UTC\nBACKUP_PASSPHRASE=${phrase}\n`,
    ],
  ])('%s', (_, text) => {
    expect(secretsIn(text)).toEqual([phrase]);
  });

  test.each([
    ['in a line without neighbours', `BACKUP_PASSPHRASE=${phrase}`],
    ['before a flag of a command', 'HOST=db\nPGPASSWORD=seven psql -h db'],
    ['before a path', 'HOST=db\nPGPASSWORD=seven /usr/bin/psql'],
    ['before a comment', 'HOST=db\nDB_PASSWORD=seven # of them'],
    ['before another field', 'level=info\npassword=seven user=svc'],
    ['in a sentence with a colon', 'LOG_LEVEL: info\npassword: seven kettles on ice'],
  ])('but only its first word: %s', (_, text) => {
    expect(secretsIn(text).filter((one) => /\s/.test(one))).toEqual([]);
  });

  test.each([
    ['none is set', 'TZ=UTC\nDB_PASSWORD=not set\nOS=Windows_NT'],
    ['a mapping refers to a secret', "LOG_LEVEL: info\nDB_PASSWORD: <set to the key 'password' in secret 'db'>"],
    ['tests are counted', 'PASS=3 of 4\nFAIL=1 of 4'],
    ['the name is that of a file', 'TZ=UTC\nTOKEN_FILE=C:\\k\\token file'],
  ])('and none where %s', (_, text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});

test.each([
  ['BACKUP_PASSPHRASE', '=seven green', true],
  ['export BACKUP_PASSPHRASE', '=seven green', true],
  ['2026-11-23T10:00:00.1Z stdout F BACKUP_PASSPHRASE', '=seven green', true],
  ['  - BACKUP_PASSPHRASE', '=seven green', true],
  ['BACKUP_PASSPHRASE', ': seven green', true],
  ['BACKUP_PASSPHRASE', '=seven', false],
  ['BACKUP_PASSPHRASE', '=seven =', false],
  ['password', ': seven green', false],
  ['the password', '=seven green', false],
])('whether the value in %s%s has several words: %s', (name, rest, expected) => {
  expect(isOfWords(name + rest, name.length)).toBe(expected);
});
