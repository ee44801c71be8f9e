import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifestFiles } from '../../agent/source/manifests.ts';

/** A folder with these files, each with its own name as its text. */
function folderOf(...paths: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return folder;
}

describe('manifests are read', () => {
  test('from a folder and all below it, in the order of their names', async () => {
    const folder = folderOf(
      'b.yaml',
      'a/z.YML',
      'a/c.json',
      'README.md',
      '.git/x.yaml',
      '.hidden.yaml',
      'node_modules/p/x.json',
    );
    symlinkSync(folder, join(folder, 'a', 'loop'));
    symlinkSync(join(folder, 'b.yaml'), join(folder, 'a', 'link.yaml'));
    expect(await readManifestFiles([folder])).toEqual([
      { file: join(folder, 'a/c.json'), text: 'a/c.json' },
      { file: join(folder, 'a/link.yaml'), text: 'b.yaml' },
      { file: join(folder, 'a/z.YML'), text: 'a/z.YML' },
      { file: join(folder, 'b.yaml'), text: 'b.yaml' },
    ]);
  });

  test('from a file of any name', async () => {
    const folder = folderOf('rendered.txt');
    expect(await readManifestFiles([join(folder, 'rendered.txt')])).toMatchObject([{ text: 'rendered.txt' }]);
  });

  test('in UTF-16, as PowerShell writes it', async () => {
    const file = join(folderOf(), 'a.yaml');
    writeFileSync(file, Buffer.from('\ufeffkind: Pod', 'utf16le'));
    expect(await readManifestFiles([file])).toEqual([{ file, text: 'kind: Pod' }]);
  });
});

describe('what cannot be read is bad use', () => {
  test.each([
    [[], 'name manifests: files, folders, or - for standard input'],
    [['-', '-'], 'standard input can be read only once, but - is given more than once'],
    [
      ['/nowhere'],
      'a manifest must be a file or a folder, but /nowhere cannot be read: there is no such file; check its path',
    ],
  ])('%j', async (operands, message) => {
    await expect(readManifestFiles(operands)).rejects.toMatchObject({ name: 'UserError', message });
  });

  test('a folder without a manifest', async () => {
    const folder = folderOf('README.md', '.hidden.yaml');
    await expect(readManifestFiles([folder])).rejects.toMatchObject({
      name: 'UserError',
      message: `a folder of manifests must hold a .yaml, .yml or .json file, but ${folder} has none`,
    });
  });

  test('a file that is larger than any manifest', async () => {
    const file = join(folderOf('a.yaml'), 'a.yaml');
    truncateSync(file, 256 * 2 ** 20 + 1);
    await expect(readManifestFiles([file])).rejects.toThrow(
      `a manifest may be 256 MiB at most, but ${file} is larger; split it`,
    );
  });

  test('a link in a folder that leads nowhere', async () => {
    const folder = folderOf('a.yaml');
    symlinkSync('/nowhere', join(folder, 'gone.yaml'));
    await expect(readManifestFiles([folder])).rejects.toThrow(
      `${join(folder, 'gone.yaml')} cannot be read: there is no such file; check its path`,
    );
  });
});
