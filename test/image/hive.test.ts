import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyHive } from '../../image/hive.ts';

const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-hive-')), 'SYSTEM');
writeFileSync(path, emptyHive());

test('hivex reads a hive with a root key and nothing in it', () => {
  // It opens its output by name, which only a pipe of the shell allows.
  const xml = execFileSync('sh', ['-c', 'hivexml "$1" | cat', 'sh', path], { encoding: 'utf8' });
  expect(xml).toContain('<hive><node name="ROOT" root="1">');
  expect(xml.match(/<node|<value/g)).toHaveLength(1);
});

test('reglookup reads who may do what with the root key', () => {
  const listed = execFileSync('reglookup', ['-s', path], { encoding: 'utf8' });
  const [head, root, ...more] = listed.trim().split('\n');
  expect(head).toBe('PATH,TYPE,VALUE,MTIME,OWNER,GROUP,SACL,DACL,CLASS');
  const [key, type, , , owner, group, , entries] = root?.split(',') ?? [];
  expect([key, type, owner, group, more]).toEqual(['/', 'KEY', 'S-1-5-32-544', 'S-1-5-18', []]);
  expect(entries?.split('|').map((entry) => entry.split(':').slice(0, 2))).toEqual([
    ['S-1-5-18', 'ALLOW'],
    ['S-1-5-32-544', 'ALLOW'],
    ['S-1-5-32-545', 'ALLOW'],
  ]);
  expect(entries?.split('|')[2]).toContain('QRY_VAL ENUM_KEYS NOTIFY R_CONT');
});

test('the checksum of the header is the exclusive or of its words', () => {
  const hive = emptyHive();
  const words = Array.from({ length: 128 }, (_, index) => hive.readUInt32LE(4 * index));
  expect(words.reduce((sum, word) => sum ^ word, 0)).toBe(0);
  expect(words[127]).not.toBe(0);
});

test('all of a bin is in cells', () => {
  const hive = emptyHive();
  const sizes: number[] = [];
  for (let at = 4096 + 32; at < hive.length; at += Math.abs(hive.readInt32LE(at))) sizes.push(hive.readInt32LE(at));
  expect(sizes.every((size) => size % 8 === 0)).toBe(true);
  expect(sizes.map(Math.sign)).toEqual([-1, -1, 1]);
});
