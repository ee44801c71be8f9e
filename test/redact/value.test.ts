import { describe, expect, test } from 'vitest';
import { fieldEnd, isNothing, looksLikeKey, looksLikePassword, spaceEnd, valueAt } from '../../agent/redact/value.ts';

/** The value of what stands behind the first `=`. */
function valueIn(text: string, ends?: RegExp): string | null {
  const range = valueAt(text, text.indexOf('=') + 1, ends);
  return range === null ? null : text.slice(range.start, range.end);
}

describe('a value', () => {
  test.each([
    ['k=hunter2', 'hunter2'],
    ['k=hunter2 more', 'hunter2'],
    ['k=a,b', 'a,b'],
    ['k=a,next=b', 'a'],
    ['k=a;next: b', 'a'],
    ['k=a&next=b', 'a'],
    ['k=a&&b', 'a'],
    ['k=a||b', 'a'],
    ['(k=a)', 'a'],
    ['{k=a}, x', 'a'],
    ['k=a)b', 'a)b'],
    ['k=a\\nb', 'a'],
    ['k="a b" c', 'a b'],
    ["k='a b' c", 'a b'],
    ['k="a\\"b" c', 'a\\"b'],
    ["k='it''s' c", "it''s"],
    ['k="a', 'a'],
    ['k="a\nb"', 'a'],
    ['k="""\n  a b\n  """', 'a b\n  '],
    ['k=""a"" b', 'a'],
    ['k=\\"a b\\" c', 'a b'],
    ['k=\\"a\\\\\\"b\\" c', 'a\\\\\\"b'],
    ['k=“a b” c', 'a b'],
    ['k=«a b» c', 'a b'],
    ['k=`a b` c', 'a b'],
    ['k=b"a b" c', 'a b'],
    ['k=&anchor a b', 'a'],
    ['k=&anchor "a b"', 'a b'],
    ['k=true1', 'true1'],
    ['k=nonesuch', 'nonesuch'],
    // Doubled and escaped quotes; where a closing one is missing, a word.
    ['k="it""s" c', 'it""s'],
    ['k="it"" s" c', 'it'],
    ['k=“it””s” c', 'it'],
    ['k="a`"b" c', 'a`"b'],
    ["k='a`' b", 'a`'],
    ['k="a\ufdd0b"', 'a'],
    ['k=\\"a\\n\\" c', 'a\\n'],
    ['k=\\"abc def', 'abc'],
  ])('%j is %j', (text, value) => {
    expect(valueIn(text)).toBe(value);
  });

  test.each([
    ...[
      'k=',
      'k= a',
      'k=""',
      "k=''",
      'k="", x',
      'k=<password>',
      'k="<none>"',
      'k=***',
      'k=true',
      'k=null, b',
      'k=None',
    ],
    ...['k=$PASSWORD', 'k=$(cat x)', `k=\${X}`, 'k=%X%', 'k={{ .x }}', 'k=REDACTED', 'k=[redacted]', 'k=#fff;'],
    ...['k=\\"\\" x', 'k="""  """', 'k=var.password', 'k=process.env.X', 'k=&anchor true'],
  ])('%j has none', (text) => {
    expect(valueIn(text)).toBeNull();
  });

  test('in quotes is cut at 8 KiB', () => {
    expect(valueIn(`k="${'a'.repeat(9000)}"`)?.length).toBe(8192);
    expect(valueIn(`k="${'a'.repeat(8192)}"`)?.length).toBe(8192);
    // Escaped, it is then taken for a word.
    expect(valueIn(`k=\\"${'a b '.repeat(2048)}\\"`)?.length).toBe(8192);
    expect(valueIn(`k=\\"${'a b '.repeat(2049)}\\"`)).toBe('a');
  });

  test('as a word is cut at 64 KiB', () => {
    expect(valueIn(`k=${'a'.repeat(70_000)}`)?.length).toBe(65_536);
  });

  test('ends where the place wants it', () => {
    expect(valueIn('k=a,next=b c', spaceEnd)).toBe('a,next=b');
    expect(valueIn('map[k=a} c', fieldEnd)).toBe('a');
  });
});

test('nothing is told where it begins', () => {
  expect(isNothing('xx<none>', 2)).toBe(true);
  expect(isNothing('xx<none>', 1)).toBe(false);
});

test.each([
  ...['hunter2', 'abc123', 'pa$sword', 'p@ssw', `a1${'b'.repeat(198)}`].map(
    (value) => [value, value !== 'p@ssw'] as const,
  ),
  ...['abc12', 'password', '123456', '10.0.0.1', '2026-11-01', 'C:\\dir1', '\\\\srv1\\share', '/etc/pw1'].map(
    (value) => [value, false] as const,
  ),
  ...['https://host1', 'the pod is a1', `a1${'b'.repeat(199)}`, 'NetworkReady'].map((value) => [value, false] as const),
  ...['qzXkVwPj', "it's a1b2", 'YiKulDNoOr'].map((value) => [value, true] as const),
])('%j looks like a password: %j', (value, expected) => {
  expect(looksLikePassword(value)).toBe(expected);
});

test.each([
  ...['5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10', '{5F0C2F0E-6D0B-4C53-9D8A-3C1B7F1D2A10}', 'a1b2c3d4e5'].map(
    (value) => [value, true] as const,
  ),
  ...['0123456789abcdef', 'sk-0123456789abcdef', 'aZ3kQ9xLm2pW8vT4', 'qzxjvkwqpfzgtbnmxk'].map(
    (value) => [value, true] as const,
  ),
  ...[
    '0x7ffe0123abcd',
    '1234567890123456',
    'abcdefabcdefabcd',
    'abcdefghij',
    'a1b2c3d4e',
    'containerd-shim-runhcs',
  ].map((value) => [value, false] as const),
  ...['KQ252$Od82?Srepxt800', '@Dbqexjc-Volume7.WJJ', 'V873@ELBF88$2051', 'xclcioeelhpwevrcqh'].map(
    (value) => [value, true] as const,
  ),
  ...['R%1322%24-Yea364', 'gRyWsYQrZzygZno.', 'wxzhrzesmlhwwjtu', 'oxrCSJXYtO0==1758035', '0x7ffe0123abcdef01'].map(
    (value) => [value, false] as const,
  ),
  ...[['12345678-1234-1234-1234-123456789012', true] as const],
  ...['0xa1b2c3d4e5f6', 'A-123456-b-1234567890'].map((value) => [value, false] as const),
  ...['AmmaZrxsGn', '352497274c', '5627655555', 'V799TWECNLMWL', '8DdbpBansA'].map((value) => [value, false] as const),
  ...['C:\\aZ3kQ9xLm2pW8vT4', './aZ3kQ9xLm2pW8vT4', 'http://aZ3kQ9xLm2pW8vT4'].map((value) => [value, false] as const),
])('%j looks like a key: %j', (value, expected) => {
  expect(looksLikeKey(value)).toBe(expected);
});
