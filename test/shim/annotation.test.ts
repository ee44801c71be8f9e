import { describe, expect, test } from 'vitest';
import { inheritUser, isPassed } from '../../agent/shim/annotation.ts';

describe('isPassed', () => {
  test.each([
    inheritUser,
    'microsoft.com/*',
    '*/*',
    'microsoft.com/hostprocess-*',
    '*.com/hostprocess-inherit-user',
    'microsoft.com/hostprocess-inherit-use?',
    'microsoft.com/hostprocess[.\\-]inherit[^_]user',
    'microsoft.com/hostprocess\\-inherit-user',
    'm[a-z]crosoft.com/**',
  ])('%s passes the annotation', (pattern) => {
    expect(isPassed(inheritUser, [pattern])).toBe(true);
  });

  test.each([
    ['*', 'a star stops at the slash'],
    ['microsoft.com?hostprocess-inherit-user', 'a question mark is no slash'],
    ['microsoft.com/', 'the whole key must match'],
    ['MICROSOFT.COM/*', 'letters count by case'],
    ['io.microsoft.container.*', 'the default of containerd'],
    ['m[^a-z]crosoft.com/*', 'a class that excludes'],
    ['microsoft.com/[', 'malformed: a class without an end'],
    ['microsoft.com/hostprocess[-.]inherit-user', 'malformed: a bare hyphen in a class'],
    ['microsoft.com/[]*', 'malformed: an empty class'],
    ['microsoft.com/*\\', 'malformed: nothing after the backslash'],
    ['', 'an empty pattern'],
  ])('%s does not (%s)', (pattern) => {
    expect(isPassed(inheritUser, [pattern])).toBe(false);
  });

  test('one matching pattern is enough, and without patterns nothing passes', () => {
    expect(isPassed(inheritUser, ['io.microsoft.container.*', 'microsoft.com/*'])).toBe(true);
    expect(isPassed(inheritUser, [])).toBe(false);
  });

  test('a hostile pattern is matched without delay', () => {
    expect(isPassed('a'.repeat(200), [`${'*a'.repeat(200)}b`])).toBe(false);
  });
});
