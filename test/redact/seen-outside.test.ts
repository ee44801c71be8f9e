import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPlaceholder } from '../../agent/redact/keyed-placeholder.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';
import { compareGaps } from '../known-gaps.ts';

/** A text as programs, manuals and issue threads show it, with values made up; source says where its form comes from. */
interface Case {
  id: string;
  family: string;
  text: string;
  /** null where the text must stay as it is */
  secret: string | null;
  source?: string;
}

/** Passwords by their shape, their place and the names around them; texts of others. */
const files = ['passwords', 'seen-afresh', 'seen-elsewhere', 'seen-outside'];

const casesOf = (file: string): Case[] =>
  readFileSync(new URL(`${file}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A longer part of a secret tells too much of it. */
const longestPart = 6;

describe.each(files)('%s', (file) => {
  const cases = casesOf(file);

  test('no secret stays in a text as programs write it, and no innocent text changes', () => {
    const failed = new Map<string, string>();
    for (const { id, text, secret } of cases) {
      const printed = redact(text);
      if (secret === null && printed !== text) failed.set(id, `is innocent, but became ${printed}`);
      if (secret !== null && hasPartOf(secret, { printed, text })) failed.set(id, `its secret stays in ${printed}`);
    }
    compareGaps(failed, new URL(`${file}.gaps.txt`, import.meta.url));
  });

  test('each text has an id of its own, and holds its secret', () => {
    expect(cases.map(({ id }) => id)).toEqual([...new Set(cases.map(({ id }) => id))]);
    expect(cases.filter(({ text, secret }) => secret !== null && !text.includes(secret))).toEqual([]);
  });
});

/** As hostprobe redact prints a file: each text alone, so that none is cut for a secret of another. */
function redact(text: string): string {
  const stream = createRedactionStream(createRedactor({ placeholder: createPlaceholder() }));
  return stream.push(text) + stream.end();
}

function hasPartOf(secret: string, { printed, text }: { printed: string; text: string }): boolean {
  const around = text.replaceAll(secret, '\n');
  const length = Math.min(longestPart + 1, secret.length);
  return Array.from({ length: secret.length - length + 1 }, (_, start) => secret.slice(start, start + length)).some(
    (part) => printed.includes(part) && !around.includes(part),
  );
}
