import fc from 'fast-check';
import { encode } from 'gpt-tokenizer';
import { describe, expect, test } from 'vitest';
import { fitted, weightOf } from '../../../agent/cli/mcp/answer.ts';
import { signatures } from '../../../agent/signatures/index.ts';

const tokensOf = (data: unknown) => encode(JSON.stringify(data)).length;
const any = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.lorem({ maxCount: 300 }),
  fc.base64String({ maxLength: 4000 }),
  fc.base64String({ maxLength: 20 }),
  fc.constantFrom(...signatures.flatMap(({ samples }) => samples)),
);

test('a text is not heavier for a tokenizer of models than it is taken for', () => {
  fc.assert(
    fc.property(any, (text) => {
      expect(encode(text).length).toBeLessThanOrEqual(weightOf(text) + 3);
    }),
  );
});

describe('an answer', () => {
  test('costs at most 1,500 tokens, whatever it holds', () => {
    const item = fc.record({
      id: fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
      evidence: fc.array(fc.record({ label: fc.string({ maxLength: 30 }), value: any }), { maxLength: 40 }),
      fix: fc.record({ steps: fc.array(fc.record({ say: any, run: any }), { maxLength: 20 }) }),
    });
    fc.assert(
      fc.property(any, fc.array(item, { maxLength: 60 }), (verdict, items) => {
        expect(tokensOf(fitted({ verdict, items }, 'brief'))).toBeLessThanOrEqual(1500);
      }),
      { numRuns: 60 },
    );
  });

  test('says what was left out, and how to see it; the most important stays', () => {
    const items = Array.from({ length: 400 }, (_, index) => ({
      id: `cause-${index}`,
      title: 'Something is wrong here.',
    }));
    const brief = fitted({ verdict: 'It is so.', items }, 'brief');
    expect(brief.items[0]).toEqual(items[0]);
    expect(brief.more).toMatch(/^\d+ entries or ends of texts are left out; ask again with detail: "full"$/);
    const full = fitted({ verdict: 'It is so.', items }, 'full');
    expect(full.items).toEqual(items);
    expect(full.more).toBeUndefined();
  });

  test('holds a command whole or not at all', () => {
    const run = (count: number) =>
      `Remove-Item ${Array.from({ length: count }, (_, index) => `C:\\x${index}`).join(', ')} -WhatIf`;
    const items = Array.from({ length: 30 }, (_, index) => ({
      id: 'x',
      fix: { steps: [{ say: 'Do it. '.repeat(40), run: run(index + 1) }] },
    }));
    const { items: left } = fitted({ verdict: '', items }, 'brief');
    const runs = JSON.stringify(left).match(/"run":"[^"]*"/g) ?? [];
    expect(runs.length).toBeGreaterThan(0);
    for (const one of runs) expect(one).toMatch(/-WhatIf"$/);
  });

  test('holds a command of up to 200 characters, and where to read more, whole', () => {
    const run = `Remove-Item ${'x'.repeat(188)}`;
    const source = `https://example.com/${'y'.repeat(180)}`;
    const long = {
      evidence: Array.from({ length: 40 }, (_, index) => ({ label: `${index}`, value: 'a word '.repeat(300) })),
    };
    const text = JSON.stringify(
      fitted({ verdict: '', items: [{ id: 'x', source, fix: { steps: [{ run }] }, ...long }] }, 'brief'),
    );
    expect(text).toContain(`"${run}"`);
    expect(text).toContain(`"${source}"`);
  });

  test.each([
    ['an escape sequence', '\u001b]0;title\u0007 \u001b[31mred', ' red'],
    ['a mark of direction', 'a\u202eb', 'a\\u{202e}b'],
    // A tag, a space without a width; one of private use; one that is none; the ends of a line and of a paragraph.
    ['letters that nobody sees', 'a\u{e0041}\u200bb', 'a\\u{e0041}\\u{200b}b'],
    ['letters that each font shows in another way', 'a\ue000\u0378b', 'a\\u{e000}\\u{378}b'],
    ['ends of lines that are no line feeds', 'a\u2028\u2029b', 'a\\u{2028}\\u{2029}b'],
    ['a picture that a viewer would ask for', '![x](https://example.com/?q=1)', '![x] (https://example.com/?q=1)'],
  ])('shows %s', (_, text, shown) => {
    expect(fitted({ verdict: 'x', items: [{ quote: text }] }, 'brief').items).toEqual([{ quote: shown }]);
  });
});
