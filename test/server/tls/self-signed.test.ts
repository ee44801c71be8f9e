import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { present } from '../../../agent/server/tls/certificate.ts';
import { keepSelfSigned, makeSelfSigned } from '../../../agent/server/tls/self-signed.ts';
import { until } from '../../lab/until.ts';
import { listenerFor, logInto, pairFor } from '../listener.ts';
import { visit } from './visitor.ts';

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

const day = 86_400_000;

async function keeper() {
  const lines: Record<string, unknown>[] = [];
  const start = Date.now();
  let passed = 0;
  let checks = 0;
  const now = () => {
    checks += 1;
    return new Date(start + passed);
  };
  const presented = await keepSelfSigned({ names: ['localhost'], log: logInto(lines), now, checkEveryMs: 5 });
  onTestFinished(presented.stop);
  const port = await listenerFor({ presented });
  const pass = (ms: number) => {
    passed += ms;
  };
  /** Resolves when the age was looked at several times more. */
  const looks = async () => {
    const before = checks;
    await expect.poll(() => checks, { interval: 5 }).toBeGreaterThan(before + 5);
  };
  return { port, pass, looks, lines, presented };
}

test('the certificate is logged when it is made, without its key', async () => {
  const { port, lines, presented } = await keeper();
  const { sha256 } = await visit(port);
  expect(lines).toMatchObject([{ level: 30, sha256, names: 'DNS:localhost' }]);
  const secret = presented.pair().key.split('\n')[1];
  expect(JSON.stringify(lines)).not.toContain(secret);
});

test('it is renewed a month before it expires, while connections stay open', async () => {
  const { port, pass, looks, lines } = await keeper();
  const early = await visit(port);
  pass(59 * day);
  await looks();
  expect((await visit(port)).sha256).toBe(early.sha256);
  pass(2 * day);
  await until(async () => (await visit(port)).sha256 !== early.sha256);
  const late = await visit(port);
  expect(lines.at(-1)).toMatchObject({ sha256: late.sha256, msg: 'the self-signed certificate was renewed' });
  expect(await early.ask()).toBe('HTTP/1.1 200 OK');
  expect(await late.ask()).toBe('HTTP/1.1 200 OK');
  expect(lines).toHaveLength(2);
});

test('it is made again when the clock is set to before its time', async () => {
  const { port, pass } = await keeper();
  const { sha256 } = await visit(port);
  pass(-30 * day);
  await until(async () => (await visit(port)).sha256 !== sha256);
});
