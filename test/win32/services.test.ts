import { expect, test } from 'vitest';
import { configOf, failureActionsOf, statusOf } from '../../agent/win32/services.ts';
import { block, wide } from './memory.ts';

test('a configuration is read with the texts that it points to', () => {
  const config = block(64, [
    ['u32', 4, 2],
    ['pointer', 16, '"C:\\Program Files\\containerd\\containerd.exe" --run-service'],
    ['pointer', 40, Buffer.concat([wide('hns'), wide('+NetworkProvider'), wide('')])],
    ['pointer', 48, '.\\Administrator'],
    ['pointer', 56, 'Containerd'],
  ]);
  expect(configOf(config)).toEqual({
    displayName: 'Containerd',
    startType: 'auto',
    account: '.\\Administrator',
    commandLine: '"C:\\Program Files\\containerd\\containerd.exe" --run-service',
    dependsOn: ['hns', '+NetworkProvider'],
  });
});

test('no dependencies are an empty list, whether the pointer is NULL or leads to an empty text', () => {
  expect(configOf(block(64, [])).dependsOn).toEqual([]);
  expect(configOf(block(64, [['pointer', 40, '']])).dependsOn).toEqual([]);
});

test('an unknown start type is an error, not a guess', () => {
  expect(() => configOf(block(64, [['u32', 4, 9]]))).toThrow('unknown start type 9');
});

test('a running service has its process, a stopped one has none and says how it ended', () => {
  const running = block(36, [
    ['u32', 4, 4],
    ['u32', 28, 1234],
  ]);
  expect(statusOf(running)).toEqual({ state: 'running', pid: 1234, exitCode: 0 });
  const neverStarted = block(36, [
    ['u32', 4, 1],
    ['u32', 12, 1077],
  ]);
  expect(statusOf(neverStarted)).toEqual({ state: 'stopped', pid: null, exitCode: 1077 });
  expect(() => statusOf(block(36, []))).toThrow('unknown state 0');
});

test('failure actions are read in their order', () => {
  const actions = block(24, [
    ['u32', 0, 1],
    ['u32', 4, 15_000],
    ['u32', 8, 4],
    ['u32', 12, 60_000],
    ['u32', 16, 0],
  ]);
  const configured = block(40, [
    ['u32', 0, 86_400],
    ['u32', 24, 3],
    ['pointer', 32, actions],
  ]);
  expect(failureActionsOf(configured)).toEqual({
    resetSeconds: 86_400,
    actions: [
      { kind: 'restart', delayMs: 15_000 },
      { kind: 'restart', delayMs: 60_000 },
      { kind: 'none', delayMs: 0 },
    ],
  });
  expect(failureActionsOf(block(40, []))).toEqual({ resetSeconds: 0, actions: [] });
});
