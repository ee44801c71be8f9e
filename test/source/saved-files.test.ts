import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readlinkSync, truncateSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isZip } from '../../agent/decode/bytes.ts';
import {
  collect,
  isOwnJson,
  noText,
  readRedactionRules,
  readSaved,
  readSavedSnapshot,
  readTextFile,
} from '../../agent/source/saved-files.ts';
import { bundleByHand, bundleOf, manifestOf } from '../bundle/bundles.ts';
import { zip } from '../bundle/zip.ts';
import { saved } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

/** What an open handle of this process leads to. */
function fileOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  }
}

describe('a saved node', () => {
  test('is a snapshot, in UTF-8 or UTF-16', async () => {
    const json = JSON.stringify(snapshotWith());
    for (const content of [json, Buffer.from(`\ufeff${json}`, 'utf16le')]) {
      expect(await readSaved(saved(content))).toEqual({ snapshot: snapshotWith(), bundle: null });
    }
  });

  test('may be empty, as a file', async () => {
    expect(await readTextFile(saved(''), 'a log must be a file')).toBe('');
  });

  test('of 512 MiB, for which V8 has no text, is too large', async () => {
    const path = saved('');
    truncateSync(path, 2 ** 29);
    await expect(readTextFile(path, 'a log must be a file')).rejects.toThrow(
      /^a log must be a file of 500 MiB at most, but /,
    );
  });

  test('is a bundle, with any file name', async () => {
    const path = saved(await bundleOf());
    const { snapshot, bundle } = await readSaved(path);
    expect(snapshot).toEqual(snapshotWith());
    expect(bundle).toMatchObject({ name: path, manifest: { node: 'win-node-1' } });
    expect(await readSavedSnapshot(path)).toEqual(snapshotWith());
  });

  test('is refused with the name of its file, and of the file in it', async () => {
    const broken = saved((await bundleOf()).subarray(0, 500));
    await expect(readSaved(broken)).rejects.toThrow(`${broken} must be a bundle as hostprobe bundle writes it, but `);
    const empty = saved(zip([]));
    await expect(readSaved(empty)).rejects.toThrow(`${empty} must be a bundle`);
    const other = { name: 'snapshot.json', content: '{"schemaVersion":99,"facts":{}}' };
    const newer = saved(zip([other, { name: 'manifest.json', content: JSON.stringify(manifestOf([other])) }]));
    await expect(readSaved(newer)).rejects.toThrow(`snapshot.json of ${newer} has schema version 99, this hostprobe`);
    await expect(readSaved('/no/such.zip')).rejects.toThrow(
      'a saved node must be a snapshot or a bundle, but /no/such.zip cannot be read: there is no such file; check its path',
    );
  });
});

test.each([
  ['{"schemaVersion":1,"tool":{}', true],
  ['\ufeff{ "schemaVersion": 1, "tool": {}', true],
  ['{"schemaVersion":1,"recognised":true', true],
  ['{"schemaVersion":1,"items":[]', false],
  ['{"kind":"Pod"', false],
])('what hostprobe wrote is known by its begin: %s', (text, is) => {
  expect(isOwnJson.test(text)).toBe(is);
});

test('a bundle is known by its first bytes', () => {
  expect(isZip(bundleByHand())).toBe(true);
  expect(isZip(zip([]))).toBe(true);
  expect(['', 'PK', 'PKZIP is a program', '{"schemaVersion":1}'].map((text) => isZip(Buffer.from(text)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

describe('what is read as a whole', () => {
  test('is kept up to a bound', async () => {
    const piece = Buffer.alloc(2 ** 26);
    const stream = async function* (pieces: number) {
      for (let count = 0; count < pieces; count++) yield piece;
    };
    expect((await collect(stream(1)))?.length).toBe(2 ** 26);
    expect(await collect(stream(1_000_000))).toBeNull();
  });

  test('says what must be what when it cannot be read', async () => {
    await expect(readTextFile('/', '--ca-file must name a file')).rejects.toThrow(
      '--ca-file must name a file, but / cannot be read: it is a folder; name a file in it',
    );
  });
});

test('redaction rules may be JSON, and UTF-16 as Windows PowerShell writes it', async () => {
  const json = JSON.stringify({ rules: [{ id: 'host', pattern: '[a-z]+\\.corp\\.example' }] });
  const utf16 = Buffer.from(`\ufeff${json}`, 'utf16le');
  expect(await readRedactionRules(saved(utf16))).toEqual([{ id: 'host', pattern: /[a-z]+\.corp\.example/g }]);
});

test.skipIf(process.platform !== 'linux')('no file stays open, whatever is read or refused', async () => {
  const pipe = `${saved('')}.pipe`;
  execFileSync('mkfifo', [pipe]);
  const write = () => void spawn('sh', ['-c', 'echo said > "$0"', pipe]);
  const open = () => readdirSync('/proc/self/fd').filter((fd) => fileOf(fd)?.includes('hostprobe-test')).length;
  const before = open();
  for (const path of [saved('a text'), saved(await bundleOf()), saved('no snapshot'), pipe]) {
    for (const read of [() => readTextFile(path, 'it'), () => readSaved(path)]) {
      if (path === pipe) write();
      await read().catch(() => undefined);
    }
  }
  expect(open()).toBe(before);
});

test('a missing rules file is an error', async () => {
  await expect(readRedactionRules('/no/such/rules.yaml')).rejects.toThrow(
    '--redact must name a rules file, but /no/such/rules.yaml cannot be read: there is no such file; check its path',
  );
});

describe('a file that is no text', () => {
  const kindOf = (content: string | Buffer) => noText(Buffer.from(content), 'a.log');

  test('is named by what it is', () => {
    expect(kindOf(zip([]))).toMatch(/^is a zip archive: /);
    expect(kindOf('ElfFile\0\0\0')).toBe(
      'is an event log of Windows; turn it into text: wevtutil qe a.log /lf:true /f:text > events.txt',
    );
  });

  test.each([0x01, 0x06, 0x0e, 0x1a, 0x1c, 0x1f])('is binary where byte %i comes up often', (byte) => {
    const control = String.fromCharCode(byte);
    expect(kindOf(`${control}${'a'.repeat(20)}`)).toMatch(/^is a binary file; /);
    expect(kindOf(`${control}${'a'.repeat(60)}`)).toBeNull();
    // Zeros make a binary file no more of a text.
    expect(kindOf(`${control}${'a'.repeat(20)}${'\0'.repeat(500)}`)).toMatch(/^is a binary file; /);
  });

  test('and a log may have zeros, colours, bells and tabs', () => {
    expect(kindOf(`E1101 09:00:00 a.go:1] failed\n${'\0'.repeat(500)}`)).toBeNull();
    expect(kindOf('\u001b[31mred\u001b[0m\u0007\b\t\v\f\r\n')).toBeNull();
  });
});
