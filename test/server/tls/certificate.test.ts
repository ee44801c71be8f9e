import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../agent/error.ts';
import {
  certificateNames,
  describe as describePair,
  readPair,
  whyInvalid,
} from '../../../agent/server/tls/certificate.ts';
import { saved } from '../../run.ts';
import { pairFor } from '../listener.ts';

const [own, other] = [await pairFor(), await pairFor()];
const read = (certificate: string, key: string) =>
  readPair({ path: 'tls.crt', text: certificate }, { path: 'tls.key', text: key });
const spelled = (type: 'pkcs1' | 'pkcs8', passphrase?: string) =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: {
      type,
      format: 'pem',
      ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
    },
  }).privateKey;

/** Of RSA with 512 bits, which OpenSSL takes for nothing since its security level 1. */
const weak = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBdzCCASGgAwIBAgIUeJq6LdthoDYmtOltfyTrPm37MAowDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEd2VhazAgFw0yNjEyMDExODI2MTNaGA8yMTI2MTEwNzE4
MjYxM1owDzENMAsGA1UEAwwEd2VhazBcMA0GCSqGSIb3DQEBAQUAA0sAMEgCQQD5
1yByXXnaJGtRKNBVlqls2WbRSN1XCXJRmwkkwRa8q5VFbFgKld54Zqod4g5hhyxi
5lUTNquVeKkj2+1lkldpAgMBAAGjUzBRMB0GA1UdDgQWBBSF2sP/nZp/VaD0ELIA
iM8CcOtarjAfBgNVHSMEGDAWgBSF2sP/nZp/VaD0ELIAiM8CcOtarjAPBgNVHRMB
Af8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA0EAQfeq1dr/xaxjvbXYFpvCKhIA+l1l
vhdJfwX8EaAsVAdtUDCAQhQL3uqh4cAkAU+lCiJEVKwfGTuqr/ZTBtEbxg==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA+dcgcl152iRrUSjQ
VZapbNlm0UjdVwlyUZsJJMEWvKuVRWxYCpXeeGaqHeIOYYcsYuZVEzarlXipI9vt
ZZJXaQIDAQABAkEAnS5R1IGomqwU9D94KpCZ0MhJnlt4HTztNhgSvZPZCSKvkgRa
RVkzi8lcQDkVgO8A355tZVDydrVOHaaQ4t66sQIhAP6X6XXXNE4azDlWIOitpmTr
XvTIKNxSQhkshXnN1+ClAiEA+zh+Af+aG/X7smR9ij/yuWGXQJRhEP+fz5VB4l6a
PHUCIFouGSYCmqZn25sbpQCGMgBhVvtBwyd3g65DFOx2O1d5AiEAinA4KDvFnhDw
0f7Em7HfvT7FTgY2c1qao5b5xpghYJ0CIQC8uy6vvbj8gqXTOVGi/thjoN015U/S
Dpm8l1SSpK87Sg==
-----END PRIVATE KEY-----
`,
};

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  return '';
};

describe('a certificate and a key', () => {
  test('are taken as they are, with the chain below the certificate and with what other programs write around', () => {
    expect(read(own.cert, own.key)).toEqual({ cert: own.cert, key: own.key });
    const chain = `Bag Attributes\n    friendlyName: x\n${own.cert}${other.cert}`.replaceAll('\n', '\r\n');
    expect(read(chain, own.key).cert).toBe(chain);
  });

  test.each([
    [
      'no certificate',
      () => ['', own.key],
      'tls.crt must hold a certificate as PEM (-----BEGIN CERTIFICATE-----), but holds no certificate',
    ],
    ['the files swapped', () => [own.key, own.cert], 'but holds a private key; are the two files swapped?'],
    [
      'a damaged certificate',
      () => [own.cert.replace(/\n.{64}\n/, '\n'), own.key],
      'certificate 1 in tls.crt cannot be read: ',
    ],
    [
      'a damaged certificate of the chain',
      () => [own.cert + other.cert.replace(/\n.{64}\n/, '\n'), own.key],
      'certificate 2 in tls.crt cannot be read: ',
    ],
    [
      'no key',
      () => [own.cert, own.cert],
      'tls.key must hold a private key as PEM (-----BEGIN PRIVATE KEY-----), but holds none',
    ],
    ['a damaged key', () => [own.cert, own.key.replace(/\n.{64}\n/, '\n')], 'the key in tls.key cannot be read: '],
    [
      'an encrypted key',
      () => [own.cert, spelled('pkcs8', 'x')],
      'the key in tls.key is encrypted, and hostprobe has no passphrase',
    ],
    ['a key encrypted in the old way', () => [own.cert, spelled('pkcs1', 'x')], 'the key in tls.key is encrypted'],
    [
      'the key of another certificate',
      () => [own.cert, other.key],
      'the key in tls.key is not that of the certificate in tls.crt (CN=hostprobe)',
    ],
    ['the key of another kind', () => [own.cert, spelled('pkcs8')], 'is not that of the certificate'],
    [
      'the chain first',
      () => [other.cert + own.cert, own.key],
      'tls.crt must begin with the certificate of the key in tls.key',
    ],
    [
      'a key that is too short for TLS',
      () => [weak.cert, weak.key],
      /^tls\.crt and tls\.key are invalid for TLS: .*key too small/,
    ],
  ] as const)('are refused with the reason: %s', (_, texts, message) => {
    const [certificate = '', key = ''] = texts();
    expect(() => read(certificate, key)).toThrow(UserError);
    expect(() => read(certificate, key)).toThrow(message);
  });

  test.each(['pkcs1', 'pkcs8'] as const)(
    'an encrypted key in %s is taken when the command of its refusal was run',
    (type) => {
      const [encrypted, decrypted] = [saved(spelled(type, 'x')), saved('')];
      const [, command = ''] = /: (openssl .*)$/.exec(messageOf(() => read(own.cert, spelled(type, 'x')))) ?? [];
      const paths = command.replace('<encrypted>', encrypted).replace('<decrypted>', decrypted);
      const [program = '', ...args] = paths.split(' ');
      execFileSync(program, [...args, '-passin', 'pass:x'], { stdio: 'ignore' });
      // It is another key.
      expect(messageOf(() => read(own.cert, readFileSync(decrypted, 'utf8')))).toMatch(
        /is not that of the certificate/,
      );
    },
  );

  test('are valid between two moments', () => {
    expect(whyInvalid(own, new Date())).toBeNull();
    expect(whyInvalid(own, new Date('2100-01-01'))).toMatch(/^it expired on 20\d\d-\d\d-\d\dT/);
    expect(whyInvalid(own, new Date('2000-01-01'))).toMatch(/^it is valid only from 20\d\d-/);
  });

  test('are valid at their first and their last second', () => {
    const { validFromDate, validToDate } = new X509Certificate(own.cert);
    const at = (date: Date, ms: number) => whyInvalid(own, new Date(date.getTime() + ms));
    expect([at(validFromDate, 0), at(validToDate, 0)]).toEqual([null, null]);
    expect([at(validFromDate, -1), at(validToDate, 1)]).toEqual([
      `it is valid only from ${validFromDate.toISOString()}`,
      `it expired on ${validToDate.toISOString()}`,
    ]);
  });

  test('are described by what an operator can pin, and by nothing of the key', () => {
    const told = describePair(own);
    expect(told).toMatchObject({ subject: 'CN=hostprobe', names: 'DNS:localhost, IP Address:127.0.0.1' });
    const { validTo } = new X509Certificate(own.cert);
    expect(told.notAfter).toBe(new Date(validTo).toISOString());
    expect(told.sha256).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(told.pin).toMatch(/^sha256\/\/[A-Za-z0-9+/]{43}=$/);
    const lines = own.key.split('\n').filter((line) => line.length === 64);
    for (const line of lines) expect(JSON.stringify(told)).not.toContain(line);
  });
});

test.each([
  ['WIN-NODE-1', 'win-node-1'],
  ['node_1.example', 'node_1.example'],
  ['10.0.0.7', '10.0.0.7'],
  ['FD00:0:0::7', 'fd00::7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::FFFF:10.0.0.7', '10.0.0.7'],
])('%s is in the certificate as %s', (given, name) => {
  expect(certificateNames([given])).toEqual(['localhost', '127.0.0.1', '::1', name]);
});

test.each(['0.0.0.0', '::', 'fe80::1', 'fe80::1%12', 'a name with spaces', 'nöde', '-.', ''])(
  '"%s" is not: no other machine uses it for the node',
  (given) => {
    expect(certificateNames([given])).toEqual(['localhost', '127.0.0.1', '::1']);
  },
);

test('each is in it once', () => {
  expect(certificateNames(['LOCALHOST', '127.0.0.1', 'a', 'A', '0:0:0:0:0:0:0:1'])).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    'a',
  ]);
});
