import { expect, test } from 'vitest';
import { flag } from '../../../../agent/redact/notations/joints.ts';
import type { Says } from '../../../../agent/redact/secret-names.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  ['--password hazelnut', '--password', 'password', 'hazelnut'],
  ['["--password","hazelnut"]', '--password', 'password', 'hazelnut'],
  ['args:\n- --password\n- hazelnut', '--password', 'password', 'hazelnut'],
  ['--password\nhazelnut -x', '--password', 'password', 'hazelnut'],
  ['--password\n    hazelnut\n', '--password', 'password', 'hazelnut'],
  ['--password -v', '--password', 'password'],
  ['--password', '--password', 'password'],
  // An object of PowerShell.
  ['-Credential hazelnut', '-Credential', 'likely'],
  ['--credential hazelnut', '--credential', 'likely', 'hazelnut'],
  // Only a space ends a connection.
  ['--dsn Server=a;Password=b,c=d', '--dsn', 'secret', 'Server=a;Password=b,c=d'],
  ['--password b,c=d', '--password', 'password', 'b'],
  // A switch of a program, or behind another one.
  ['setup.exe /password hazel9x', 'password', 'password', 'hazel9x'],
  ['setup.exe\t/password "hazel 9x"', 'password', 'password', 'hazel 9x'],
  ['setup /q /password hazel9x', 'password', 'password', 'hazel9x'],
  ['setup.exe /token hazel9x', 'token', 'secret', 'hazel9x'],
  ['setup.exe /salt hazel9x', 'salt', 'maybe'],
  ['setup.exe /password hazelnut', 'password', 'password'],
  ['setup.exe /password hazel/9x', 'password', 'password'],
  ['setup.exe /password -hazel9x', 'password', 'password'],
  ['setup.exe /password null', 'password', 'password'],
  ['setup.exe x/password hazel9x', 'password', 'password'],
  ['setup.exe "/password hazel9x"', 'password', 'password'],
  ['setup.exe  password hazel9x', 'password', 'password'],
  ['setup /password hazel9x', 'password', 'password'],
  ['setup.exe\n/password hazel9x', 'password', 'password'],
  ['/password hazel9x setup.exe', 'password', 'password'],
  ['setup /password /quiet', 'password', 'password'],
  // The switch itself is no other one.
  ['run /password hazel9x', 'password', 'password'],
])('in %j by the name %s', (text, name, says, ...values) => {
  expect(valuesBy(flag, text, name, says)).toEqual(values);
});

test.each([
  ['setup.exe /password:hazel9x /quiet', 'setup.exe /password:[redacted:key] /quiet'],
  ['setup.exe /password:hazel9x,user=ops', 'setup.exe /password:[redacted:key],user=ops'],
  ['setup.exe /dsn:Server=db1,Trust=yes;Uid=ops /quiet', 'setup.exe /dsn:[redacted:key] /quiet'],
  ['agent.exe -Md5Key "x"', 'agent.exe -Md5Key "[redacted:flag]"'],
])('the value of a switch, behind its colon: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});
