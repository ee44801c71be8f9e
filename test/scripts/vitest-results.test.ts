import { expect, test } from 'vitest';
import { failuresIn } from '../../scripts/vitest-results.ts';

const passed = { fullName: 'rooms are named', status: 'passed', failureMessages: [] };

test('each failed test is a line with its file and the first line of why', () => {
  const failed = {
    fullName: 'a node is fair',
    status: 'failed',
    failureMessages: ['expected 1 to be 2\n    at x.ts:1'],
  };
  const file = { name: '/src/test/lab/tls.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] };
  expect(failuresIn({ numPassedTests: 1, numFailedTests: 1, testResults: [file] })).toEqual([
    'test/lab/tls.test.ts: a node is fair: expected 1 to be 2',
  ]);
});

test('a file that failed as a whole is a line, a file that passed is none', () => {
  const broken = {
    name: 'C:\\src\\test\\a.test.ts',
    status: 'failed',
    message: 'no module x\nat y',
    assertionResults: [],
  };
  const fine = { name: '/src/test/b.test.ts', status: 'passed', message: '', assertionResults: [passed] };
  expect(failuresIn({ numPassedTests: 1, numFailedTests: 0, testResults: [broken, fine] })).toEqual([
    'test\\a.test.ts: no module x',
  ]);
});
