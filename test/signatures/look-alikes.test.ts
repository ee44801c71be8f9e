import { expect, test } from 'vitest';
import { z } from 'zod';
import { claimants, recognise, signatures } from '../../agent/signatures/index.ts';
import { lookAlikes } from '../../agent/signatures/look-alikes.ts';
import { waysOf } from '../../scripts/mutate/ways.ts';
import { readLines } from '../explain/fill.ts';
import { textsIn } from '../texts-in.ts';

/** In the words of the named sources, with names put in. */
const told = readLines(
  '../signatures/look-alikes.jsonl',
  z.strictObject({ id: z.string(), text: z.string(), source: z.string().min(1) }),
);

test.each(told)('$text is $id, as $source writes it', ({ id, text }) => {
  expect(recognise(text)?.signature.id).toBe(id);
  expect(claimants(text).map((signature) => signature.id)).toEqual([id]);
});

const texts = [
  ...lookAlikes.flatMap(({ samples }) => samples),
  ...told.map(({ text }) => text),
  ...['../signatures/near-misses', 'look-alikes', 'failures', 'threads-met', 'threads-later', 'threads-fresh'].flatMap(
    (file) => textsIn(readLines(`${file}.jsonl`, z.unknown())).map(([, text]) => text),
  ),
];

test('each way of a pattern is one that a text needs', () => {
  const seen = (pattern: RegExp, text: string) => {
    const found = pattern.exec(text);
    return JSON.stringify([found?.[0], found?.groups]);
  };
  // Several have a wrapper in common: a text for one of them is enough.
  const ids = new Set([...lookAlikes, ...told].map(({ id }) => id));
  const needed = new Map<string, boolean>();
  for (const { id, pattern } of signatures) {
    if (!ids.has(id)) continue;
    const whole = texts.map((text) => seen(pattern, text));
    for (const { way, start, end } of waysOf(pattern.source)) {
      if (needed.get(way)) continue;
      const less = new RegExp(pattern.source.slice(0, start) + pattern.source.slice(end), pattern.flags);
      needed.set(
        way,
        texts.some((text, at) => seen(less, text) !== whole[at]),
      );
    }
  }
  expect(needed.size).toBeGreaterThan(100);
  expect([...needed].flatMap(([way, is]) => (is ? [] : [way]))).toEqual([]);
});
