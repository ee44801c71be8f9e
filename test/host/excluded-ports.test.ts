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

test.each([
  // "Startport  Endport" of a German Windows in code page 850, and its Chinese counterpart in code page 936 (GBK).
  ['German', '506f7274617573736368 6c7573736265726569636865 2066816c 72'],
  [
    'Chinese',
    'd0ad d2e9 2074 6370 20b6 cbbf dac5 c5b3 fdb7 b6ce a7 0d0a bfaa cabc b6cb bfda 2020 20bd e1ca f8b6 cbbf da',
  ],
])('ranges are read from the bytes of a %s Windows, which are not UTF-8', async (_, heading) => {
  const bytes = Buffer.concat([
    Buffer.from(heading.replaceAll(' ', ''), 'hex'),
    Buffer.from('\r\n----------    --------\r\n      5357        5357\r\n     50000       50059     *\r\n'),
  ]);
  // As execa hands it over.
  const excludedPorts = netsh({ exitCode: 0, stdout: bytes.toString('utf8'), stderr: '' });
  expect(await excludedPorts()).toEqual([
    { first: 5357, last: 5357 },
    { first: 50_000, last: 50_059 },
  ]);
});
