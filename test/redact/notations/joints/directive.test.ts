import { expect, test } from 'vitest';
import { directive } from '../../../../agent/redact/notations/joints.ts';
import type { Says } from '../../../../agent/redact/secret-names.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const spaces = (count: number) => ' '.repeat(count);
const long = (length: number) => 'w'.repeat(length);

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  ['auth_pass hazelnut', 'auth_pass', 'password', 'hazelnut'],
  ['requirepass hazelnut;', 'requirepass', 'password', 'hazelnut'],
  ['requirepass hazelnut # of the cache\nport 6379', 'requirepass', 'password', 'hazelnut'],
  ['  password "hazelnut;";', 'password', 'password', 'hazelnut;'],
  ["password 'hazelnut'", 'password', 'password', 'hazelnut'],
  // A sentence.
  ['password hazelnut', 'password', 'password'],
  ['x password "hazelnut"', 'password', 'password'],
  ['db_password two words', 'db_password', 'password'],
  ['db_password required', 'db_password', 'password'],
  // In a section, or below a line of the same kind.
  ['[auth]\npassword hazelnut', 'password', 'password', 'hazelnut'],
  ['user ops\npassword hazelnut', 'password', 'password', 'hazelnut'],
  ['<auth>\npassword hazelnut\n</auth>', 'password', 'password', 'hazelnut'],
  ['[auth]\npassword expiring', 'password', 'password'],
  ['[auth]\n\npassword hazelnut', 'password', 'password'],
  [`\n[auth]${spaces(193)}\npassword hazelnut`, 'password', 'password', 'hazelnut'],
  [`\nuser o${spaces(193)}\npassword hazelnut`, 'password', 'password', 'hazelnut'],
  [`\n[auth]${spaces(194)}\npassword hazelnut`, 'password', 'password'],
  // Where the password is kept.
  ['db_password C:\\x\\y', 'db_password', 'password'],
  ['db_password \\\\host\\y', 'db_password', 'password'],
  ['auth-user-pass /etc/x', 'auth-user-pass', 'password'],
  ['auth-user-pass pass.txt', 'auth-user-pass', 'password'],
  ['auth-user-pass hazelnut', 'auth-user-pass', 'password', 'hazelnut'],
  ['askpass /etc/x', 'askpass', 'password'],
  ['db_password /etc/x', 'db_password', 'password', '/etc/x'],
  // What is no password must look like one, or have a long name in a section.
  ['api_secret hazel9nut', 'api_secret', 'secret', 'hazel9nut'],
  ['api_secret hazelnut', 'api_secret', 'secret'],
  ['[auth]\napi_secret hazelnut', 'api_secret', 'secret', 'hazelnut'],
  ['[auth]\nsecret hazelnut', 'secret', 'secret'],
  ['[auth]\nsecret hazel9nut', 'secret', 'secret', 'hazel9nut'],
  ['[auth]\nsecrets hazelnut', 'secrets', 'secret', 'hazelnut'],
  ['api_cookie hazel9nut', 'api_cookie', 'likely'],
  // How long it is, and how far from the margin.
  ['db_password abc', 'db_password', 'password', 'abc'],
  ['db_password ab', 'db_password', 'password'],
  [`db_password ${long(128)}${spaces(40)}# ${long(90)}`, 'db_password', 'password', long(128)],
  [`db_password ${long(129)}`, 'db_password', 'password'],
  [`x${spaces(400)}db_password hazelnut`, 'db_password', 'password', 'hazelnut'],
  [`x${spaces(399)}db_password hazelnut`, 'db_password', 'password'],
])('in %j by the name %s (%s)', (text, name, says, ...values) => {
  expect(valuesBy(directive, text, name, says)).toEqual(values);
});

test('the value of a line goes, where the name has its letters', () => {
  expect(redactText('masteruser x\nmasterpass hazelnut;\n')).toBe('masteruser x\nmasterpass [redacted:key];\n');
});
