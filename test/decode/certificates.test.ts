import { expect, test } from 'vitest';
import { readCertificates } from '../../agent/decode/certificates.ts';
import { caPem } from '../certificate.ts';

const read = (text: string) => readCertificates(Buffer.from(text));

test('counts the certificates of a bundle, and says when the last of them expires', () => {
  expect(read(caPem)).toMatchObject({ certificates: 1, subject: 'CN=kubernetes-test' });
  expect(read(`# one\n${caPem}\n# two\n${caPem}`).certificates).toBe(2);
  expect(read(caPem).expiresAt).toMatch(/^2126-/);
});

/** Good for one day of January 2026, O=Example, CN=two-parts; its key was thrown away. */
const short = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIURTAjmvL7C7Su1dk1SB20xbZVD+0wCgYIKoZIzj0EAwIw
JjEQMA4GA1UECgwHRXhhbXBsZTESMBAGA1UEAwwJdHdvLXBhcnRzMB4XDTI2MDEw
MTAwMDAwMFoXDTI2MDEwMjAwMDAwMFowJjEQMA4GA1UECgwHRXhhbXBsZTESMBAG
A1UEAwwJdHdvLXBhcnRzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgOBRBY4v
z/Bo2keOojPrhv5S5fiYSwOxLG4F6VQGYS9fSE0eEk0y9E/TUR/w3V5r60d0ZdBr
JZHrF+JA3EZD/aNTMFEwHQYDVR0OBBYEFIp0lwgHA7tjyJZ7ltfLEaIUBpd+MB8G
A1UdIwQYMBaAFIp0lwgHA7tjyJZ7ltfLEaIUBpd+MA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDSAAwRQIgffIVwmdLyIrKYskcY+RPaVeRwiZcej9jJ3QGmnTI
OVkCIQDO+ZXg88NIvJ95JjjPDu0ei4NsfwS8NrB2X0dWy7WlTQ==
-----END CERTIFICATE-----
`;

test('a bundle is told by the one that is valid longest, whatever stands first', () => {
  for (const bundle of [short + caPem, caPem + short])
    expect(read(bundle)).toMatchObject({ certificates: 2, subject: 'CN=kubernetes-test' });
  const damaged = short.replace('MIIB', 'AAAA');
  expect(read(damaged + short)).toMatchObject({ certificates: 1, expiresAt: '2026-01-02T00:00:00.000Z' });
  expect(read(short).subject).toBe('O=Example, CN=two-parts');
});

test('a fingerprint is the first half of those that other programs print, so that people can compare them', () => {
  expect(read('abc').fingerprint).toBe('ba7816bf8f01cfea');
});

test.each([
  ['an empty file', ''],
  ['text', 'kubernetes'],
  ['a block that is no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('%s holds none', (_what, text) => {
  expect(read(text)).toMatchObject({ certificates: 0, subject: null, expiresAt: null });
});
