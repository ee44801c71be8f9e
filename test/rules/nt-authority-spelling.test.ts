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
    expect(judge(podRunningAs(name))).toEqual([`9:7 error the shim does not recognise ${name} as a system account`]);
    expect(lint([{ file: 'a', text: podRunningAs(name) }], { nodes: anyNode, all: false }).problems).toContainEqual(
      expect.objectContaining({
        rule: 'nt-authority-spelling',
        fix: {
          steps: [
            expect.objectContaining({
              run: expect.stringMatching(new RegExp(`runAsUserName: ${right.replace('\\', '\\\\')}$`)),
            }),
          ],
        },
      }),
    );
  });

  test.each(['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\system', 'NT AUTHORITY\\Local service', 'hpc-localgroup'])(
    'accepts %s',
    (name) => {
      expect(judge(podRunningAs(name))).toEqual([]);
    },
  );
});
