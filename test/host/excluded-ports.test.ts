import { expect, test } from 'vitest';
import { createExcludedPorts, readExcludedPorts } from '../../agent/host/excluded-ports.ts';
import type { ProgramResult } from '../../agent/host.ts';
import { readAsUtf8, textIn } from '../oem.ts';

const english = `
Protocol tcp Port Exclusion Ranges

Start Port    End Port
----------    --------
      5357        5357
     50000       50059     *

* - Administered port exclusions.
`;
test('ranges are read, with and without the mark of an administrator', () => {
  expect(readExcludedPorts(english.replaceAll('\n', '\r\n'))).toEqual([
    { first: 5357, last: 5357 },
    { first: 50_000, last: 50_059 },
  ]);
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

/**
 * Headings as netsh prints them. Seen: German in published notes of a Windows developer, Spanish in microsoft/WSL#5306, Chinese
 * in nikkigallery/WhimboxLauncher#21, Japanese in published guides.
 */
const headings = {
  // Portausschlussbereiche für das Protokoll "tcp" ... * - Verwaltete Portausschlüsse.
  German: [
    'Portausschlussbereiche f\x81r das Protokoll "tcp"',
    'Startport      Endport',
    '* - Verwaltete Portausschl\x81sse.',
  ],
  Spanish: ['', 'Puerto de inicio    Puerto final', ''],
  Chinese: [
    '\xd0\xad\xd2\xe9 tcp \xb6\xcb\xbf\xda\xc5\xc5\xb3\xfd\xb7\xb6\xce\xa7',
    '\xbf\xaa\xca\xbc\xb6\xcb\xbf\xda    \xbd\xe1\xca\xf8\xb6\xcb\xbf\xda',
    '* - \xb9\xdc\xc0\xed\xb5\xc4\xb6\xcb\xbf\xda\xc5\xc5\xb3\xfd\xa1\xa3',
  ],
  Japanese: ['', '\x8aJ\x8en\x83|\x81[\x83g    \x8fI\x97\xb9\x83|\x81[\x83g', ''],
} as const;

test('the bytes are those of the words', () => {
  expect(textIn('gbk', headings.Chinese.join('|'))).toBe(
    '协议 tcp 端口排除范围|开始端口    结束端口|* - 管理的端口排除。',
  );
  expect(textIn('shift_jis', headings.Japanese[1])).toBe('開始ポート    終了ポート');
});

test.each(Object.entries(headings))('ranges are read from the bytes of a %s Windows', async (_, headingsOf) => {
  const [title, columns, note] = headingsOf;
  const bytes = [
    '',
    title,
    '',
    columns,
    '----------    --------',
    '      5357        5357',
    '     50000       50059     *',
  ];
  const stdout = readAsUtf8([...bytes, '', note, ''].join('\r\n'));
  const excludedPorts = netsh({ exitCode: 0, stdout, stderr: '' });
  expect(await excludedPorts()).toEqual([
    { first: 5357, last: 5357 },
    { first: 50_000, last: 50_059 },
  ]);
});
