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

describe('the words of a failure are no manifest', () => {
  const failure = 'failed to create user process token: failed to logon user: Access is denied.';
  const written = (name: string, text: string) => {
    const file = join(folderOf(), name);
    writeFileSync(file, text);
    return file;
  };

  test('as an operand, or in a file that is named, and the command for them is told', async () => {
    await expect(readManifestFiles([failure])).rejects.toThrow(
      `this is an error text, not a manifest; type hostprobe explain "${failure}"`,
    );
    const file = written('why.txt', `${failure}\n`);
    await expect(readManifestFiles([file])).rejects.toThrow(
      `${file} is an error text or a log, not a manifest; type hostprobe explain ${file}`,
    );
  });

  test('but a file of a folder is read, and so is a manifest, or a template of one, that has such words', async () => {
    const file = written('a.yaml', `${failure}\n`);
    expect(await readManifestFiles([join(file, '..')])).toMatchObject([{ file }]);
    for (const text of [`kind: Pod\n# ${failure}\n`, `x: {{ y }}\n# ${failure}\n`, `{"kind": "Pod"}\n${failure}`])
      expect(await readManifestFiles([written('b.yaml', text)])).toMatchObject([{ text }]);
  });

  test('a path with a blank is a file where there is one', async () => {
    const file = written('two words.yaml', 'kind: Pod\n');
    expect(await readManifestFiles([file])).toEqual([{ file, text: 'kind: Pod\n' }]);
  });
});

test('a zip archive is a bundle, which has commands of its own', async () => {
  const file = join(folderOf(), 'b.zip');
  writeFileSync(file, 'PK\u0003\u0004');
  await expect(readManifestFiles([file])).rejects.toThrow(
    `${file} is a bundle or another zip archive, not a manifest; judge the node of a bundle: hostprobe report --facts ${file}; or a manifest for that node: hostprobe predict <manifest> --facts ${file}`,
  );
});

test('a folder in a folder is no file, whatever its name', async () => {
  const folder = folderOf('a.yaml', 'b.yaml/c.txt');
  symlinkSync(join(folder, 'b.yaml'), join(folder, 'd.yaml'));
  expect(await readManifestFiles([folder])).toMatchObject([{ text: 'a.yaml' }]);
});

test('standard input is read once, also as one of several snapshots', async () => {
  await expect(readManifestFiles(['-'], 'a.json,-')).rejects.toThrow('cannot both read standard input');
});
