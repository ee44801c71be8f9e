import { execa } from 'execa';
import { expect, test } from 'vitest';

/**
 * Whether a function is optimized once it ran often, by V8 itself. The loop around it is not: the function could become a
 * part of it, and would no longer be called.
 */
const program = (secondsAfter: number) => `
import { withCompilers } from ${JSON.stringify(new URL('../../../agent/bundle/packer/with-compilers.ts', import.meta.url))};
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
