import { describe, expect, test } from 'vitest';
import { createRedactionStream } from '../../../agent/redact/stream.ts';
import { createRedactor, redactText } from '../../../agent/redact.ts';
import { noise, planted } from '../secrets.ts';

const leftIn = (clean: string, secrets: readonly string[]) => secrets.filter((secret) => clean.includes(secret));

describe('of every kind of secret, however it is written, nothing is left', () => {
  test('there are some 200', () => {
    expect(planted.length).toBeGreaterThanOrEqual(200);
    for (const { text, secrets } of planted)
      expect(
        leftIn(
          text.replaceAll('\n', ''),
          secrets.map((one) => one.replaceAll('\n', '')),
        ),
      ).not.toEqual([]);
  });

  test.each(planted.map((one, index) => ({ ...one, name: `${index} ${one.kind}` })))('$name', ({ text, secrets }) => {
    const clean = redactText(`before\n${text}\nafter`);
    expect(leftIn(clean, secrets), clean).toEqual([]);
    expect(clean.startsWith('before\n')).toBe(true);
    expect(clean.endsWith('\nafter')).toBe(true);
  });

  test.each(planted.map((one, index) => ({ ...one, name: `${index} ${one.kind}` })))(
    '$name, in UTF-16 in the midst of other text',
    ({ text, secrets }) => {
      const wide = Buffer.from(text, 'utf16le').toString('latin1');
      const clean = redactText(`before\n${wide}\nafter`).replaceAll('\0', '');
      expect(leftIn(clean, secrets), clean).toEqual([]);
    },
  );
});

test('what was redacted stays as it is, also where a command or a name stands before a placeholder', () => {
  const texts = [
    ...planted.map(({ text }) => redactText(text)),
    ...[
      'net user hp [redacted:net-user]',
      'password=[redacted:key:0123456789ab]',
      'curl -H "X-Api-Key: [redacted:header]"',
    ],
    'PSCredential("a","[redacted:psc]") token [redacted:random:89abcdef0123]sk',
  ];
  expect(texts.filter((text) => redactText(text) !== text)).toEqual([]);
});

describe('in a stream', () => {
  const filler = Array.from(
    { length: 20_000 },
    (_, line) => `time="2026-11-01T12:00:00Z" level=info msg="line ${line}"\n`,
  ).join('');
  const text = planted.map((one, index) => `${filler.slice(0, 2_001 + 37 * index)}\n${one.text}\n`).join('');
  const secrets = planted.flatMap((one) => one.secrets);
  const whole = redactText(text);

  test.each([1_000, 65_536, 1_000_003])('that comes in pieces of %i, secrets over their borders are found', (size) => {
    const stream = createRedactionStream(createRedactor());
    let clean = '';
    for (let at = 0; at < text.length; at += size) clean += stream.push(text.slice(at, at + size));
    clean += stream.end();
    expect(leftIn(clean, secrets)).toEqual([]);
    expect(clean).toBe(whole);
  });

  test('one line without end is not kept whole, and its secrets are found', () => {
    const stream = createRedactionStream(createRedactor());
    const secret = noise(90, 30);
    let clean = '';
    for (let piece = 0; piece < 40; piece++) clean += stream.push(`${'x y '.repeat(16_384)}token=${secret} `);
    expect(clean.length).toBeGreaterThan(1_000_000);
    expect(clean + stream.end()).not.toContain(secret);
  });

  test('what is not a secret stays unchanged', () => {
    const stream = createRedactionStream(createRedactor());
    expect(stream.push(filler) + stream.end()).toBe(filler);
    expect([...stream.counts]).toEqual([]);
  });
});
