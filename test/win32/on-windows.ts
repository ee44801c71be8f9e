import { expect, onTestFinished } from 'vitest';
import { createNative } from '../../agent/win32/native.ts';
import { answerWith, kept } from './koffi.ts';
import type { Machine } from './machine.ts';
import { createWindows } from './windows.ts';

/** The agent's native half on a machine of literals; the test fails when a handle or memory is not given back. */
export async function nativeOn(machine: Machine) {
  answerWith(createWindows(machine));
  onTestFinished(() => {
    const left = kept();
    answerWith(undefined);
    if (machine.hangs === undefined) expect(left, 'held when the test was over').toEqual([]);
  });
  return createNative();
}
