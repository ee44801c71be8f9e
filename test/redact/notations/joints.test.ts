import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as joints from '../../../agent/redact/notations/joints.ts';
import { unescaped } from '../../../agent/redact/rewritten.ts';
import { saysOf, secretWord } from '../../../agent/redact/secret-names.ts';

const texts: { text: string; secret: string }[] = readFileSync(
  new URL('../secrets-in-texts.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The names of secrets in a text, as a search for their words finds them. */
const namesIn = (text: string) =>
  [...text.matchAll(secretWord)].flatMap(({ 0: word, index }) => {
    const start = index - (/[\w.-]{0,60}$/.exec(text.slice(0, index))?.[0].length ?? 0);
    const end = index + word.length + (/^[\w.-]{0,60}(?<![.-])/.exec(text.slice(index + word.length))?.[0].length ?? 0);
    const name = text.slice(start, end);
    const says = saysOf(name);
    return says === null ? [] : [{ start, end, name, says }];
  });

/** Rows that no text shows: of `reg add` with its value before its name. Source: learn.microsoft.com, reg add */
const sourced = ['setting 2'];

test('every row of the table of joints finds the secret of a text that somebody wrote without it; one that serves none has a source or goes', () => {
  const idle = new Map<joints.Joint, string>();
  for (const [name, joint] of Object.entries(joints))
    if (typeof joint === 'function' && 'rows' in joint)
      for (const [index, row] of joint.rows.entries()) idle.set(row, `${name} ${index}`);
  expect(idle.size).toBeGreaterThan(20);
  for (const { text, secret } of texts) {
    for (const form of [text, unescaped(text)?.text ?? '']) {
      for (const named of namesIn(form)) {
        for (const row of idle.keys()) {
          const found = joints.read(row, form, named);
          if (found !== null && form.slice(found.start, found.end).includes(secret)) idle.delete(row);
        }
      }
    }
  }
  expect([...idle.values()]).toEqual(sourced);
});
