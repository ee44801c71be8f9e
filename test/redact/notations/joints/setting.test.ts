import { expect, test } from 'vitest';
import { setting } from '../../../../agent/redact/notations/joints.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const key = String.raw`reg add HKLM\SOFTWARE\Winlogon`;
const spaces = (count: number) => ' '.repeat(count);
const long = (length: number) => 'w'.repeat(length);

test.each<[text: string, ...values: string[]]>([
  // What reg add sets, whatever else it is told in between.
  [`${key} /v password /d hazel;9x,k=4 /f`, 'hazel;9x,k=4'],
  [`${key} /v password /t REG_SZ /d hazel9x /f`, 'hazel9x'],
  [`${key} /v "password" /f /reg:64 /s , /t REG_MULTI_SZ /d "hazel 9x" /f`, 'hazel 9x'],
  [`${key} /V password /D it's9x /F`, "it's9x"],
  [`iex '${key} /v password /d hazel9x'`, 'hazel9x'],
  [`{"run":"${key} /v password /d hazel9x"}`, 'hazel9x'],
  [`${key} /d hazel9x /v password /f`, 'hazel9x'],
  [`${key} /t REG_SZ /d "hazel 9x" /t REG_SZ /f /v "password"`, 'hazel 9x'],
  [`x /d hazel9x${spaces(286)}/v password`, 'hazel9x'],
  [`x /d hazel9x${spaces(287)}/v password`],
  [`${key} /d null /v password`],
  [`${key} /v password /d null`],
  [`${key} /d password`],
  ['mkdir /x password /d hazel9x'],
  // What reg query prints: the rest of the line, also with spaces.
  ['    password    REG_SZ    hazel 9x, 4  \r\nnext', 'hazel 9x, 4'],
  ['    password    REG_EXPAND_SZ    hazel 9x', 'hazel 9x'],
  ['    password    REG_MULTI_SZ    hazel\\09x 4', 'hazel\\09x 4'],
  ['    password    REG_BINARY    6861 7A', '6861'],
  ['    password    REG_SZ    "hazel 9x" 4', 'hazel 9x" 4'],
  ['    password    REG_SZ    hazel 9x\\r\\nnext', 'hazel 9x'],
  ['    password    REG_SZ    null'],
  [`password  REG_SZ  a${long(1023)}b c`, `a${long(1023)}b`],
  [`password  REG_SZ  a ${long(1021)}b c`, `a ${long(1021)}b`],
  [`password  REG_SZ  a ${long(1022)}b c`, `a ${long(1022)}`],
  // PowerShell.
  ['Set-ItemProperty -Path HKLM:\\x -Name password -Value hazel9x; exit', 'hazel9x'],
  ["New-ItemProperty -Name 'password' -PropertyType String -Value 'hazel 9x'", 'hazel 9x'],
  ['New-ItemProperty -Value "hazel 9x" -PropertyType String -Force -Name password', 'hazel 9x'],
  ["Set-ItemProperty -Value 'hazel 9x' -Name 'password'", 'hazel 9x'],
  ['Set-ItemProperty -Value hazel9x -Path HKLM:\\x -Name password', 'hazel9x'],
  ['Set-ItemProperty -Name password -LiteralPath "HKLM:\\a b" -Type String -Value hazel9x', 'hazel9x'],
  ['x.exe --key password --newValue hazel9x', 'hazel9x'],
  ['x.exe --other password --newValue hazel9x'],
  [`-Path ${long(20)} password -Value hazel9x`, 'hazel9x'],
  // A call.
  ['[Environment]::SetEnvironmentVariable("password", "hazel 9x")', 'hazel 9x'],
  ["setenv('DB_password', 'hazel 9x')", 'hazel 9x'],
  [`define( 'password', 'hazel 9x' );`, 'hazel 9x'],
  [`print('password', 'hazel 9x')`],
  [`define('password') = 'hazel 9x'`],
  ['-Name password, hazel9x', 'hazel9x'],
  // A command that gives a name its value.
  ['setx password hazel;9x /m', 'hazel;9x'],
  ["git config --global user.password 'hazel 9x'", 'hazel 9x'],
  ['vault kv put secret/password hazel9x', 'hazel9x'],
  ['setx password /m'],
  ['set password hazel9x'],
  [`git ${long(60)}config ${long(60)}password hazel9x`, 'hazel9x'],
  [`git ${long(60)}config --${long(20)}  -${long(4)} ${long(59)}password hazel9x`, 'hazel9x'],
  [`git ${long(61)}config --${long(20)}  -${long(4)} ${long(60)}password hazel9x`],
])('in %j', (text, ...values) => {
  expect(valuesBy(setting, text)).toEqual(values);
});

test('what comes behind a value of the registry stays', () => {
  expect(redactText(`${key} /v DefaultPassword /t REG_SZ /d hazel9x /f & echo ok`)).toBe(
    `${key} /v DefaultPassword /t REG_SZ /d [redacted:key] /f & echo ok`,
  );
});

test.each([
  ...['SetEnvironmentVariable', 'setenv', 'putenv', 'setProperty', 'define', 'SetValue', 'setSecret', 'set_secret'],
  'setItem',
])('%s gives a name its value', (setter) => {
  expect(valuesBy(setting, `${setter}("password", "hazelnut")`)).toEqual(['hazelnut']);
  expect(valuesBy(setting, `${setter}('db.password', 'hazelnut')`)).toEqual(['hazelnut']);
});
