import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { run, saved } from '../run.ts';

const log = 'level=info msg=start\nDB_PASSWORD=Winter2026xyz\nagain Winter2026xyz, digest sha256:abc\n';

describe('hostprobe redact', () => {
  test.each([
    ['UTF-8', Buffer.from(log)],
    ['UTF-16, as Windows PowerShell writes it', Buffer.from(`\ufeff${log}`, 'utf16le')],
    ['gzip', gzipSync(log)],
  ])('prints a file without its secrets: %s', async (_, bytes) => {
    const { code, stdout } = await run(['redact', saved(bytes)]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('Winter2026xyz');
    expect(stdout).toMatch(
      /^level=info msg=start\nDB_PASSWORD=(\[redacted:key:[0-9a-f]{12}\])\nagain \1, digest sha256:abc\n$/,
    );
  });

  test('does not change a text without secrets', async () => {
    const path = new URL('../../LICENSE', import.meta.url);
    expect((await run(['redact', path.pathname])).stdout).toBe(readFileSync(path, 'utf8'));
  });

  test('applies the redaction rules of a user', async () => {
    const rules = saved("rules: [{ id: host, pattern: '[a-z]+\\.corp\\.example' }]");
    const { stdout } = await run(['redact', '--redact', rules, saved('dial node.corp.example\n')]);
    expect(stdout).toMatch(/^dial \[redacted:host:[0-9a-f]{12}\]\n$/);
  });

  test.each([
    [
      'a zip archive',
      Buffer.from('PK\x03\x04\0\0secret'),
      /^hostprobe redact: \S+ must be a text, but is a zip archive: the files of a bundle were redacted when it was made; unpack/,
    ],
    [
      'an event log',
      Buffer.from('ElfFile\0\0\0'),
      /^hostprobe redact: \S+ must be a text, but [^\n]* turn it into text: wevtutil qe \S+node\.json \/lf:true/,
    ],
    [
      'a binary file',
      Buffer.from(Array.from({ length: 2000 }, (_, n) => (n * n) % 251)),
      /^hostprobe redact: \S+ must be a text, but is a binary file; name a log/,
    ],
  ])('refuses %s, in which it would find nothing', async (_, bytes, says) => {
    expect(await run(['redact', saved(bytes)])).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('reads a log with zeros, as a rotated file has them', async () => {
    const { code, stdout } = await run(['redact', saved(`${'\0'.repeat(5000)}${log}`)]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('level=info msg=start')]);
  });

  test('says which argument is missing', async () => {
    expect(await run(['redact'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('name one file, or - for standard input'),
    });
    expect((await run(['redact', 'a.log', 'b.log'])).stderr).toMatch(
      /redact kubelet\.log, but got a\.log and b\.log\n$/,
    );
    expect(await run(['redact', '/no/such.log'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('/no/such.log cannot be read'),
    });
  });
});
