import { expect, test } from 'vitest';
import { isLoopbackAuthority } from '../../../agent/server/auth/loopback.ts';

test.each([
  ['localhost', true],
  ['localhost.:20258', true],
  ['127.0.0.1', true],
  ['127.9.9.9:1', true],
  ['[::1]:20258', true],
  ['::1', false],
  ['', false],
  ['localhost.evil.example', false],
  ['evil.example#127.0.0.1', false],
  ['127.0.0.1@evil.example', false],
  ['128.0.0.1', false],
  ['localhost:port', false],
])('the authority %j is this machine: %s', (authority, expected) => {
  expect(isLoopbackAuthority(authority)).toBe(expected);
});
