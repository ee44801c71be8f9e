import { expect, test } from 'vitest';
import { chanceOf } from '../chance.ts';
import { cleaned } from '../exam.ts';
import { examine, limits, type Outcome } from '../examine.ts';
import { lineOf, logForms } from '../log-forms.ts';

/** Of each form so many lines. */
const draws = 3;

const by = (seed: number): Outcome[] =>
  logForms.flatMap(({ id, form }) =>
    Array.from({ length: draws }, (_, draw) => {
      const text = `${lineOf(form, chanceOf(seed, `${id} ${draw}`))}\n`;
      const clean = cleaned(text);
      return { id, fault: clean === text ? null : `${text} became ${clean}` };
    }),
  );

test('there are more than 300 lines, and no form twice', () => {
  expect(logForms.length * draws).toBeGreaterThan(300);
  expect(new Set(logForms.map(({ form }) => form)).size).toBe(logForms.length);
});

examine({ part: 'log-line', what: 'innocents are harmed', by, most: limits.innocents });

test('in one log they are as they are alone', () => {
  const log = logForms.map(({ id, form }) => `${lineOf(form, chanceOf(1, id))}\n`).join('');
  expect(cleaned(log)).toBe(log);
});
