import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { expect, test } from 'vitest';
import { present } from '../../../agent/server/tls/presented.ts';
import { makeSelfSigned } from '../../../agent/server/tls/self-signed.ts';
import { listenerFor, pairFor } from '../listener.ts';

const from = new Date('2026-11-01T12:00:00Z');

test('the certificate has the names and addresses, and is good for a server and for nothing else', async () => {
  const names = ['localhost', 'win-node-1', '10.0.0.7', 'fd00::7'];
  const { cert } = await makeSelfSigned({ names, from, validMs: 90 * 86_400_000 });
  const read = new X509Certificate(cert);
  for (const name of ['localhost', 'win-node-1']) expect(read.checkHost(name), name).toBe(name);
  for (const address of ['10.0.0.7', 'fd00::7']) expect(read.checkIP(address), address).toBe(address);
  expect(read.checkHost('win-node-2')).toBeUndefined();
  expect(read.ca).toBe(false);
  expect(read.keyUsage, 'TLS server').toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(read.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(read.verify(read.publicKey)).toBe(true);
});

test('it begins an hour early, for clocks that differ', async () => {
  const { cert } = await makeSelfSigned({ names: ['localhost'], from, validMs: 86_400_000 });
  const { validFromDate, validToDate } = new X509Certificate(cert);
  expect(validFromDate.toISOString()).toBe('2026-11-01T11:00:00.000Z');
  expect(validToDate.toISOString()).toBe('2026-11-02T12:00:00.000Z');
});

test('no two have the same key or serial number, which is positive and of one length', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => pairFor()));
  const serials = made.map(({ cert }) => new X509Certificate(cert).serialNumber);
  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  expect(new Set(made.map(({ key }) => key)).size).toBe(20);
});

test('a client that trusts just this certificate asks by name and by address', async () => {
  const pair = await pairFor(['localhost', '127.0.0.1']);
  const port = await listenerFor({ presented: { ...present(pair), stop: () => undefined } });
  for (const host of ['localhost', '127.0.0.1']) {
    const status = await new Promise((resolve, reject) => {
      const options = { host, port, family: 4, path: '/livez', ca: pair.cert, agent: false };
      request(options, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status, host).toBe(200);
  }
});
