import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Pair } from '../../../agent/server/tls/certificate.ts';
import { openPairFiles } from '../../../agent/server/tls/certificate-files.ts';
import { until } from '../../lab/until.ts';
import { listenerFor, logInto, pairFor } from '../listener.ts';
import { visit } from './visitor.ts';

/** A Secret of type kubernetes.io/tls as the kubelet mounts it: the files are links through ..data, which is swapped. */
function mountedSecret(first: Pair) {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-tls-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  let version = 0;
  const put = ({ cert, key }: Pair) => {
    version += 1;
    const folder = `..2026_${version}`;
    mkdirSync(join(directory, folder));
    writeFileSync(join(directory, folder, 'tls.crt'), cert);
    writeFileSync(join(directory, folder, 'tls.key'), key, { mode: 0o600 });
    symlinkSync(folder, join(directory, '..data_tmp'));
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
  };
  put(first);
  for (const name of ['tls.crt', 'tls.key']) symlinkSync(join('..data', name), join(directory, name));
  return { cert: join(directory, 'tls.crt'), key: join(directory, 'tls.key'), put };
}

async function listenerWith(first: Pair, now = () => new Date()) {
  const { put, ...paths } = mountedSecret(first);
  const lines: Record<string, unknown>[] = [];
  // The time is asked for before each time that the files are read.
  let reads = 0;
  const counted = () => {
    reads += 1;
    return now();
  };
  const presented = await openPairFiles({ ...paths, log: logInto(lines), now: counted, rereadEveryMs: 5 });
  onTestFinished(presented.stop);
  /** Resolves when the files were read several times more. */
  const rereads = async () => {
    const before = reads;
    await expect.poll(() => reads, { interval: 5 }).toBeGreaterThan(before + 5);
  };
  return { port: await listenerFor({ presented }), put, lines, rereads, ...paths };
}

describe('the certificate in files', () => {
  test('is read again within three minutes, unless told otherwise', async () => {
    const { put, ...paths } = mountedSecret(await pairFor());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const lines: Record<string, unknown>[] = [];
    const presented = await openPairFiles({ ...paths, log: logInto(lines), now: () => new Date() });
    onTestFinished(presented.stop);
    put(await pairFor());
    const isReloaded = () => lines.some(({ msg }) => msg === 'the certificate was reloaded');
    for (let second = 0; second < 180 && !isReloaded(); second += 5) {
      await vi.advanceTimersByTimeAsync(5000);
      // Files are read outside of the clock.
      for (let turn = 0; turn < 20; turn += 1) await readFile(paths.cert);
    }
    expect(isReloaded()).toBe(true);
  });

  test('is read again when the Secret is renewed, while connections stay open', async () => {
    const { port, put, lines, rereads } = await listenerWith(await pairFor());
    const early = await visit(port);
    const next = await pairFor();
    put(next);
    await until(async () => (await visit(port)).sha256 !== early.sha256);
    const late = await visit(port);
    expect(await early.ask()).toBe('HTTP/1.1 200 OK');
    expect(await late.ask()).toBe('HTTP/1.1 200 OK');
    await rereads();
    expect(lines).toMatchObject([
      { level: 30, sha256: early.sha256, msg: 'the certificate was read' },
      { level: 30, sha256: late.sha256, msg: 'the certificate was reloaded' },
    ]);
    for (const line of next.key.split('\n').slice(1, -2)) expect(JSON.stringify(lines)).not.toContain(line);
  });

  test.each([
    [
      'a key that is of another certificate',
      (pair: Pair, other: Pair) => ({ ...pair, key: other.key }),
      'is not that of the certificate',
    ],
    ['half a certificate', (pair: Pair) => ({ ...pair, cert: pair.cert.slice(0, 300) }), 'but holds no certificate'],
    ['nothing', () => ({ cert: '', key: '' }), 'but holds no certificate'],
  ])(
    'stays when the Secret becomes %s, which is logged once, and follows the next valid one',
    async (_, damage, reason) => {
      const first = await pairFor();
      const { port, put, lines, rereads } = await listenerWith(first);
      const { sha256 } = await visit(port);
      const next = await pairFor();
      put(damage(next, first));
      await until(async () => lines.length > 1);
      await rereads();
      expect((await visit(port)).sha256).toBe(sha256);
      expect(lines.slice(1)).toMatchObject([{ level: 50, why: expect.stringContaining(reason) }]);
      put(next);
      await until(async () => (await visit(port)).sha256 !== sha256);
    },
  );

  test('stays when the files are removed', async () => {
    const { port, lines, cert } = await listenerWith(await pairFor());
    const { sha256 } = await visit(port);
    rmSync(cert);
    await until(async () => lines.length > 1);
    expect(lines[1]).toMatchObject({ level: 50, why: `${cert} cannot be read: there is no such file; check its path` });
    expect((await visit(port)).sha256).toBe(sha256);
  });

  test('is served although it has expired, with a warning', async () => {
    const { port, lines } = await listenerWith(await pairFor(['localhost'], new Date('2026-01-01')));
    expect(await (await visit(port)).ask()).toBe('HTTP/1.1 200 OK');
    expect(lines[1]).toMatchObject({
      level: 40,
      why: 'it expired on 2026-01-02T00:00:00.000Z',
      msg: 'clients will refuse the certificate; it is served anyway',
    });
  });

  test('that expires while it is in use is logged once', async () => {
    let now = new Date();
    const { lines, rereads } = await listenerWith(await pairFor(), () => now);
    await rereads();
    expect(lines).toHaveLength(1);
    now = new Date(now.getTime() + 2 * 86_400_000);
    await until(async () => lines.length > 1);
    await rereads();
    expect(lines.slice(1)).toMatchObject([{ level: 40 }]);
  });

  test('must be there at the start', async () => {
    const options = { log: logInto([]), now: () => new Date() };
    await expect(openPairFiles({ cert: '/no/such/tls.crt', key: '/no/such/tls.key', ...options })).rejects.toThrow(
      '/no/such/tls.crt cannot be read: there is no such file',
    );
    const endless = openPairFiles({ cert: '/dev/zero', key: '/dev/zero', ...options });
    await expect(endless).rejects.toThrow('/dev/zero has more than 262144 bytes; is it the right file?');
  });
});
