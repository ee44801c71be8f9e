import { describe, expect, test } from 'vitest';
import { utf8 } from '../../agent/decode/bytes.ts';
import { createDetector, findSecrets } from '../../agent/redact/find.ts';
import { atOnce, createMemory } from '../../agent/redact/memory.ts';
import type { SecretPattern } from '../../agent/redact/patterns/pattern.ts';
import { lineKey } from '../../agent/redact/search/line-key.ts';
import { createRedactor, redactText } from '../../agent/redact.ts';

test('a secret is found below three encodings, and is looked for no deeper', () => {
  let text = 'password=Summer2024x and more';
  const found = Array.from({ length: 6 }, () => {
    const isFound = createRedactor().find(text).length > 0;
    text = `see ${Buffer.from(text).toString('base64')}`;
    return isFound;
  });
  expect(found).toEqual([true, true, true, true, false, false]);
});

test('the shortest text with a secret has seven characters, also where it is encoded', () => {
  const encoded = (text: string) => Buffer.from(text, 'utf16le').toString('base64');
  const isFound = (text: string) => createRedactor().find(text).length > 0;
  expect([isFound('pwd=a1b'), isFound(`see ${encoded('pwd=a1b')}`)]).toEqual([true, true]);
  expect([isFound('pwd=a1'), isFound(`see ${encoded('pwd=a1')}`)]).toEqual([false, false]);
});

test.each([
  [
    'a key with a placeholder in it, on both sides of it',
    'a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n[redacted:random]\n[redacted:hex]\nAb12\n-----END RSA PRIVATE KEY----- b',
    'a [redacted:private-key][redacted:random]\n[redacted:hex][redacted:private-key] b',
  ],
  [
    'a value that comes again without its name',
    'password=Winter2024x, and before Winter2024x',
    'password=[redacted:key], and before [redacted:key]',
  ],
  [
    'a name and its value in escapes',
    `x ${[...'password=hunter2'].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')} y`,
    'x [redacted:key] y',
  ],
  ['a value in quotes, which stay', "password='hunter2', x", "password='[redacted:key]', x"],
  ['nothing where there is a reference', 'password=$(PASSWORD) and more', 'password=$(PASSWORD) and more'],
  ['nothing in a text without a sign', 'the node is ready again', 'the node is ready again'],
  [
    'a value that comes before and after its name',
    'a Winter2024x b Winter2024x pwd=Winter2024x, Winter2024x',
    'a [redacted:key] b [redacted:key] pwd=[redacted:key], [redacted:key]',
  ],
  ['no ordinary word that comes again', 'password=summerday, a summerday', 'password=[redacted:key], a summerday'],
  ['no number that comes again', 'password=20242025, a 20242025', 'password=[redacted:key], a 20242025'],
  ['no short value that comes again', 'password=Win2024, a Win2024', 'password=[redacted:key], a Win2024'],
  [
    'a value of eight characters that comes again',
    'password=Wint2024, a Wint2024',
    'password=[redacted:key], a [redacted:key]',
  ],
  ['a name and its value in UTF-16', `x ${[...'password=hunter2'].join('\0')}\0 y`, 'x [redacted:key]\0 y'],
])('what is taken out is %s', (_, text, clean) => {
  expect(redactText(text)).toBe(clean);
});

/** What is found with these patterns alone, by the id of what finds it. */
function foundBy(patterns: readonly SecretPattern[], text: string): string[] {
  const { spans } = atOnce(findSecrets(text, createDetector(patterns, createMemory())));
  return spans.map(({ id, start, end }) => `${id}: ${text.slice(start, end)}`);
}

describe('without any pattern, what is found is', () => {
  test.each([
    ['an argument of a call', 'x.login("ops", "kestrel9")', 'argument: kestrel9'],
    ['in the data of a Secret', 'kind: Secret\ndata:\n  a: YWJj\n', 'secret-data: YWJj'],
    ['what a command shows', 'openssl rand -hex 8\n9f86d081884c7d65', 'printed: 9f86d081884c7d65'],
    ['what a file with the name of a secret holds', 'cat /etc/cookie\nkestrel9\n', 'printed: kestrel9'],
    ['what a list of accounts holds', 'cat /etc/ops.userlist\nkestrel9\n', 'printed: kestrel9'],
    ['what a file of keys holds', 'cat /etc/ops.keys\nkestrel9\n', 'printed: kestrel9'],
    ['what a file with a key holds', 'cat /etc/ops.keyfile\nkestrel9\n', 'printed: kestrel9'],
    ['what a file of CHAP holds', 'cat /etc/ops_chap\nkestrel9\n', 'printed: kestrel9'],
    ['a password that somebody made up', 'call zR4#mQ9!tLw2 to them', 'made-up: zR4#mQ9!tLw2'],
    ['what is random', 'see aZ3kQ9xLm2pW8vT4yR6s', 'random: aZ3kQ9xLm2pW8vT4yR6s'],
    ['what is random and escaped', 'see aZ3kQ9x\\u004cm2pW8vT4yR6s', 'random: aZ3kQ9x\\u004cm2pW8vT4yR6s'],
    [
      'behind a certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nzR4#mQ9!tLw2',
      'made-up: zR4#mQ9!tLw2',
    ],
    [
      'before a certificate',
      'zR4#mQ9!tLw2\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      'made-up: zR4#mQ9!tLw2',
    ],
    [
      'a value with its name beside a certificate, escaped',
      '-----BEGIN CERTIFICATE-----\n%70assword%3dhunter2\n-----END CERTIFICATE-----',
      'key: hunter2',
    ],
    ['data that is no image', 'data:text/x;base64,aZ3kQ9xLm2pW8vT4yR6s', 'random: aZ3kQ9xLm2pW8vT4yR6s'],
  ])('%s', (_, text, secret) => {
    expect(foundBy([], text)).toEqual([secret]);
  });

  test.each([
    ['what is opened', 'open("ops@contoso.local", "Window9")'],
    ['what looks random in a certificate', '-----BEGIN CERTIFICATE-----\nzR4#mQ9!tLw2\n-----END CERTIFICATE-----'],
    ['an image', 'data:image/x;base64,aZ3kQ9xLm2pW8vT4yR6s'],
  ])('not %s', (_, text) => {
    expect(foundBy([], text)).toEqual([]);
  });
});

describe('what a pattern matches', () => {
  const bird: SecretPattern = { id: 'bird', pattern: /(?<keep>bird: ?)?kestrel\d?/g };
  const value: SecretPattern = { id: 'bird', pattern: /(?<keep>bird: ?)\S*/g };
  test.each([
    ['is a secret as a whole', bird, 'a kestrel', ['bird: kestrel']],
    ['is one without the group that is kept', bird, 'a bird: kestrel9', ['bird: kestrel9']],
    ['is one without the quote before it', value, 'a bird: "kestrel9', ['bird: kestrel9']],
    ['is one without the escaped quote before it', value, "a bird: \\'kestrel9", ['bird: kestrel9']],
    ['is one without the quotes around it', value, "a bird: 'kestrel9'", ['bird: kestrel9']],
    ['is one without the escaped quotes around it', value, String.raw`a bird: \"kestrel9\"`, ['bird: kestrel9']],
    ['is one with a quote at its end that none opened', value, "a bird: kestrel9'", ["bird: kestrel9'"]],
    ['is one with a quote of the other kind at its end', value, `a bird: "kestrel9'`, ["bird: kestrel9'"]],
    ['is none where it is an empty text in quotes', value, 'the bird: ""', []],
    ['is none where it is empty', value, 'the bird: ', []],
    ['is none where it is only a quote', value, 'the bird: "', []],
    ['is none where it is a reference', value, 'the bird: $(BIRD)', []],
    ['is one that fits', { ...bird, fits: 'password' }, 'a kestrel9', ['bird: kestrel9']],
    ['is one that fits behind its quote', { ...value, fits: 'password' }, 'bird: "kestrel9', ['bird: kestrel9']],
    ['is none that does not fit', { ...bird, fits: 'password' }, 'a kestrel', []],
    ['is one with its literal', { ...bird, needs: ['kest'] }, 'a kestrel', ['bird: kestrel']],
    ['is none without its literal', { ...bird, needs: ['osier'] }, 'a kestrel', []],
    ['is none without a word', { ...bird, needs: 'word' }, 'a kestrel', []],
    ['is one beside a word', { ...bird, needs: 'word' }, 'kestrel Tamarind-Osier518!', ['bird: kestrel']],
  ] satisfies [string, SecretPattern, string, string[]][])('%s', (_, pattern, text, secrets) => {
    expect(foundBy([pattern], text).filter((one) => one.startsWith('bird'))).toEqual(secrets);
  });

  test('has the literal of its own pattern', () => {
    const patterns = ['kestrel', 'osier', 'tamarind'].map((needs, index) => ({
      ...{ id: `${index}`, pattern: /heron/g, needs: [needs] },
    }));
    const found = (text: string) => foundBy(patterns, text);
    expect(['kestrel heron', 'osier heron', 'tamarind heron'].map(found)).toEqual([
      ['0: heron'],
      ['1: heron'],
      ['2: heron'],
    ]);
  });

  test('needs no letter of "word"', () => {
    const { signs } = createDetector([{ ...bird, needs: 'word' }], createMemory());
    expect(signs.hasAny('words', 0, 5)).toBe('none');
  });

  const list = "a ['net', 'user', 'a', 'winter26'] b";
  test.each([
    ['ends where a form of the text leaves something out', /net user.*/gs, ["bird: net', 'user', 'a', 'winter26"]],
    ['is nothing where something is left out at its start', /\ufdd0\nnet user/g, []],
  ])('%s', (_, pattern, secrets) => {
    expect(foundBy([{ id: 'bird', pattern }], list)).toEqual(secrets);
  });
});

test.each(['xxxxxxxx', '%SHARE_PW%', '[REDACTED]'])(
  'what stands for a value is none at the end of a line with escapes: %s',
  (value) => {
    const text = `net use \\\\fs01\\share /user:CORP\\svc ${value}\nnext`;
    expect(redactText(text)).toBe(text);
    expect(redactText(text.replace(value, 'Winter26'))).toContain('svc [redacted:net-use]\n');
  },
);

describe('the name in escapes', () => {
  const escaped = (text: string, before = '\\x') =>
    [...text].map((one) => `${before}${one.charCodeAt(0).toString(16)}`).join('');
  const startIn = (text: string) =>
    createRedactor()
      .find(text)
      .map(({ start }) => start);

  test('goes with its value from the start of a text on', () => {
    expect(startIn(`${escaped('password=')}hunter2${' and more'.repeat(40)}`)).toEqual([0]);
  });

  test('goes with its value for 240 characters', () => {
    const name = (more: number) => `a ${escaped('-'.repeat(more))}${escaped('password=')}hunter2`;
    expect([startIn(name(51)), startIn(name(52))]).toEqual([[2], [6]]);
    // One of the two signs of an escape is the last of them.
    const other = `a ${escaped('-'.repeat(5), '\\\\x')}${escaped('-'.repeat(45))}${escaped('password=')}hunter2`;
    expect(startIn(other)).toEqual([3]);
  });
});

test('200 values are looked for again', () => {
  const values = Array.from({ length: 201 }, (_, index) => `Winter${1000 + index}`);
  const again = values.map((value) => `and ${value}`).join('\n');
  const clean = redactText(`${values.map((value) => `password=${value}`).join('\n')}\n${again}`);
  expect(clean.match(/Winter\d+/g)).toEqual(['Winter1200']);
});

test('nothing of a text of six characters is settled', () => {
  expect(atOnce(findSecrets('a bird', createDetector([], createMemory())))).toEqual({ spans: [], settled: 0 });
});

test('what is found in a line is remembered', () => {
  const detector = createDetector([], createMemory());
  const line = 'started with password=Winter2026x';
  atOnce(
    findSecrets(`${'the bird is on its way\n'.repeat(200)}${line}\n${'the bird is here\n'.repeat(200)}`, detector),
  );
  expect(detector.memory.lines.get(lineKey(utf8(line), 0, line.length))).toBe('found');
});

describe('it pauses', () => {
  const pauses = (text: string, patterns: readonly SecretPattern[] = [{ id: 'bird', pattern: /kestrel/g }]) =>
    [...findSecrets(text, createDetector(patterns, createMemory()))].length;
  const birds = (length: number) => 'the bird '.repeat(600).slice(0, length);
  const encoded = (text: string) => `see ${Buffer.from(text).toString('base64')}`;

  test('before a close look, after each search in it and before each other form of a text', () => {
    expect(['a bird is', 'a b%69rd is', 'a b%2569rd is'].map((text) => pauses(text))).toEqual([6, 12, 20]);
  });

  test('where lines are chosen from 4,096 characters on, and in the search for signs behind them', () => {
    expect([4095, 4096, 4097].map((length) => pauses(birds(length)))).toEqual([6, 7, 8]);
  });

  test('before a look into more than 4,096 encoded characters, and in the search for signs there', () => {
    expect([4096, 4097].map((length) => pauses(encoded(birds(length))))).toEqual([15, 17]);
  });
});

test.each([
  [
    `alter user app identified by 'Wint"er2026' account unlock`,
    "alter user app identified by '[redacted]' account unlock",
  ],
  [`identified by "Wint'er2026"`, 'identified by "[redacted]"'],
  // The other quote belongs to another value.
  [`identified by 'Winter2026"`, `identified by '[redacted]"`],
])('a value in quotes of one kind may have one of the other kind in it: %s', (text, clean) => {
  expect(redactText(text).replaceAll(/\[redacted:[\w-]+\]/g, '[redacted]')).toBe(clean);
});
