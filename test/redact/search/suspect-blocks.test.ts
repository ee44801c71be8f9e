import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../agent/decode/bytes.ts';
import { createDetector, findSecrets } from '../../../agent/redact/find.ts';
import { atOnce, createMemory } from '../../../agent/redact/memory.ts';
import { lineKey } from '../../../agent/redact/search/line-key.ts';
import { suspectBlocks } from '../../../agent/redact/search/suspect-blocks.ts';
import { createRedactionStream } from '../../../agent/redact/stream.ts';
import { createRedactor, secretPatterns } from '../../../agent/redact.ts';
import { chanceOf } from '../chance.ts';
import { cleaned, leftOf } from '../exam.ts';
import { kindsPlantedBy } from '../kinds-exam.ts';
import { lineOf, logForms } from '../log-forms.ts';

function key(line: string): number {
  const bytes = utf8(line);
  return lineKey(bytes, 0, bytes.length);
}

const prepared = createDetector(secretPatterns, createMemory());
/** The blocks of a text for a redactor that has seen nothing, and what it remembers. */
function blocksOf(text: string) {
  const detector = { ...prepared, memory: createMemory() };
  const blocks = atOnce(suspectBlocks(text, detector));
  return { ...blocks, kindOf: (line: string) => detector.memory.lines.get(key(line)) };
}

/** It begins no record, and has 64 characters with its line break. */
const plain = 'the kubelet on this node is running as it did all of the day;';
const plainLine = `${plain.padEnd(63)}\n`;
const plains = (count: number) => plainLine.repeat(count);

/** One line, which a terminal of 79 columns wrapped in a name. */
const wrapped = [`${'xyz '.repeat(17)}clientSe`, 'cretValue is none'];

/** From the first to the last line that is looked at closely, beside plain ones. */
const keptOf = (lines: readonly string[]) => {
  const text = lines.join('');
  const startOf = (index: number) => lines.slice(0, index).join('').length;
  const starts = new Map(Array.from({ length: lines.length + 1 }, (_, index) => [startOf(index), index]));
  return blocksOf(text).list.map(({ start, end }) => [starts.get(start), (starts.get(end) ?? 0) - 1]);
};
const linesOf = (count: number) => Array.from({ length: count }, () => plainLine);
const between = (before: number, ...lines: string[]) => [
  ...linesOf(before),
  ...lines.map((one) => `${one}\n`),
  ...linesOf(100),
];

describe('what is looked at of a short text', () => {
  test.each([
    ['nothing of a plain line', 'the node is ready', false],
    ['all of a line with a sign', 'started with password=Winter2026x', true],
    ['all of a line that begins with a sign', 'pin 4711', true],
    ['all of lines', 'ready\nready', true],
    ['all of a text in UTF-16', 'r\0e\0a\0d\0y\0', true],
    ['all of 4,095 characters', `${plains(63)}${plainLine.slice(0, 63)}`, true],
    ['nothing of 4,096 plain characters', plains(64), false],
  ])('%s', (_, text, isWhole) => {
    const { list, settled } = blocksOf(text);
    expect([list, settled]).toEqual([isWhole ? [{ start: 0, end: text.length }] : [], 0]);
  });

  test('all of it, where a rule has no literals', () => {
    const detector = createDetector([...secretPatterns, { id: 'own', pattern: /kestrel/g }], createMemory());
    expect(atOnce(suspectBlocks('the kestrel', detector)).list).toEqual([{ start: 0, end: 11 }]);
  });
});

describe('what is looked at of a log', () => {
  test.each([
    ['a line with a sign, and the three below', between(10, 'started with password=Winter2026x'), [[10, 13]]],
    ['a line whose value is below, from the one above it', between(10, 'the password is:'), [[9, 74]]],
    ['such a line at the start', between(0, 'the password is:'), [[0, 64]]],
    [
      'up to a record below it',
      between(10, 'the password is:', plain, plain, 'I1101 12:00:00.000001 the kubelet is running'),
      [[9, 12]],
    ],
    [
      'up to a record at its end',
      between(10, 'the password is:', ...Array.from({ length: 63 }, () => plain), 'I1101 12:00:00.000001 up'),
      [[9, 73]],
    ],
    [
      'also with a sign below it',
      between(10, 'the password is:', plain, 'started with password=Winter2026x'),
      [[9, 74]],
    ],
    [
      'also with a split line below it',
      between(10, 'the password is:', plain, '2026-05-02T10:11:12.345678901Z stdout P a part'),
      [[9, 74]],
    ],
    ['a split line and the next', between(10, '2026-05-02T10:11:12.345678901Z stdout P a part'), [[10, 11]]],
    ['the last line', [...linesOf(100), 'started with password=Winter2026x'], [[100, 100]]],
    [
      'two of them',
      between(10, 'password=Winter2026x', ...Array.from({ length: 9 }, () => plain), 'password=Sommer2026x'),
      [
        [10, 13],
        [20, 23],
      ],
    ],
  ])('%s', (_, lines, kept) => {
    expect(keptOf(lines)).toEqual(kept);
  });

  test.each([['-----BEGIN CERTIFICATE-----'], ['-----END CERTIFICATE-----'], ['Private-Lines: 2'], ['\0']])(
    '16 KiB on both sides of %j',
    (mark) => {
      const line = `${mark.padEnd(63, ' ')}\n`;
      const lines = (before: number) => [
        ...linesOf(before),
        line,
        ...linesOf(300),
        line,
        ...linesOf(900),
        line,
        ...linesOf(300),
      ];
      expect(keptOf(lines(400))).toEqual([
        [400 - 256, 701 + 256],
        [1602 - 256, 1602 + 256],
      ]);
      // The line before ends exactly as far away.
      expect(keptOf([...linesOf(10), plainLine.slice(1), ...linesOf(255), line, ...linesOf(300)])).toEqual([
        [9, 266 + 256],
      ]);
    },
  );

  test('lines that were wrapped in a sign', () => {
    expect(keptOf(between(10, ...wrapped))).toEqual([[10, 11]]);
    expect(keptOf(between(10, ...wrapped.map((one) => one.replace('clientSe', 'clientGr'))))).toEqual([]);
    const [first = '', second = ''] = wrapped;
    const pin = first.replace('xyz', 'pin').replace('clientSe', 'clientGr');
    expect(blocksOf(between(70, pin, second).join('')).kindOf(pin + second)).toBeUndefined();
  });

  test('8 KiB of a Secret and more on both sides', () => {
    expect(keptOf([...linesOf(300), `${'kind: Secret'.padEnd(63, ' ')}\n`, ...linesOf(300)])).toEqual([
      [300 - 256, 300 + 256],
    ]);
  });
});

describe('a text is settled', () => {
  const secret = 'password=Winter2026x'.padEnd(63, ' ');
  test.each([
    ['up to the last eight lines', plains(300), 292 * 64],
    ['up to them in 16 KiB', plains(256), 248 * 64],
    ['nowhere in less', plains(255), 0],
    ['nowhere in seven lines', `${'the bird '.repeat(400)}\n`.repeat(7), 0],
    ['16 KiB behind what is looked at', `${plains(10)}${secret}\n${plains(3 + 256)}`, (14 + 256 - 8) * 64],
    ['nowhere where it is nearer', `${plains(10)}${secret}\n${plains(3 + 255)}`, 0],
  ])('%s', (_, text, settled) => {
    expect(blocksOf(text).settled).toBe(settled);
  });
});

describe('what is known of a line', () => {
  test.each([
    [plain, 'plain'],
    ['2026-05-02T10:11:12.345678901Z stdout P the token', 'goes-on'],
    ['[HKEY_LOCAL_MACHINE\\SYSTEM\\SNMP\\Parameters\\ValidCommunities]', 'opens'],
    ['[passwords]', 'opens'],
    ['  "Jwt": {', 'opens'],
    ['the password:', 'opens'],
    ['the password for it is still', 'opens'],
    ['  shared_key copper-ridge', 'opens'],
    ['user,password,host', 'opens'],
    ['cat /etc/db-password', 'found'],
    ['openssl rand -base64 12', 'found'],
    ['"type": "SecureString",', 'found'],
    ['copy the token below, it is shown once', 'found'],
    ['30 82 04 a4 02 01 00 02 82 01 01 00 c1 5f 3a 9b', 'found'],
    ['started with password=Winter2026x', undefined],
    ['the token is expired for the pod', undefined],
    // Escaped once, twice, three times and once more.
    ['%70in: x', undefined],
    ['%2570in: x', undefined],
    ['%252570in: x', undefined],
    ['p\\\\\\\\u0069n: x', undefined],
    ['p\\\\\\\\\\\\\\\\u0069n: x', 'plain'],
    ['%41pple is', 'plain'],
    ['p%00i%00n%00:%00', undefined],
  ])('%j: %s', (line, kind) => {
    expect(blocksOf(`${plains(64)}${line}\n${plains(10)}`).kindOf(line)).toBe(kind);
  });

  test('of the last one, which nothing ends, too', () => {
    expect(blocksOf(`${plains(64)}the password:`).kindOf('the password:')).toBe('opens');
  });
});

describe('what is found is remembered of a line', () => {
  const one = 'the token is expired for the pod';
  const other = 'the token was rejected by the pod';
  const third = 'no token was given to the pod';
  const inLine = (index: number) => ({ id: 'x', start: index * 64 + 5, end: index * 64 + 9 });
  const wide = (line: string) => `${line.padEnd(63, ' ')}\n`;
  const log = (tail = plains(20)) =>
    `${plains(10)}${wide(one)}${plains(9)}${wide(other)}${plains(9)}${wide(third)}${tail}${plains(64)}`;
  const learned = (text: string, ...found: number[]) => {
    const { learn, kindOf } = blocksOf(text);
    learn(found.map(inLine));
    return [one, other, third].map((line) => kindOf(line.padEnd(63, ' ')));
  };

  test.each([
    [[], ['plain', 'plain', 'plain']],
    [[10], ['found', 'plain', 'plain']],
    [[13], ['found', 'plain', 'plain']],
    [[14], ['plain', 'plain', 'plain']],
    [[9], ['plain', 'plain', 'plain']],
    [
      [10, 11, 30],
      ['found', 'plain', 'found'],
    ],
    [
      [2, 3, 22],
      ['plain', 'found', 'plain'],
    ],
  ])('%j', (found, kinds) => {
    expect(learned(log(), ...found)).toEqual(kinds);
  });

  test('not of the first one, nor as plain of the last ones', () => {
    expect(learned(`${wide(one)}${plains(70)}`)).toEqual([undefined, undefined, undefined]);
    expect(learned(`\n${wide(one)}${plains(70)}`)).toEqual(['plain', undefined, undefined]);
    expect(learned(`${plains(70)}${wide(one)}${wide(other)}${plains(1)}${wide(third)}`)).toEqual([
      'plain',
      undefined,
      undefined,
    ]);
    expect(learned(`${plains(70)}${wide(one)}${wide(other)}${wide(third).slice(0, -1)}`, 71)).toEqual([
      'found',
      'found',
      undefined,
    ]);
    expect(learned(`${plains(70)}${wide(one)}${wide(other)}${wide(third).slice(0, -1)}`, 72)).toEqual([
      'found',
      'found',
      undefined,
    ]);
  });

  test('not of what ends before the line, or begins behind the three below it', () => {
    const { learn, kindOf } = blocksOf(log());
    learn([
      { id: 'x', start: 9 * 64, end: 10 * 64 },
      { id: 'x', start: 13 * 64 + 63, end: 14 * 64 },
    ]);
    expect(kindOf(one.padEnd(63))).toBe('plain');
  });

  test('not beside a certificate', () => {
    expect(learned(log(`-----BEGIN CERTIFICATE-----\n`))).toEqual([undefined, undefined, undefined]);
  });

  const joined = wrapped.join('');
  test.each([
    ['plain', 64, []],
    ['found', 64, [{ id: 'x', start: 64 * 64 + 85, end: 64 * 64 + 90 }]],
    ['plain', 64, [{ id: 'x', start: 64 * 64 + 110, end: 64 * 64 + 115 }]],
    [undefined, 0, []],
  ])('of wrapped lines as of one: %s', (kind, before, found) => {
    const { learn, kindOf } = blocksOf(`${plains(before)}${wrapped.join('\n')}\n${plains(70)}`);
    learn(found);
    expect(kindOf(joined)).toBe(kind);
    expect(kindOf(wrapped[0] ?? '')).toBe('plain');
  });

  test('of wrapped lines behind an empty line, but not of the last ones', () => {
    const learnedIn = (text: string, line = joined) => {
      const { learn, kindOf } = blocksOf(text);
      learn([]);
      return kindOf(line);
    };
    expect(learnedIn(`\n${wrapped.join('\n')}\n${plains(70)}`)).toBe('plain');
    expect(learnedIn(`${plains(70)}${wrapped.join('\n')}`)).toBeUndefined();
    const other = wrapped.map((one) => one.replace('xyz', 'zyx'));
    const two = [...wrapped, plain, ...other].join('\n');
    expect(learnedIn(`${plains(64)}${two}\n${plains(70)}`, other.join(''))).toBe('plain');
    const three = ['xyz '.repeat(20).slice(0, 79), wrapped[0]?.replace('xyz', 'x2Y') ?? '', wrapped[1] ?? ''];
    const text = `${plains(64)}${three.join('\n')}\n${plains(70)}`;
    expect([learnedIn(text, three.join('')), learnedIn(text, three.slice(0, 2).join(''))]).toEqual([
      'plain',
      undefined,
    ]);
  });
});

test('it pauses after what costs as much as a step', () => {
  const pauses = (lines: number) => {
    const detector = { ...prepared, memory: createMemory() };
    const line = plain.padEnd(96);
    return [...suspectBlocks(`${line}\n`.repeat(lines), detector)].length;
  };
  // A step has 4,096 characters. Where lines are chosen, 32 more are counted for each; where wrapped ones are, none.
  expect([42, 43, 44, 65, 66, 98, 99].map(pauses)).toEqual([0, 1, 2, 2, 3, 4, 5]);
});

describe('the key of a line', () => {
  test.each([
    ['numbers', 'restarts=12 after 34s', 'restarts=98 after 76s'],
    ['times', '2026-05-02T10:11:12.345Z up', '2027-11-30T23:59:58.001Z up'],
    ['digests', `id=${'0a'.repeat(32)}`, `id=${'9f8e'.repeat(16)}`],
    ['GUIDs', '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10', '0f1c2f3e-6d4b-4c55-9d6a-7c1b8f1d9a1f'],
  ])('is the same for other %s', (_, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  test.each([
    ['words', 'pod a of b', 'pod a of c'],
    ['lengths', 'restarts=12', 'restarts=123'],
    ['random characters', 'v=aZ3kQ9xLm2', 'v=aZ3kQ9xLm3'],
    ['escapes', 'a%41b', 'a%42b'],
    [
      'hexadecimal text',
      `x=${Buffer.from('password=one1').toString('hex')}`,
      `x=${Buffer.from('password=two2').toString('hex')}`,
    ],
    ['prefixes of tokens', '1000.a', '2000.a'],
  ])('is another for other %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });
});

test('the last eight lines of a plain log wait for what follows them', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const { list, settled } = atOnce(suspectBlocks(line.repeat(400), createDetector(secretPatterns, createMemory())));
  expect([list, settled]).toEqual([[], 392 * line.length]);
});

test('of a log with one line that shows a sign, this line is looked at', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const secret = 'I1101 12:00:00.000001 started with password=Winter2026x\n';
  const text = `${line.repeat(100)}${secret}${line.repeat(400)}`;
  const { list } = atOnce(suspectBlocks(text, createDetector(secretPatterns, createMemory())));
  expect(list).toEqual([{ start: 100 * line.length, end: 100 * line.length + secret.length }]);
});

test('a line of a certificate is looked at where it stands alone', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const random = 'aZ3kQ9xLm2pW8vT4yR6sB5nH7jK1dF0gC+uE/iO9qM3tX6wY2zL4rV8bN5cP7hJ1';
  const certificate = `-----BEGIN CERTIFICATE-----\n${random}\n-----END CERTIFICATE-----\n`;
  expect(redactor.find(`${line.repeat(90)}${certificate}${line.repeat(90)}`)).toEqual([]);
  const alone = `${line.repeat(400)}${random}\n${line.repeat(400)}`;
  expect(redactor.find(alone).map(({ start, end }) => alone.slice(start, end))).toEqual([random]);
});

test.each([
  [
    'a registry key',
    '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SNMP\\Parameters\\ValidCommunities]\n',
    '"',
    '"=dword:00000004\n',
  ],
])('a secret below %s is found in each log, whatever stood below it in those before', (_, header, before, behind) => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const found = ['czdxi9953zpg', '', 'bqwre1234abc'].map((value) => {
    const text = `${line.repeat(90)}${header}${value === '' ? '' : `${before}${value}${behind}`}${line.repeat(90)}`;
    return redactor.find(text).map(({ start, end }) => text.slice(start, end));
  });
  expect(found).toEqual([['czdxi9953zpg'], [], ['bqwre1234abc']]);
});

test('a secret below a line is found, also where the line stood in the log before with nothing below it', () => {
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n'.repeat(34);
  const cases: { id: string; text: string; secret: string }[] = readFileSync(
    new URL('../secrets-in-texts.jsonl', import.meta.url),
    'utf8',
  )
    .trim()
    .split('\n')
    .map((json) => JSON.parse(json));
  cases.push({ id: 'shown', text: '$ pass show corp/mail\nSummer2024x', secret: 'Summer2024x' });
  const missed = cases.flatMap(({ id, text, secret }) => {
    const head = text.slice(0, text.lastIndexOf('\n', text.indexOf(secret)) + 1);
    const log = `${line}${text}\n${line}`;
    const isFound = (memory = createMemory()) =>
      atOnce(findSecrets(log, { ...prepared, memory })).spans.some((span) =>
        log.slice(span.start, span.end).includes(secret),
      );
    if (head === '') return [];
    const memory = createMemory();
    atOnce(findSecrets(`${line}${head}${line}`, { ...prepared, memory }));
    return isFound(memory) || !isFound() ? [] : [id];
  });
  expect(missed).toEqual([]);
}, 300_000);

test('a line at the end of one text, whose secret is not there yet, is not remembered as plain', () => {
  const redactor = createRedactor({ more: [{ id: 'own', pattern: /(?<keep>^the word is below\n)\S+/gm }] });
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n'.repeat(90);
  const secretIn = (text: string) => redactor.find(text).map(({ start, end }) => text.slice(start, end));
  expect(secretIn(`${line}the word is below\n`)).toEqual([]);
  expect(secretIn(`${line}the word is below\nkestrel\n${line}`)).toEqual(['kestrel']);
});

test('in a text that begins with a line break, too, each line is remembered as what it is', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const innocent = 'I1101 12:00:00.000001 the token is expired for the pod\n';
  const secret = 'I1101 12:00:00.000001 started with password=Winter2026x\n';
  redactor.find(`\n${line.repeat(90)}${innocent}${secret}${line.repeat(90)}`);
  const second = `${line.repeat(400)}${secret}${line.repeat(400)}`;
  expect(redactor.find(second).map(({ start, end }) => second.slice(start, end))).toEqual(['Winter2026x']);
});

test('a line beside a certificate is remembered as what it is', () => {
  const redactor = createRedactor();
  const line = 'I1101 12:00:00.000001 the kubelet is running as it did before\n';
  const opening = 'password:\n';
  const begin = '-----BEGIN CERTIFICATE-----\n';
  const first = `${line.repeat(90)}${begin}${opening}${line.repeat(90)}`;
  redactor.find(first);
  const second = `${line.repeat(400)}${opening}  Summer2024x\n${line.repeat(400)}`;
  expect(redactor.find(second).map(({ start, end }) => second.slice(start, end))).toEqual(['Summer2024x']);
});

/** As files are read. */
const pieceLength = 64 * 1024;

const border = (index: number) => `I1101 12:00:00.000001 here ends part ${index}\n`;

/** Lines that repeat themselves. */
function linesBefore(index: number): string {
  const lines = Array.from({ length: 8 }, (_, line) => {
    const turn = index * 8 + line;
    return lineOf(logForms[turn % logForms.length]?.form ?? '', chanceOf(turn % 7, 'repeated'));
  });
  return `${lines.join('\n')}\n`;
}

test('a secret is found in a long log as it is found alone', { timeout: 300_000 }, () => {
  const planted = kindsPlantedBy(1);
  const log = planted
    .map(({ planted: { text } }, index) => `${linesBefore(index)}${text.trimEnd()}\n${border(index)}`)
    .join('');
  const stream = createRedactionStream(createRedactor());
  let clean = '';
  for (let at = 0; at < log.length; at += pieceLength) clean += stream.push(log.slice(at, at + pieceLength));
  clean += stream.end();
  let from = 0;
  const missed = planted.filter(({ planted: one, prefix }, index) => {
    const to = clean.indexOf(border(index), from);
    const part = clean.slice(from, to);
    from = to;
    return leftOf(one, part, prefix) !== null && leftOf(one, cleaned(one.text), prefix) === null;
  });
  expect(missed.map(({ id }) => id)).toEqual([]);
});
