import { expect, test } from 'vitest';
import { withoutLinePrefixes } from '../../agent/redact/rewritten/container-lines.ts';

const time = '2026-05-02T10:11:12.345678901Z';

test.each([
  ['a line', `${time} stdout F ready\n`, 'ready\n'],
  ['lines', `${time} stdout F ready\n${time} stderr F failed\r\n${time} stdout F end`, 'ready\nfailed\r\nend'],
  ['a split line', `${time} stdout P pass\n${time} stdout F word=a\n`, 'password=a\n'],
  ['a line split twice', `${time} stderr P pa\r\n${time} stderr P ss\n${time} stderr F word=a`, 'password=a'],
  ['a line behind a split one', `${time} stdout P a\n${time} stdout F b\n${time} stdout F c`, 'ab\nc'],
  ['a line below another text', `==> web.log <==\n${time} stdout F ready`, '==> web.log <==\nready'],
  ['the time of another zone', '2026-05-02T10:11:12.345678901+02:00 stdout F ready', 'ready'],
])('the log of a container is read without its prefixes: %s', (_, text, log) => {
  expect(withoutLinePrefixes(text)?.text).toBe(log);
});

test.each(['ready\n', 'wrote to stdout F and more', `${time} stdout X ready`])(
  '%j is no log of a container',
  (text) => {
    expect(withoutLinePrefixes(text)).toBeNull();
  },
);
