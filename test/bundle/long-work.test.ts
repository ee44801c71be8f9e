import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { inTurns } from '../../agent/bundle/long-work.ts';
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

/**
 * Whether a function is optimized once it ran often, by V8 itself. The loop around it is not: the function could become a
 * part of it, and would no longer be called.
 */
const program = (secondsAfter: number) => `
import { withCompilers } from ${JSON.stringify(new URL('../../agent/bundle/long-work.ts', import.meta.url))};
const isOptimized = async (work, seconds) => {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    for (let turn = 0; turn < 100_000; turn++) work(turn);
    if (%ActiveTierIsTurbofan(work)) return true;
    await new Promise(setImmediate);
  }
  return false;
};
%NeverOptimizeFunction(isOptimized);
const during = await withCompilers(() => isOptimized((turn) => turn * 3 + 1, 60));
const after = await isOptimized((turn) => turn * 5 + 1, ${secondsAfter});
const thrown = await withCompilers(() => Promise.reject(new Error('as it came'))).catch(({ message }) => message);
console.log(JSON.stringify({ during, after, thrown }));
`;

test.each([
  [['--no-turbofan', '--no-maglev', '--no-sparkplug'], { during: true, after: false, thrown: 'as it came' }],
  [[], { during: true, after: true, thrown: 'as it came' }],
])('with the flags %j', async (flags, expected) => {
  const { stdout } = await execa(process.execPath, [
    ...flags,
    '--allow-natives-syntax',
    '--input-type=module',
    '--eval',
    // V8 compiles in a thread of its own, which may wait long on a busy machine.
    program(expected.after ? 30 : 3),
  ]);
  expect(JSON.parse(stdout)).toEqual(expected);
});
