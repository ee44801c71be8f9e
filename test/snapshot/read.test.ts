import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { UserError } from '../../agent/error.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { newerThanSnapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';

const good = snapshotWith();
const json = (change: object = {}) => JSON.stringify({ ...good, ...change });
const wayOut = /\. Take one .*hostprobe.*facts > /;

test('a snapshot is read as it was written, also with a field that nobody knows', () => {
  expect(readSnapshot(json(), 'node.json')).toEqual(good);
  expect(readSnapshot(json({ findings: 'none', more: 1 }), 'node.json')).toEqual(good);
});

test('a fact that an older hostprobe did not know is missing, and the others stay', () => {
  const { os, ...facts } = good.facts;
  const read = readSnapshot(json({ facts }), 'node.json').facts;
  expect(read).toEqual({ ...good.facts, os: read.os });
  expect(read.os).toMatchObject({ ok: false, error: { kind: 'unsupported', message: newerThanSnapshot } });
  expect(os.ok).toBe(true);
});

test.each<[what: string, text: string, says: RegExp]>([
  ['an empty file', '', /in JSON, but is empty/],
  ['blanks', ' \r\n ', /in JSON, but is empty/],
  // How PK\x03\x04 begins in base64: RFC 4648.
  ['a bundle in base64', Buffer.from('PK\u0003\u0004rest').toString('base64'), /base64; decode it, .*certutil -decode/],
  ['half of a snapshot', json().slice(0, 200), /its end is missing; copy it again/],
  ['braces around no JSON', '{ level: info }', /but is not JSON/],
  ['a line of text', 'running', /but is not JSON/],
  ['a report', JSON.stringify(assess(good)), / is a report, .* cannot be judged again/],
  ['another JSON', '{"kind":"Pod"}', /is JSON, but not a hostprobe snapshot: it has no "facts"/],
  ['a list', '[]', /is JSON, but not a hostprobe snapshot/],
  ['a snapshot with a wrong field', json({ node: 7 }), /is not a valid snapshot: node: must be a string/],
])('%s is refused, with how to take one', (_, text, says) => {
  const read = () => readSnapshot(text, 'node.json');
  expect(read).toThrow(UserError);
  expect(read).toThrow(/^node\.json (?:must be|is) /);
  expect(read).toThrow(says);
  expect(read).toThrow(wayOut);
});

test('a snapshot of another version goes to the program that wrote it', () => {
  expect(() => readSnapshot(json({ schemaVersion: 2 }), 'node.json')).toThrow(
    /^node\.json has schema version 2, this hostprobe reads 1\. Judge it with the hostprobe that took it, or take a new one /,
  );
});
