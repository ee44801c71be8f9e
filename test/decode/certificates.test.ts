import { expect, test } from 'vitest';
import { readCertificates } from '../../agent/decode/certificates.ts';
import { caPem } from '../certificate.ts';

const read = (text: string) => readCertificates(Buffer.from(text));

test('counts the certificates of a bundle, and says when the last of them expires', () => {
  expect(read(caPem)).toMatchObject({ certificates: 1, subject: 'CN=kubernetes-test' });
  expect(read(`# one\n${caPem}\n# two\n${caPem}`).certificates).toBe(2);
  expect(read(caPem).expiresAt).toMatch(/^2126-/);
});

test.each([
  ['an empty file', ''],
  ['text', 'kubernetes'],
  ['a block that is no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('%s holds none', (_what, text) => {
  expect(read(text)).toMatchObject({ certificates: 0, subject: null, expiresAt: null });
});
