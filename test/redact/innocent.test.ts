import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isInnocentAfter } from '../../agent/redact/innocent.ts';
import { redactText } from '../../agent/redact.ts';
import { innocents } from './innocents.ts';

describe('what only looks like a secret is not touched', () => {
  test('the list has a hundred innocent texts', () => {
    expect(innocents.length).toBeGreaterThanOrEqual(100);
  });

  test.each(innocents)('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('a row of all of them stays as it is', () => {
    const all = innocents.join('\n');
    expect(redactText(all)).toBe(all);
  });

  test('a licence and a lockfile, which are full of digests', () => {
    for (const file of ['LICENSE', 'package-lock.json']) {
      const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      expect(redactText(text)).toBe(text);
    }
  });
});

test('an id has its name before it, also in one word; a word that only ends so is no name', () => {
  const value = 'zR4#mQ9!tLw2';
  const isInnocent = (before: string) => isInnocentAfter(`${before}${value}`, before.length);
  expect(['id=', 'podid: ', 'podId=', 'PodUID "', 'pod_id=', 'a_uid '].filter((name) => !isInnocent(name))).toEqual([]);
  expect(['he said ', 'invalid: ', 'is valid "', 'paid ', 'void '].filter(isInnocent)).toEqual([]);
});
