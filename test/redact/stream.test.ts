import { describe, expect, test } from 'vitest';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor, type Redactor } from '../../agent/redact.ts';

const stream = () => createRedactionStream(createRedactor());
const filler = (lines: number) =>
  Array.from({ length: lines }, (_, line) => `level=info msg="line ${line}"\n`).join('');

describe('what only stands before', () => {
  test('is not written, and a secret that begins there is taken out where it continues', () => {
    const { push, end, counts } = stream();
    expect(push('users:\n- user:\n    clientSecret: |\n', true)).toBe('');
    expect(push('      hunter2hunter2\nnext: x\n') + end()).toBe('[redacted:key]next: x\n');
    expect([...counts]).toEqual([['key', 1]]);
  });

  test('changes nothing where no secret goes over the border, and its own are not counted', () => {
    const { push, end, counts } = stream();
    push('token=abcdef123456\n', true);
    expect(push('line\n') + end()).toBe('line\n');
    expect([...counts]).toEqual([]);
  });

  test('may be longer than what is looked at together', () => {
    const { push, end } = stream();
    for (let piece = 0; piece < 5; piece++) expect(push(filler(5000), true)).toBe('');
    const text = filler(20_000);
    expect(push(text) + end()).toBe(text);
  });
});

test('a letter of two units on the border of what leaves is whole', () => {
  for (const before of ['', 'a']) {
    const { push, end } = stream();
    const text = before + '🙂'.repeat(200_000);
    let clean = '';
    for (let at = 0; at < text.length; at += 50_001) clean += Buffer.from(push(text.slice(at, at + 50_001))).toString();
    expect((clean + end()).includes('\ufffd')).toBe(false);
    expect(clean.length).toBeGreaterThan(0);
  }
});

test('an id stays, wherever what is looked at together ends in it', () => {
  const id = '038fc840f205381c3f44f16d6b7e361312dd5437c0a90eaadb44cc4ab25bab7f';
  const line = `level=info msg="sandbox \\"${id}\\" is ready"\n`;
  const changed = Array.from({ length: line.length }, (_, more) => {
    const { push, end } = stream();
    const text = `${'x'.repeat(more)}\n${line.repeat(800)}`;
    let clean = '';
    for (let at = 0; at < text.length; at += 65_536) clean += push(text.slice(at, at + 65_536));
    return clean + end() === text ? [] : [more];
  }).flat();
  expect(changed).toEqual([]);
});

test('a secret at the beginning of a line is counted once, wherever the lines before it leave', () => {
  const { push, end, counts } = stream();
  const lines = 4000;
  const clean = push('AKIAIOSFODNN7EXAMPLE is it\n'.repeat(lines)) + end();
  expect(clean).toBe('[redacted:aws-key] is it\n'.repeat(lines));
  expect([...counts]).toEqual([['aws-key', lines]]);
});

describe('of a text that arrives in pieces', () => {
  /** Finds what stands between angle brackets, and what is named before it in the same window. */
  function inAngles(looked: number[] = []): Redactor {
    const find = (text: string) => {
      const secret = text.includes('NAME') ? /<s*>|VALUE/g : /<s*>/g;
      return [...text.matchAll(secret)].map(({ 0: { length }, index }) => ({
        id: 'x',
        start: index,
        end: index + length,
      }));
    };
    return {
      ...{ find, isNameOfSecret: () => false, cut: createRedactor().cut },
      // biome-ignore lint/correctness/useYield: it is found at once
      *findInSteps(text) {
        looked.push(text.length);
        return { spans: find(text), settled: 0 };
      },
    };
  }
  const xs = (length: number) => 'x'.repeat(length);
  const ss = (length: number) => `<${'s'.repeat(length - 2)}>`;
  const firstOf = (text: string) => createRedactionStream(inAngles()).push(text);

  test('64 KiB are waited for, and 16 KiB of them stay', () => {
    const { push } = createRedactionStream(inAngles());
    expect(push('x\n'.repeat(32_767))).toBe('');
    expect(push('x')).toBe('');
    expect(push('\n')).toHaveLength(49_152);
  });

  test('whole lines leave, or whole characters where a line is too long', () => {
    expect(firstOf('abcd\n'.repeat(13_108))).toHaveLength(49_150 + 5);
    expect(firstOf(xs(65_536))).toHaveLength(49_152);
    expect(firstOf(`\n${xs(65_535)}`)).toHaveLength(1);
    expect(firstOf(`${xs(49_151)}\uffff${xs(16_384)}`)).toHaveLength(49_152);
    expect(firstOf(`${xs(49_151)}\u{10000}${xs(16_383)}`)).toHaveLength(49_151);
  });

  test('no secret is parted', () => {
    const cut = (text: string) => {
      const first = firstOf(text);
      return [first.replaceAll('x', '').trim(), first.replaceAll(/[^x]/g, '').length];
    };
    expect(cut(`${xs(49_000)}${ss(300)}${xs(20_000)}`.slice(0, 65_536))).toEqual(['', 49_000]);
    expect(cut(`${xs(49_052)}${ss(100)}${xs(16_384)}`)).toEqual(['[redacted:]', 49_053]);
    expect(cut(`${xs(49_152)}${ss(100)}${xs(16_284)}`)).toEqual(['', 49_152]);
    expect(firstOf(`${ss(60_000)}${xs(5536)}`)).toBe('[redacted:x]');
    expect(firstOf(`x${ss(60_000)}${xs(5535)}`)).toBe('x');
  });

  test('half a line is not looked at, unless it is longer than 16 KiB or the last', () => {
    const looked: number[] = [];
    const { push, end } = createRedactionStream(inAngles(looked));
    push(`${xs(49_151)}\n${xs(16_384)}`);
    const other: number[] = [];
    createRedactionStream(inAngles(other)).push(`${xs(49_152)}\n${xs(16_383)}`);
    end();
    const last: number[] = [];
    const short = createRedactionStream(inAngles(last));
    expect(short.push('x\nabc') + short.end()).toBe('x\nabc');
    expect([looked, other, last]).toEqual([[65_536, 16_384], [49_153], [5]]);
  });

  test('what was found ahead stays found, also where its name has left', () => {
    for (const lines of [8192 + 40, 8191]) {
      const { push, end } = createRedactionStream(inAngles());
      const text = `NAME\n\n${'abcde\n'.repeat(lines)}VALUE\n${'abcde\n'.repeat(10_921 - lines)}`;
      expect(push(text) + end()).toBe(text.replace('VALUE', '[redacted:x]'));
    }
  });

  test('a secret that ends where the output begins is not written', () => {
    const { push, end } = createRedactionStream(inAngles());
    expect(push('<ss>', true) + push('abc') + end()).toBe('abc');
  });
});
