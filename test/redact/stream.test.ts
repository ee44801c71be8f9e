import { describe, expect, test } from 'vitest';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';

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
