import { describe, expect, test } from 'vitest';
import { type Archive, openArchive, usualZipBounds } from '../../agent/bundle/zip.ts';
import { UserError } from '../../agent/error.ts';
import { unpack } from './unpack.ts';
import { u16, u64, type ZipPart, zip } from './zip.ts';

const open = (bytes: Buffer, bounds: Partial<typeof usualZipBounds> = {}) =>
  openArchive(bytes, (what) => new UserError(`b.zip must be sound, but ${what}.`), { ...usualZipBounds, ...bounds });

async function readAll({ entries }: Archive): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const [path, entry] of entries) {
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.read()) pieces.push(piece);
    contents[path] = Buffer.concat(pieces).toString();
  }
  return contents;
}

const one: ZipPart = { name: 'logs/a.log', content: 'all is well\n' };
const two: ZipPart = { name: 'b.txt', content: 'stored', method: 0 };

describe('an archive', () => {
  test('gives its files, packed or stored', async () => {
    const contents = { 'logs/a.log': 'all is well\n', 'b.txt': 'stored' };
    expect(await readAll(await open(zip([one, two])))).toEqual(contents);
    expect(await readAll(await open(zip([one, two, { name: 'logs/', method: 0 }])))).toEqual(contents);
    expect(await readAll(await open(zip([{ ...one, says: { isText: true } }, two])))).toEqual(contents);
  });

  test('may have a comment, which is ignored', async () => {
    const { entries } = await open(zip([one], { comment: Buffer.from('\u001b[2J call 555') }));
    expect([...entries.keys()]).toEqual(['logs/a.log']);
  });

  test('may be of zip64', async () => {
    const bytes = zip([one]);
    const directoryOffset = BigInt(bytes.indexOf('PK\u0001\u0002'));
    const { entries } = await open(
      zip([one], { count: 0xffff, directoryOffset: 0xffffffff, zip64: { count: 1n, directoryOffset } }),
    );
    expect([...entries.keys()]).toEqual(['logs/a.log']);
  });

  test('may be full of one line said over and over', async () => {
    const { entries } = await open(zip([{ name: 'a.log', content: 'the same\n'.repeat(1_000_000) }]));
    expect(entries.get('a.log')?.bytes).toBe(9_000_000);
  });
});

describe('an archive that is damaged is refused', () => {
  const whole = zip([one, two]);
  test('wherever it was cut off', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(open(whole.subarray(0, length)).then(readAll)).rejects.toThrow(/^b\.zip must be sound, but /);
    }
  });

  test('whichever byte of a file or of its name was changed', async () => {
    const sound = await readAll(await open(whole));
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      const answer = await open(bytes)
        .then(readAll)
        .catch((error) => error);
      // Times, versions and attributes are not read; everything else must be found out.
      if (answer instanceof UserError) expect(answer.message).toMatch(/^b\.zip must be sound, but /);
      else expect(answer).toEqual(sound);
    }
  });
});

describe('a name that is not safe is refused', () => {
  test.each([
    '../up',
    'logs/../../up',
    '/etc/passwd',
    '//server/share/x',
    'C:/Windows/x',
    'C:\\Windows\\x',
    'logs\\a.log',
    '..\\up',
    '.',
    './a',
    'a//b',
    'a/./b',
    'CON',
    'logs/nul.txt',
    'a.txt:stream',
    'a*',
    'a\u0000b',
    'a\u001b[2Jb',
    'trailing.',
    'trailing ',
    '',
    'x'.repeat(5_000),
    'e\u0301.log',
  ])('%j', async (name) => {
    const failure = await open(zip([one, { name, content: 'x' }])).catch((error) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure.message.length).toBeLessThan(400);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get to a terminal
    expect(failure.message).not.toMatch(/[\u0000-\u001f]/);
  });

  test('also if it is in its own field', async () => {
    const { crc32 } = await import('node:zlib');
    const path = Buffer.from('../../up');
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32('b.txt'));
    const field = Buffer.concat([u16(0x7075, 5 + path.length), Buffer.from([1]), crc, path]);
    await expect(open(zip([{ ...two, extra: field }]))).rejects.toThrow(
      'its file "b.txt" has another name beside that',
    );
  });

  test('also if it is only before the file', async () => {
    const archive = await open(zip([{ ...one, localName: '../../up.log' }]));
    await expect(readAll(archive)).rejects.toThrow(
      'its file "logs/a.log" is damaged: its local header has another name',
    );
  });
});

describe('an archive that is made to harm is refused, before anything is unpacked', () => {
  const MiB = 2 ** 20;
  const elsewhere = 'its list of files is not where the end of the archive says';
  const link = { attributes: 0o120777 * 0x10000 };
  const refused: [string, Buffer, string][] = [
    [
      'a link',
      zip([one, { name: 'x', content: '/etc/passwd', says: link }]),
      'its file "x" is a link or another special file',
    ],
    ['a device', zip([{ name: 'x', says: { attributes: 0o020666 * 0x10000 } }]), 'its file "x" is a link or another'],
    ['a junction of Windows', zip([{ name: 'x', says: { attributes: 0x400 } }]), 'its file "x" is a link or another'],
    ['a folder with content', zip([{ name: 'x/', content: 'y' }]), 'its file "x/" has an unsafe name'],
    ['an encrypted file', zip([{ ...one, says: { flags: 0x801 } }]), 'its file "logs/a.log" is encrypted'],
    ['strong encryption', zip([{ ...one, says: { flags: 0x841 } }]), 'its file "logs/a.log" is encrypted'],
    [
      'another method',
      zip([{ ...one, method: 14 }]),
      'has compression method 14, and only 0 and 8 (deflate) are supported',
    ],
    ['two of one name', zip([one, one]), 'it has the file "logs/a.log" twice, or in different case'],
    ['two names that Windows takes for one', zip([one, { ...one, name: 'LOGS/A.log' }]), 'twice, or in different case'],
    [
      'more than a file may have',
      zip([{ ...one, says: { bytes: 17 * MiB } }]),
      `has ${17 * MiB} bytes, and at most ${16 * MiB} are allowed`,
    ],
    [
      'many that grow beyond measure together',
      zip(Array.from({ length: 9 }, (_, index) => ({ name: `zeros-${index}`, content: Buffer.alloc(16 * MiB) }))),
      'it unpacks to more than 250 times its size',
    ],
    [
      'files that lie over one another',
      zip([one, { ...two, says: { offset: 10 } }]),
      'its file "b.txt" overlaps another one',
    ],
    [
      'a file that begins in the last byte of another',
      zip([one, { ...two, says: { offset: zip([one]).indexOf('PK\u0001\u0002') - 1 } }]),
      'its file "b.txt" overlaps another one',
    ],
    ['files in one place', zip([one, { ...one, name: 'c.log', says: { offset: 0 } }]), 'overlaps another one'],
    ['a file beyond the end', zip([one, { ...two, says: { offset: 5_000 } }]), 'it is truncated'],
    ['fewer files than there are', zip([one, two], { count: 1 }), 'its list has more files than the end'],
    [
      'more files than there are',
      zip([one], { count: 3 }),
      'its list has fewer files than the end of the archive says',
    ],
    ['a list that lies elsewhere', zip([one], { directoryOffset: 7 }), elsewhere],
    ['a list beyond the end', zip([one], { directoryOffset: 0xfffffffe }), elsewhere],
    ['parts on other disks', zip([one], { disk: 3 }), 'it has parts on other disks'],
    ['no end', zip([one]).subarray(0, -22), 'it has no end of a zip archive'],
    ['an end that a comment hides', zip([one], { comment: zip([{ ...two, name: 'other' }]) }), elsewhere],
    [
      'zip64 with more files than can be',
      zip([one], { zip64: { count: 2n ** 63n, directoryOffset: 0n } }),
      'it lists 9223372036854776000 files, and at most 10000 are allowed',
    ],
    ['zip64 whose list is nowhere', zip([one], { zip64: { count: 1n, directoryOffset: 2n ** 64n - 1n } }), elsewhere],
    [
      'zip64 whose record is nowhere',
      zip([one], { zip64: { count: 1n, directoryOffset: 0n, recordOffset: 2n ** 64n - 1n } }),
      'its zip64 record is not where the end of the archive says',
    ],
    [
      'zip64 with a size that no machine has',
      zip([{ ...one, says: { bytes: 0xffffffff }, extra: Buffer.concat([u16(1, 8), u64(2n ** 64n - 1n)]) }]),
      'its file "logs/a.log" has 18446744073709552000 bytes',
    ],
    [
      'zip64 with parts on other disks',
      zip([one], { zip64: { count: 1n, directoryOffset: 0n, disk: [1, 0] } }),
      'it has parts on other disks',
    ],
    [
      'zip64 whose list begins on another disk',
      zip([one], { zip64: { count: 1n, directoryOffset: 0n, disk: [0, 1] } }),
      'it has parts on other disks',
    ],
    [
      'zip64 whose record is another one',
      zip([one], { zip64: { count: 1n, directoryOffset: 0n, recordOffset: 0n } }),
      'its zip64 record is not where the end of the archive says',
    ],
    ['a second name of another length', zip([{ ...two, extra: u16(0x7075, 0) }]), 'has another name beside that'],
    ['zip64 without a field', zip([{ ...one, says: { bytes: 0xffffffff } }]), 'lacks a number in its zip64 field'],
    ['zip64 without its fields', zip([{ ...one, says: { bytes: 0xffffffff }, extra: u16(1, 0) }]), 'zip64'],
    [
      'a field that is longer than its room',
      zip([{ ...one, extra: u16(1, 999) }]),
      'has a field that is longer than its room',
    ],
    ['a file on another disk', zip([{ ...one, says: { disk: 1 } }]), 'its file "logs/a.log" lies on another disk'],
    ['a stored file of two sizes', zip([{ ...two, says: { bytes: 100 } }]), 'is stored, but has two sizes'],
  ];
  test.each(refused)('%s', async (_name, bytes, why) => {
    const failure = await open(bytes).catch((error) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure.message).toMatch(/^b\.zip must be sound, but /);
    expect(failure.message).toContain(why);
  });

  test.each([
    ['maxEntries', 2],
    ['maxEntryBytes', 12],
    ['maxBytes', 18],
  ] as const)('one beyond %s, and none at it', async (bound, most) => {
    const archive = zip([one, two]);
    expect((await open(archive, { [bound]: most })).entries.size).toBe(2);
    await expect(open(archive, { [bound]: most - 1 })).rejects.toThrow(`and at most ${most - 1} are allowed`);
  });

  test('too many files', async () => {
    const many = zip(Array.from({ length: 20 }, (_, index) => ({ name: `${index}` })));
    await expect(open(many, { maxEntries: 19 })).rejects.toThrow('it lists 20 files, and at most 19 are allowed');
  });

  test('more in all than a bundle may have', async () => {
    await expect(open(zip([one, two]), { maxBytes: 17 })).rejects.toThrow(
      'its files have 18 bytes, and at most 17 are allowed',
    );
  });
});

describe('a file that is other than the list says is refused while it is read', () => {
  const content = 'x'.repeat(200_000);
  test.each([
    ['more of it', { bytes: 100_000 }, 'it has more bytes than the list says'],
    ['less of it', { bytes: 300_000 }, 'it has fewer bytes than the list says'],
    ['another checksum', { crc: 1 }, 'its checksum is wrong'],
  ])('%s', async (_name, says, why) => {
    const archive = await open(zip([{ name: 'a.log', content, says }]));
    await expect(readAll(archive)).rejects.toThrow(`its file "a.log" is damaged: ${why}`);
  });

  test('bytes that no deflate has', async () => {
    const archive = await open(zip([{ name: 'a.log', content, packed: Buffer.from('\xff\xff\xff', 'latin1') }]));
    await expect(readAll(archive)).rejects.toThrow('its file "a.log" is damaged: invalid block type');
  });

  test('no file where one should begin', async () => {
    const bytes = zip([one, two]);
    bytes.write('XX', 0);
    await expect(readAll(await open(bytes))).rejects.toThrow('it has no local header');
  });

  test('a bomb that claims a small size is stopped at that size', async () => {
    const bomb = Buffer.alloc(256 * 2 ** 20);
    const { entries } = await open(zip([{ name: 'a.log', content: bomb, says: { bytes: 1_000 } }]));
    let bytes = 0;
    const read = async () => {
      for await (const piece of entries.get('a.log')?.read() ?? []) bytes += piece.length;
    };
    await expect(read()).rejects.toThrow('it has more bytes than the list says');
    expect(bytes).toBeLessThanOrEqual(1_000);
  });
});

/** What another program makes of an archive; null: it refuses it. */
const readElsewhere = async (bytes: Buffer) => {
  const files = await unpack(bytes).catch(() => null);
  return files === null ? null : Object.fromEntries([...files].map(([name, content]) => [name, content.toString()]));
};

test('with any changed byte, no other program reads other files from an accepted archive', async () => {
  const whole = zip([one, two, { name: 'c/d.txt', content: 'x'.repeat(300) }]);
  let accepted = 0;
  for (let at = 0; at < whole.length; at++) {
    for (const change of [1, 0x80, 0xff]) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      const ours = await open(bytes)
        .then(readAll)
        .catch((error) => {
          expect(error).toBeInstanceOf(UserError);
          return null;
        });
      if (ours === null) continue;
      accepted += 1;
      expect(ours, `byte ${at}`).toEqual(await readElsewhere(bytes));
    }
  }
  expect(accepted).toBeGreaterThan(0);
});
