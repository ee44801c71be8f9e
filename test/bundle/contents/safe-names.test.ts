import { describe, expect, test } from 'vitest';
import { createNamer, safeName } from '../../../agent/bundle/contents/safe-names.ts';

describe('a name in the archive', () => {
  test.each([
    ['kubelet.log', 'kubelet.log'],
    ['knoten-ä-日本.log', 'knoten-ä-日本.log'],
    ['cafe\u0301.log', 'café.log'],
    ['a:b*c?.log', 'a-b-c-.log'],
    ['..\\..\\Windows\\win.ini', 'Windows-win.ini'],
    ['/etc/passwd', 'etc-passwd'],
    ['C:\\k\\kubelet.log', 'C-k-kubelet.log'],
    ['line\nbreak\u0000.log', 'line-break-.log'],
    ['ends in dots...', 'ends in dots'],
    ['con', '_con'],
    ['NUL.log', '_NUL.log'],
    ['com1.txt', '_com1.txt'],
    ['COM0', '_COM0'],
    ['LPT¹', '_LPT¹'],
    ['aux .log', '_aux .log'],
    ['CONIN$', '_CONIN$'],
    ['console.log', 'console.log'],
    ['half a \ud83d pair', 'half a \ufffd pair'],
    ['...', 'unnamed'],
    ['', 'unnamed'],
  ])('%j is %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(safeName(safe), 'and stays so').toBe(safe);
  });

  test('is cut from its front in whole characters when it is long, so that no system refuses it', () => {
    const long = safeName(`${'日'.repeat(200)}.log.1`);
    expect(long.endsWith('日.log.1')).toBe(true);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(160);
    expect(safeName(long)).toBe(long);
    // What was a sign in the middle of the name is none at its begin.
    expect(safeName(`${'x'.repeat(99)}-${'y'.repeat(159)}`)).toBe('y'.repeat(159));
  });

  test('is given once, also where names are not case-sensitive', () => {
    const name = createNamer();
    expect([name('logs', 'a.log'), name('logs', 'A.log'), name('logs', 'a.log'), name('other', 'a.log')]).toEqual([
      'logs/a.log',
      'logs/A-2.log',
      'logs/a-3.log',
      'other/a.log',
    ]);
    expect([name('logs', 'a.tar.gz'), name('logs', 'a.tar.gz')]).toEqual(['logs/a.tar.gz', 'logs/a.tar-2.gz']);
    expect([name('logs', 'bare'), name('logs', 'bare')]).toEqual(['logs/bare', 'logs/bare-2']);
    const long = `${'x'.repeat(300)}.log`;
    const [first = '', second = ''] = [name('logs', long), name('logs', long)];
    expect(second).not.toBe(first);
    expect(second.split('/').map(safeName).join('/')).toBe(second);
  });
});
