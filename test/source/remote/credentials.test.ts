import { describe, expect, test } from 'vitest';
import { readCredentials } from '../../../agent/source/remote/credentials.ts';
import { tls } from '../../host/tls.ts';
import { saved } from '../../run.ts';

const read = (token: string | null, ca: string | null = null) =>
  readCredentials({ 'token-file': token, 'ca-file': ca });

describe('what a node is asked with', () => {
  test('is nothing unless it is given', async () => {
    expect(await read(null)).toEqual({ token: null, trusted: null });
  });

  test('is a token, also from a file with a line end or by Windows PowerShell, and certificates', async () => {
    expect(await read(saved('eyJ.a-b_c\r\n'), saved(tls.cert))).toEqual({ token: 'eyJ.a-b_c', trusted: tls.cert });
    expect((await read(saved(Buffer.from('\ufeffeyJ.x\r\n', 'utf16le')))).token).toBe('eyJ.x');
  });

  test.each([
    ['an empty file', ' \n'],
    ['two tokens', 'secret-1\nsecret-2\n'],
    ['a header of its own', 'Bearer secret-1'],
    ['something else', 'secret-\u00e9'],
    ['too much', 's'.repeat(8193)],
  ])('is not a token from %s, which is not shown', async (_, text) => {
    const path = saved(text);
    await expect(read(path)).rejects.toThrow(`--token-file must hold one token and nothing else, but ${path} does not`);
  });

  test('is not a certificate from a key', async () => {
    const path = saved(tls.key);
    await expect(read(null, path)).rejects.toThrow(`--ca-file must hold certificates in PEM, but ${path} holds none`);
  });

  test.each([
    ['--token-file', '/nowhere/token', null],
    ['--ca-file', null, '/nowhere/ca.pem'],
  ])('is named where its file is missing: %s', async (flag, token, ca) => {
    const said = `${flag} must name a file, but ${token ?? ca} cannot be read: there is no such file; check its path`;
    await expect(read(token, ca)).rejects.toThrow(said);
  });
});
