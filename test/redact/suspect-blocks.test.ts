import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../agent/decode/bytes.ts';
import { createDetector } from '../../agent/redact/find.ts';
import { lineKey } from '../../agent/redact/line-key.ts';
import { createMemory } from '../../agent/redact/memory.ts';
import { secretPatterns } from '../../agent/redact/patterns.ts';
import { atOnce } from '../../agent/redact/steps.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { suspectBlocks } from '../../agent/redact/suspect-blocks.ts';
import { createRedactor } from '../../agent/redact.ts';
import { chanceOf } from './chance.ts';
import { cleaned, leftOf } from './exam.ts';
import { kindsPlantedBy } from './kinds-exam.ts';
import { lineOf, logForms } from './log-forms.ts';

function key(line: string): number {
  const bytes = utf8(line);
  return lineKey(bytes, 0, bytes.length);
}

describe('the key of a line', () => {
  test.each([
    ['numbers', 'restarts=12 after 34s', 'restarts=98 after 76s'],
    ['times', '2026-05-02T10:11:12.345Z up', '2027-11-30T23:59:58.001Z up'],
    ['digests', `id=${'0a'.repeat(32)}`, `id=${'9f8e'.repeat(16)}`],
    ['GUIDs', '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10', '0f1c2f3e-6d4b-4c55-9d6a-7c1b8f1d9a1f'],
  ])('is the same for other %s', (_, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  test.each([
    ['words', 'pod a of b', 'pod a of c'],
    ['lengths', 'restarts=12', 'restarts=123'],
    ['random characters', 'v=aZ3kQ9xLm2', 'v=aZ3kQ9xLm3'],
    ['escapes', 'a%41b', 'a%42b'],
    [
      'hexadecimal text',
      `x=${Buffer.from('password=one1').toString('hex')}`,
      `x=${Buffer.from('password=two2').toString('hex')}`,
    ],
    ['prefixes of tokens', '1000.a', '2000.a'],
  ])('is another for other %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });
});

test('the last eight lines of a plain log wait for what follows them', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const { list, settled } = atOnce(suspectBlocks(line.repeat(400), createDetector(secretPatterns, createMemory())));
  expect([list, settled]).toEqual([[], 392 * line.length]);
});

test('of a log with one line that shows a sign, this line is looked at', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const secret = 'I1101 12:00:00.000001 started with password=Winter2026x\n';
  const text = `${line.repeat(100)}${secret}${line.repeat(400)}`;
  const { list } = atOnce(suspectBlocks(text, createDetector(secretPatterns, createMemory())));
  expect(list).toEqual([{ start: 100 * line.length, end: 100 * line.length + secret.length }]);
});

test('a line of a certificate is looked at where it stands alone', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const random = 'aZ3kQ9xLm2pW8vT4yR6sB5nH7jK1dF0gC+uE/iO9qM3tX6wY2zL4rV8bN5cP7hJ1';
  const certificate = `-----BEGIN CERTIFICATE-----\n${random}\n-----END CERTIFICATE-----\n`;
  expect(redactor.find(`${line.repeat(90)}${certificate}${line.repeat(90)}`)).toEqual([]);
  const alone = `${line.repeat(400)}${random}\n${line.repeat(400)}`;
  expect(redactor.find(alone).map(({ start, end }) => alone.slice(start, end))).toEqual([random]);
});

test.each([
  [
    'a registry key',
    '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SNMP\\Parameters\\ValidCommunities]\n',
    '"',
    '"=dword:00000004\n',
  ],
])('a secret below %s is found in each log, whatever stood below it in those before', (_, header, before, behind) => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const found = ['czdxi9953zpg', '', 'bqwre1234abc'].map((value) => {
    const text = `${line.repeat(90)}${header}${value === '' ? '' : `${before}${value}${behind}`}${line.repeat(90)}`;
    return redactor.find(text).map(({ start, end }) => text.slice(start, end));
  });
  expect(found).toEqual([['czdxi9953zpg'], [], ['bqwre1234abc']]);
});

test('a secret below a line is found, also where the line stood in the log before with nothing below it', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n'.repeat(70);
  const cases: { id: string; text: string; secret: string }[] = readFileSync(
    new URL('secrets-in-texts.jsonl', import.meta.url),
    'utf8',
  )
    .trim()
    .split('\n')
    .map((json) => JSON.parse(json));
  cases.push(
    { id: 'shown', text: '$ pass show corp/mail\nSummer2024x', secret: 'Summer2024x' },
    { id: 'columns', text: 'SECRET         OWNER\nKreuzspinne26  drop', secret: 'Kreuzspinne26' },
    { id: 'redis', text: '*3\r\n$4\r\nAUTH\r\n$3\r\nops\r\n$8\r\nsofakiss\r\n', secret: 'sofakiss' },
  );
  const missed = cases.flatMap(({ id, text, secret }) => {
    const head = text.slice(0, text.lastIndexOf('\n', text.indexOf(secret)) + 1);
    const log = `${line}${text}\n${line}`;
    const isFound = (redactor = createRedactor()) =>
      redactor.find(log).some(({ start, end }) => log.slice(start, end).includes(secret));
    if (head === '' || !isFound()) return [];
    const redactor = createRedactor();
    redactor.find(`${line}${head}${line}`);
    return isFound(redactor) ? [] : [id];
  });
  expect(missed).toEqual([]);
}, 120_000);

test('a line at the end of one text, whose secret is not there yet, is not remembered as plain', () => {
  const redactor = createRedactor({ more: [{ id: 'own', pattern: /(?<keep>^the word is below\n)\S+/gm }] });
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n'.repeat(90);
  const secretIn = (text: string) => redactor.find(text).map(({ start, end }) => text.slice(start, end));
  expect(secretIn(`${line}the word is below\n`)).toEqual([]);
  expect(secretIn(`${line}the word is below\nkestrel\n${line}`)).toEqual(['kestrel']);
});

test('in a text that begins with a line break, too, each line is remembered as what it is', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const innocent = 'I1101 12:00:00.000001 the token is expired for the pod\n';
  const secret = 'I1101 12:00:00.000001 started with password=Winter2026x\n';
  redactor.find(`\n${line.repeat(90)}${innocent}${secret}${line.repeat(90)}`);
  const second = `${line.repeat(400)}${secret}${line.repeat(400)}`;
  expect(redactor.find(second).map(({ start, end }) => second.slice(start, end))).toEqual(['Winter2026x']);
});

test('a line beside a certificate is remembered as what it is', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const opening = 'second password of the store:\n';
  const begin = '-----BEGIN CERTIFICATE-----\n';
  const first = `${line.repeat(90)}${begin}${opening}${line.repeat(90)}`;
  redactor.find(first);
  const second = `${line.repeat(400)}${opening}  Summer2024x\n${line.repeat(400)}`;
  expect(redactor.find(second).map(({ start, end }) => second.slice(start, end))).toEqual(['Summer2024x']);
});

/** As files are read. */
const pieceLength = 64 * 1024;

const border = (index: number) => `I1101 12:00:00.000001 here ends part ${index}\n`;

/** Lines that repeat themselves. */
function linesBefore(index: number): string {
  const lines = Array.from({ length: 8 }, (_, line) => {
    const turn = index * 8 + line;
    return lineOf(logForms[turn % logForms.length]?.form ?? '', chanceOf(turn % 7, 'repeated'));
  });
  return `${lines.join('\n')}\n`;
}

test('a secret is found in a long log as it is found alone', { timeout: 300_000 }, () => {
  const planted = kindsPlantedBy(1);
  const log = planted
    .map(({ planted: { text } }, index) => `${linesBefore(index)}${text.trimEnd()}\n${border(index)}`)
    .join('');
  const stream = createRedactionStream(createRedactor());
  let clean = '';
  for (let at = 0; at < log.length; at += pieceLength) clean += stream.push(log.slice(at, at + pieceLength));
  clean += stream.end();
  let from = 0;
  const missed = planted.filter(({ planted: one, prefix }, index) => {
    const to = clean.indexOf(border(index), from);
    const part = clean.slice(from, to);
    from = to;
    return leftOf(one, part, prefix) !== null && leftOf(one, cleaned(one.text), prefix) === null;
  });
  expect(missed.map(({ id }) => id)).toEqual([]);
});
