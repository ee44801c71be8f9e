import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { accusers, ask } from './ask.ts';
import { readLines } from './fill.ts';
import { compare, type Outcome, share } from './gaps.ts';

/**
 * Short and anonymised texts in which no HostProcess container is concerned: of public threads, and without a source those
 * that containerd and other programs print on any machine.
 */
const lookAlikes = readLines(
  'look-alikes.jsonl',
  z.strictObject({ id: z.string(), text: z.string().min(1), source: z.url().optional() }),
);

const outcomes: Outcome[] = lookAlikes.map(({ id, text }) => ({
  id,
  wrong: accusers(ask(text)).map((signature) => `accused by ${signature}`),
}));
const spared = share(outcomes.filter(({ wrong }) => wrong.length === 0).length, outcomes.length);

describe('texts of other programs and other pods', () => {
  test('are at least 220, each with an id of its own', () => {
    expect(lookAlikes.length).toBeGreaterThanOrEqual(220);
    expect(new Set(lookAlikes.map(({ id }) => id)).size).toBe(lookAlikes.length);
  });

  test('blame no HostProcess container, except for the known gaps', () => {
    console.info(`look-alikes: ${spared.text} not accused`);
    compare('look-alikes', outcomes);
  });

  test('are not accused in 97 %', () => {
    expect(spared.value).toBeGreaterThanOrEqual(0.97);
  });
});
