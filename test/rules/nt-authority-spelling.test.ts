import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, lintWith, podRunningAs } from './lint.ts';

describe('nt-authority-spelling', () => {
  const judge = lintWith('nt-authority-spelling');

  test.each([
    ['nt authority\\system', 'NT AUTHORITY\\SYSTEM'],
    ['NT-AUTORITÄT\\SYSTEM', 'NT AUTHORITY\\SYSTEM'],
    ['LocalService', 'NT AUTHORITY\\Local Service'],
    ['SYSTEM', 'NT AUTHORITY\\SYSTEM'],
  ])('finds %s, and says how it is written', (name, right) => {
    expect(judge(podRunningAs(name))).toEqual([
      `9:7 error runAsUserName ${name} is not one of the system accounts as the shim reads them`,
    ]);
    expect(lint([{ file: 'a', text: podRunningAs(name) }], { nodes: anyNode, all: false }).problems).toContainEqual(
      expect.objectContaining({
        rule: 'nt-authority-spelling',
        fix: { steps: [{ say: `Write ${right}.`, on: 'manifest' }] },
      }),
    );
  });

  test.each(['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\system', 'NT AUTHORITY\\Local service', 'hpc-localgroup'])(
    'has nothing to say of %s',
    (name) => {
      expect(judge(podRunningAs(name))).toEqual([]);
    },
  );
});
