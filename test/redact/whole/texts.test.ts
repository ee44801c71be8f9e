import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPlaceholder } from '../../../agent/redact/placeholder.ts';
import { createRedactionStream } from '../../../agent/redact/stream.ts';
import { createRedactor } from '../../../agent/redact.ts';
import { compareGaps } from '../../known-gaps.ts';
import { chanceOf } from '../chance.ts';

/** A text as programs, manuals and issue threads show it, with values made up; source says where its form comes from. */
interface Case {
  id: string;
  family: string;
  text: string;
  /** Absent where the text must stay as it is. */
  secret?: string;
  source?: string;
}

const casesOf = (file: string): Case[] =>
  readFileSync(new URL(`../${file}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A longer part of a secret tells too much of it. */
const longestPart = 6;

test('no secret stays in a text as programs write it, and no innocent text changes', () => {
  const failed = new Map<string, string>();
  for (const { id, text, secret } of casesOf('secrets-in-texts')) {
    const printed = redact(text);
    if (hasPartOf(secret ?? '', { printed, text })) failed.set(`secret ${id}`, `its secret stays in ${printed}`);
  }
  for (const { id, text } of casesOf('innocent-texts')) {
    const printed = redact(text);
    if (printed !== text) failed.set(`innocent ${id}`, `became ${printed}`);
  }
  compareGaps(failed, new URL('../texts.gaps.txt', import.meta.url));
});

describe.each(['secrets-in-texts', 'innocent-texts'])('%s', (file) => {
  test('each text has an id of its own, and holds its secret', () => {
    const cases = casesOf(file);
    expect(cases.map(({ id }) => id)).toEqual([...new Set(cases.map(({ id }) => id))]);
    expect(cases.filter(({ secret }) => (secret === undefined) !== (file === 'innocent-texts'))).toEqual([]);
    expect(cases.filter(({ text, secret }) => secret !== undefined && !text.includes(secret))).toEqual([]);
  });
});

/** In one log, a text beside others is cut at most this often for what they are. */
const mostHarmed = 0.01;
/** In one log, so many of the planted secrets are wholly cut at least. */
const leastCut = 0.9741;

test.each([1, 2, 3])('in one log, in order %i, innocent texts stay and secrets are cut', (seed) => {
  const { part } = chanceOf(seed, 'the order of a log');
  const drawn = (file: string) =>
    casesOf(file)
      .map((one) => ({ one, place: part() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ one }) => one);
  const [secrets, innocents] = [drawn('secrets-in-texts'), drawn('innocent-texts')];
  let log = '';
  const added = ({ id, text, secret = '' }: Case) => {
    const start = log.length;
    log += `${text}\n`;
    const from = start + text.indexOf(secret);
    return { id, start, end: start + text.length, secret: { from, to: from + secret.length } };
  };
  const planted: ReturnType<typeof added>[] = [];
  const beside: ReturnType<typeof added>[] = [];
  for (let index = 0; index < Math.max(secrets.length, innocents.length); index++) {
    planted.push(...secrets.slice(index, index + 1).map(added));
    beside.push(...innocents.slice(index, index + 1).map(added));
  }

  const isCut = new Uint8Array(log.length);
  for (const { start, end } of redactor.find(log)) isCut.fill(1, start, end);
  const harmed = beside.filter(({ start, end }) => isCut.subarray(start, end).includes(1));
  const cut = planted.filter(({ secret: { from, to } }) => !isCut.subarray(from, to).includes(0));
  console.info(
    `${harmed.length} of ${beside.length} innocents are harmed, ${cut.length} of ${planted.length} secrets cut`,
  );
  expect(harmed.length, harmed.map(({ id }) => id).join('\n')).toBeLessThanOrEqual(mostHarmed * beside.length);
  expect(cut.length).toBeGreaterThanOrEqual(leastCut * planted.length);
});

const redactor = createRedactor({ placeholder: createPlaceholder() });

/** As hostprobe redact prints a file: each text alone, so that none is cut for a secret of another. */
function redact(text: string): string {
  const stream = createRedactionStream(redactor);
  return stream.push(text) + stream.end();
}

function hasPartOf(secret: string, { printed, text }: { printed: string; text: string }): boolean {
  const around = text.replaceAll(secret, '\n');
  const length = Math.min(longestPart + 1, secret.length);
  return Array.from({ length: secret.length - length + 1 }, (_, start) => secret.slice(start, start + length)).some(
    (part) => printed.includes(part) && !around.includes(part),
  );
}
