import { expect, test } from 'vitest';
import { createExcludedPorts, readExcludedPorts } from '../../agent/host/excluded-ports.ts';
import type { ProgramResult } from '../../agent/host.ts';

const english = `
Protocol tcp Port Exclusion Ranges

Start Port    End Port
----------    --------
      5357        5357
     50000       50059     *

* - Administered port exclusions.
`;
const german = `
Portausschlussbereiche f\u00fcr das Protokoll "tcp"

Startport      Endport
----------    --------
     50000       50059     *

* - Verwaltete Portausschl\u00fcsse.
`;

test('ranges are read in any language', () => {
  expect(readExcludedPorts(english.replaceAll('\n', '\r\n'))).toEqual([
    { first: 5357, last: 5357 },
    { first: 50_000, last: 50_059 },
  ]);
  expect(readExcludedPorts(german)).toEqual([{ first: 50_000, last: 50_059 }]);
});

test('no ranges are an empty list', () => {
  expect(readExcludedPorts('\r\nStart Port    End Port\r\n----------    --------\r\n')).toEqual([]);
});

/** A netsh that gives these answers, one after the other, and then none. */
function netsh(...answers: ProgramResult[]) {
  const run = async () => answers.shift() ?? Promise.reject(new Error('netsh was asked once more'));
  return createExcludedPorts({ windows: true, programs: { run } });
}

test('an answer is kept for a while, since a report should start few programs', async () => {
  const excludedPorts = netsh({ exitCode: 0, stdout: english, stderr: '' });
  expect(await excludedPorts()).toHaveLength(2);
  expect(await excludedPorts()).toHaveLength(2);
});

test('a netsh that failed is asked again', async () => {
  const excludedPorts = netsh({ exitCode: 1, stdout: 'no', stderr: '' }, { exitCode: 0, stdout: english, stderr: '' });
  await expect(excludedPorts()).rejects.toThrow('ended with 1: no');
  expect(await excludedPorts()).toHaveLength(2);
});
