import { expect, test } from 'vitest';
import { readBearer } from '../../../agent/server/auth/bearer.ts';

test.each(['abc', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln_-', 'a+b/c~d.e==', 'x'.repeat(8192)])(
  'the token %s is what follows the scheme',
  (token) => {
    expect(readBearer([`Bearer ${token}`])).toEqual({ token });
    expect(readBearer([`bearer   ${token}`])).toEqual({ token });
  },
);

test('without the header there is none', () => {
  expect(readBearer([])).toBe('missing');
});

test.each([
  [''],
  ['Bearer'],
  ['Bearer '],
  ['abc'],
  ['Basic YTpi'],
  ['Bearer a b'],
  ['Bearer a, Basic b'],
  ['Bearer "a"'],
  ['Bearer a=b'],
  ['Bearer ä'],
  ['BearerX abc'],
  [` Bearer abc`],
  ['Bearer\tabc'],
  [`Bearer ${'x'.repeat(8193)}`],
])('%j is not a bearer token', (header) => {
  expect(readBearer([header])).toBe('unreadable');
});

test('of two headers none counts, not even the same twice', () => {
  expect(readBearer(['Bearer a', 'Bearer b'])).toBe('unreadable');
  expect(readBearer(['Bearer a', 'Bearer a'])).toBe('unreadable');
});
