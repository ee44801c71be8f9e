import { expect, onTestFinished } from 'vitest';
import { createNative } from '../../agent/win32/native.ts';
import { answerWith, kept } from './koffi.ts';
import type { Machine } from './machine.ts';
import { createWindows } from './windows.ts';

let current: Machine | null = null;

/** The agent's native half on a machine of literals; the test fails when a handle or memory is not given back. */
export async function nativeOn(machine: Machine) {
  leave();
  current = machine;
  answerWith(createWindows(machine));
  onTestFinished(leave);
  return createNative();
}

function leave(): void {
  const left = current === null || current.hangs !== undefined ? [] : kept();
  current = null;
  answerWith(undefined);
  expect(left, 'held when the test left this machine').toEqual([]);
}
