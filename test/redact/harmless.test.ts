import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isHarmlessAfter, isHarmlessWord } from '../../agent/redact/words/harmless.ts';
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
  const isInnocent = (before: string) => isHarmlessAfter(`${before}${value}`, before.length);
  expect(['id=', 'podid: ', 'podId=', 'PodUID "', 'pod_id=', 'a_uid '].filter((name) => !isInnocent(name))).toEqual([]);
  expect(['he said ', 'invalid: ', 'is valid "', 'paid ', 'void '].filter(isInnocent)).toEqual([]);
});

test.each([
  ['sha256: ', true],
  ['ETag: "', true],
  ['public key: 0x', true],
  ['key: ', false],
  // A public field of a JSON Web Key, but not its private one.
  ['{"kty":"EC","x":"', true],
  ['{"kty":"EC","d":"', false],
  ['{"kty":"EC"},{"x":"', false],
  // What SOPS has encrypted, and a hash of Windows servicing.
  ['password: ENC[AES256_GCM,data:abc,iv:', true],
  ['password: ENC[AES256_GCM,data:abc] ', false],
  ['{l:32 b:', true],
  ['{l:32 ml:33 b:', true],
  ['{x:32 b:', false],
])('after %j stands no secret: %s', (text, expected) => {
  expect(isHarmlessAfter(`${text}aZ3kQ9xLm2pW8vT4`, text.length)).toBe(expected);
  expect(isHarmlessAfter(`A log line, and then ${text}aZ3kQ9xLm2pW8vT4`, text.length + 21)).toBe(expected);
});

test.each([
  // The first label of a host name.
  ['qgajmmeinkgxjlvl.blob.core.windows.net', 'qgajmmeinkgxjlvl', true],
  ['qgajmmeinkgxjlvl.blob.core.windows.net:443', 'qgajmmeinkgxjlvl', true],
  ['qgajMmeinkgxjlvl.blob.core.windows.net', 'qgajMmeinkgxjlvl', false],
  ['qgajmmeinkgxjlvl.blob', 'qgajmmeinkgxjlvl', false],
  ['QGAJMMEINKGXJLVL', 'QGAJMMEINKGXJLVL', false],
  // By what stands up to 12 characters before it.
  ['pk_live_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', true],
  ['pk_live_abc_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', true],
  ['pk_live_abcd_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', false],
  ['sk_live_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', false],
  // By itself: a ULID.
  ['id-01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAV', true],
])('in %s it is no secret by its form: %s, %s', (word, part, expected) => {
  const start = word.indexOf(part);
  expect(isHarmlessWord(word, { start, end: start + part.length })).toBe(expected);
});
