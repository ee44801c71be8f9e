import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurns } from '../../agent/bundle/in-turns.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';

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
  // A window of a stream is 64 KiB.
  expect(turns).toBeGreaterThan(log.length / 16_384);
});

test('a step looks at one line where no line has a sign of a secret', () => {
  const steps = [...stream().pushInSteps(log.replaceAll(/ err=.*/g, ''))];
  expect(Math.max(...steps)).toBeLessThan(100);
});

test('what comes out is the same at once and in steps', async () => {
  const one = stream();
  const other = stream();
  expect((await inTurns(one.pushInSteps(log))) + (await inTurns(one.endInSteps()))).toBe(other.push(log) + other.end());
});
