import { expect, test } from 'vitest';
import { isInSigning } from '../../../agent/redact/by-name.ts';

const isKeyOfSigning = (before: string) => isInSigning(`${before}Key`, before.length);

test.each([
  ['the path of a setting', 'Jwt:'],
  ['JSON', '{ "Jwt": { "'],
  ['JSON that begins there', '"Jwt":{'],
  ['JSON, behind an object', '{ "JwtSettings": { "Issuer": { "Url": { "a": 1 } }, "'],
  ['JSON, behind a long field', `{ "Jwt": { "Issuer": "${'a'.repeat(90)}", "`],
  ['HCL', 'jwt {\n  '],
  ['HCL, 70 characters before its brace', `jwt${' '.repeat(67)}{\n`],
  ['HCL, in a value', 'token_options = {\n  '],
  ['YAML', 'jwt:\n  '],
  ['YAML, in quotes', '"jwt":\r\n  issuer: a\n  "'],
  ['YAML, below an empty line', 'server:\n  jwt:\n\n    '],
  ['YAML, behind another mapping', 'auth:\n  issuer:\n    url: a\n  '],
  ['TOML', '[auth]\nissuer = "a"\n'],
  ['TOML, behind another section', '[cache]\nissuer = "a"\n[auth]\nissuers = ["a"]\n'],
  ['TOML that begins 600 characters before', `[auth]\n${'#'.repeat(592)}\n`],
])('a key of a section that signs stands in %s', (_, before) => {
  expect(isKeyOfSigning(before)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['the path of another setting', 'Cache:'],
  ['another object in JSON', '"Cache": { "'],
  ['JSON, behind such an object', '{ "Jwt": { "Issuer": "a" }, "'],
  ['JSON, in an object without a name', '[auth]\n{ "'],
  ['JSON that begins with the text', '{"rows":\n[auth]\n"'],
  ['JSON, in another object inside', '"Jwt": { "Cache": { "'],
  ['HCL, in another block inside', 'jwt {\n  cache {\n    '],
  ['HCL, 71 characters before its brace', `jwt${' '.repeat(68)}{\n`],
  ['another mapping of YAML', 'cache:\n  '],
  ['YAML, behind the mapping', 'jwt:\n  issuer: a\n'],
  ['YAML, in another mapping inside', 'jwt:\n  cache:\n    '],
  ['YAML, in the value of another key', 'jwt:\n  issuer: '],
  ['YAML, below a value', 'jwt: a\n  '],
  ['another section of TOML', '[auth]\nissuer = "a"\n[cache]\n'],
  ['TOML that begins 601 characters before', `[auth]\n${'#'.repeat(593)}\n`],
])('a key of a section that signs does not stand in %s', (_, before) => {
  expect(isKeyOfSigning(before)).toBe(false);
});
