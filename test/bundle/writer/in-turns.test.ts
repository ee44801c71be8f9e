import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inTurns } from '../../../agent/bundle/writer/in-turns.ts';
import { createRedactionStream } from '../../../agent/redact/stream.ts';
import { createRedactor } from '../../../agent/redact.ts';

const line = (index: number) =>
  `I1101 12:00:00.000001    1200 server.go:${index % 900}] "pod ${index}" err="password: hunter${index}x, token"\n`;
const log = Array.from({ length: 4000 }, (_, index) => line(index)).join('');
const stream = () => createRedactionStream(createRedactor());

test('other work gets its turn many times while a log is redacted', async () => {
  let turns = 0;
  let isDone = false;
  const other = (async () => {
    for (; !isDone; turns++) await turn();
  })();
  const clean = await inTurns(stream().pushInSteps(log));
  isDone = true;
  await other;
  expect(clean).toContain('[redacted:key]');
  expect(turns).toBeGreaterThan(5);
});

const plain = log.replaceAll(/ err=.*/g, '');
const stepsFor = (text: string) => [...stream().pushInSteps(text)].length;

test.each([
  ['where no line has a sign of a secret', plain, 4096],
  ['in empty lines', '\n'.repeat(200_000), 4096],
  ['where every line has a secret', log, 4096],
  ['in one line of random words', plain.replaceAll(/\s/g, 'aZ3'), 16_384],
  ['in what is packed', `${gzipSync(plain).toString('base64').slice(0, 8000)}\n`.repeat(10), 4096],
])('a step takes a few KiB %s', (_, text, most) => {
  expect(stepsFor(text)).toBeGreaterThan(text.length / most);
});

test('what comes out is the same at once and in steps', async () => {
  const one = stream();
  const other = stream();
  expect((await inTurns(one.pushInSteps(log))) + (await inTurns(one.endInSteps()))).toBe(other.push(log) + other.end());
});
