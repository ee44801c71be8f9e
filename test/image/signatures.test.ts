import { expect, test } from 'vitest';
import { checkSignatures, readVerdict } from '../../image/signatures.ts';

const print = (value: unknown) => JSON.stringify(value, null, 2);
const failure = (code: string | null, summary: string) => print({ error: { code, summary, detail: '' } });

test('packages that are signed are valid', () => {
  expect(readVerdict(print({ invalid: [], missing: [] }))).toEqual({ is: 'valid' });
});

test('packages with a wrong signature, or none where their registry signs, are named', () => {
  const invalid = [{ name: 'left-pad', version: '1.0.0', code: 'EINTEGRITYSIGNATURE' }];
  const missing = [{ name: '@x/y', version: '2.0.0', registry: 'https://registry.example.net/' }];
  expect(readVerdict(print({ invalid, missing }))).toEqual({
    is: 'refused',
    packages: ['left-pad@1.0.0', '@x/y@2.0.0'],
  });
});

test.each([
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND keys.example.net'],
  ['TUF_REFRESH_METADATA_ERROR', 'error refreshing TUF metadata'],
  [null, 'found no dependencies to audit that were installed from a supported registry'],
])('%s says nothing of the packages', (code, summary) => {
  expect(readVerdict(failure(code, summary))).toEqual({ is: 'unchecked', why: summary });
});

test('any other failure is one', () => {
  expect(() => readVerdict(failure('EEXPIREDSIGNATUREKEY', 'the key has expired'))).toThrow('the key has expired');
  expect(() => readVerdict('npm error code EUSAGE')).toThrow('must print JSON, but printed:\nnpm error code EUSAGE');
});

test('every installed package is as its registry signed it', async ({ skip }) => {
  const verdict = await checkSignatures();
  if (verdict.is === 'unchecked') skip(verdict.why);
  expect(verdict).toEqual({ is: 'valid' });
}, 300_000);
